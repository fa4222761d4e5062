package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lanewise.autograd.Parameter;
import lanewise.optim.Group;
import lanewise.optim.Optimizer;
import lanewise.optim.OptimizerOptions;
import lanewise.optim.ParamGroup;
import lanewise.optim.ParamState;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("golden")
class OptimGoldenTest {
  @Test
  void everyOptimizerIsAsGoodAsPyTorchsFloat32() throws IOException {
    GoldenRun.run("optim.jsonl.gz", _ -> Optional.empty(), OptimGoldenTest::check, 376);
  }

  private static void check(JsonNode c) {
    Map<String, Parameter> parameters = GoldenOptimizers.parameters(c.get("params"));
    OptimizerOptions defaults = GoldenOptimizers.options(c.get("optimizer").asText(), c.get("options"));
    List<Group> groups = new ArrayList<>();
    c.get("groups").forEach(g -> groups.add(GoldenOptimizers.group(g, parameters, defaults)));
    Optimizer optimizer = defaults.build(groups);
    Expected expected = Expected.of(c);
    int row = 0;
    for (int step = 0; step < c.get("steps").asInt(); step++) {
      for (JsonNode change : c.path("set").path(Integer.toString(step))) {
        ParamGroup group = optimizer.paramGroups().get(change.get("group").asInt());
        group.options(GoldenOptimizers.with(group.options(), change.get("options")));
      }
      for (JsonNode g : c.path("add_group_at").path(Integer.toString(step))) {
        optimizer.addParamGroup(GoldenOptimizers.group(g, parameters, defaults));
      }
      boolean recorded = !c.has("record_at") || c.get("record_at").get(row).asInt() == step;
      String when = " after step " + step;
      if (c.get("kind").asText().equals("grads")) {
        c.get("grads").get(step).properties().forEach(g -> GoldenOptimizers.gradient(parameters.get(g.getKey()), g.getValue()));
        optimizer.step();
      } else {
        GoldenObjective objective = new GoldenObjective(c.get("objective"), parameters);
        int[] calls = new int[1];
        double loss = optimizer.step(() -> {
          calls[0]++;
          return objective.evaluate();
        });
        if (recorded) {
          double[] losses = GoldenFile.numbers(c.get("losses"));
          assertNear(new double[] {losses[row]}, new double[] {loss}, GoldenFile.number(c.get("loss32_error")), "loss" + when);
        }
        if (c.path("stable32").asBoolean()) {
          assertEquals(c.get("calls").get(step).asInt(), calls[0], "calls" + when);
          ParamState totals = optimizer.state(optimizer.paramGroups().getFirst().parameters().getFirst());
          assertEquals(c.get("func_evals").get(step).asDouble(), totals.numbers().get("func_evals"), "func_evals" + when);
        }
      }
      if (recorded) {
        for (Map.Entry<String, JsonNode> e : expected.rows.get(row++).properties()) {
          double error = GoldenFile.number(expected.errors.get(e.getKey()).get("abs"));
          assertNear(GoldenFile.numbers(e.getValue()), doubles(parameters.get(e.getKey()).value()), error, e.getKey() + when);
        }
      }
    }
    assertEquals(expected.rows.size(), row, "rows compared");
    boolean informative = c.get("optimizer").asText().startsWith("notebook.");
    boolean comparable = !c.has("stable32") || c.get("stable32").asBoolean() && iterationsAgree(c, optimizer);
    if (!informative && comparable && expected.state.isPresent()) {
      parameters.forEach((name, p) -> checkState(c, expected.state.get(), name, optimizer.state(p)));
    }
  }

  /**
   * Whether LBFGS has made as many iterations; runs that make the same calls may differ by two at the limit of float32, PyTorch's own too.
   */
  private static boolean iterationsAgree(JsonNode c, Optimizer optimizer) {
    double ours = optimizer.state(optimizer.paramGroups().getFirst().parameters().getFirst()).numbers().get("n_iter");
    double theirs = c.get("n_iter").get(c.get("steps").asInt() - 1).asDouble();
    assertEquals(theirs, ours, 2, "n_iter");
    return ours == theirs;
  }

  private static void checkState(JsonNode c, JsonNode states, String name, ParamState state) {
    JsonNode expected = states.path(name);
    Set<String> names = new TreeSet<>();
    expected.fieldNames().forEachRemaining(names::add);
    assertEquals(names, new TreeSet<>(state.names()), "state of " + name);
    for (String entry : names) {
      double error = stateError(c, name, entry);
      String what = entry + " of " + name;
      JsonNode e = expected.get(entry);
      if (e.isArray()) {
        assertEquals(e.size(), state.lists().get(entry).size(), what);
        for (int i = 0; i < e.size(); i++) {
          assertNear(numbers(e.get(i)), doubles(state.lists().get(entry).get(i)), error, what + ", " + i);
        }
      } else if (state.tensors().containsKey(entry)) {
        assertNear(numbers(e), doubles(state.tensors().get(entry)), error, what);
      } else {
        assertNear(numbers(e), new double[] {state.numbers().get(entry)}, error, what);
      }
    }
  }

  /**
   * The error of a float32 run. Of LBFGS's state none was measured: counts and sizes are compared only.
   */
  private static double stateError(JsonNode c, String name, String entry) {
    if (c.has("stable32") && !c.has("state32_error")) {
      return entry.equals("func_evals") || entry.equals("n_iter") ? 0 : Double.POSITIVE_INFINITY;
    }
    return c.path("state32_error").path(name).has(entry) ? GoldenFile.number(c.get("state32_error").get(name).get(entry)) : 0;
  }

  private static double[] numbers(JsonNode value) {
    return value.has("data") ? GoldenFile.numbers(value.get("data")) : new double[] {GoldenFile.number(value)};
  }

  /** The tolerance of the golden files: at most twice the error of PyTorch's own float32 run, and 4 units in the last place of the largest value. */
  private static void assertNear(double[] expected, double[] actual, double torchError, String what) {
    assertEquals(expected.length, actual.length, what);
    double largest = 0;
    for (double e : expected) {
      largest = Double.isFinite(e) ? Math.max(largest, Math.abs(e)) : largest;
    }
    double tolerance = 2 * torchError + 4 * Math.ulp((float) largest);
    for (int i = 0; i < actual.length; i++) {
      double e = expected[i];
      double a = actual[i];
      boolean near = Double.isFinite(e) ? Math.abs(a - e) <= tolerance : Double.compare(e, a) == 0;
      assertTrue(near, what + ", element " + i + " is " + a + "; expected " + e + " within " + tolerance);
    }
  }

  private static double[] doubles(Tensor t) {
    float[] x = t.toArray();
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i];
    }
    return y;
  }

  /** What is to be produced: PyTorch's values; ours where we differ on purpose; for Muon those without its bfloat16. */
  private record Expected(JsonNode rows, JsonNode errors, Optional<JsonNode> state) {
    static Expected of(JsonNode c) {
      if (c.has("deviates")) {
        return new Expected(c.get("ours"), c.get("ours32_error"), Optional.ofNullable(c.get("ours_state")));
      }
      if (c.has("expected_float64")) {
        return new Expected(c.get("expected_float64"), c.get("float32_error"), Optional.ofNullable(c.get("state")));
      }
      return new Expected(c.get("expected"), c.get("torch32_error"), Optional.of(c.get("state")));
    }
  }
}
