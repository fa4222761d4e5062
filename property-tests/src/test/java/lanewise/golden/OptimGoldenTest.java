package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lanewise.autograd.Parameter;
import lanewise.optim.AdamW;
import lanewise.optim.Group;
import lanewise.optim.Optimizer;
import lanewise.optim.OptimizerOptions;
import lanewise.optim.ParamGroup;
import lanewise.optim.ParamState;
import lanewise.optim.SGD;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("golden")
class OptimGoldenTest {
  private static final Set<String> OPTIMIZERS = Set.of("SGD", "AdamW");

  @Test
  void sgdAndAdamWAreAsGoodAsPyTorchsFloat32() throws IOException {
    GoldenRun.run("optim.jsonl.gz", OptimGoldenTest::leftOut, OptimGoldenTest::check, 37);
  }

  private static Optional<String> leftOut(JsonNode c) {
    String optimizer = c.get("optimizer").asText();
    if (!OPTIMIZERS.contains(optimizer)) {
      return Optional.of("other optimizers");
    }
    if (!c.get("kind").asText().equals("grads")) {
      return Optional.of(optimizer + ", gradients of an objective");
    }
    for (JsonNode step : c.get("grads")) {
      for (JsonNode gradient : step) {
        if (gradient.path("sparse").asBoolean()) {
          return Optional.of(optimizer + ", sparse gradients");
        }
      }
    }
    return Optional.empty();
  }

  private static void check(JsonNode c) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> p : c.get("params").properties()) {
      parameters.put(p.getKey(), new Parameter(tensor(p.getValue())));
    }
    Optimizer optimizer = optimizer(c, parameters);
    int row = 0;
    for (int step = 0; step < c.get("steps").asInt(); step++) {
      changeOptions(c, step, optimizer);
      for (JsonNode g : c.path("add_group_at").path(Integer.toString(step))) {
        optimizer.addParamGroup(group(g, parameters, options(c)));
      }
      for (Map.Entry<String, JsonNode> g : c.get("grads").get(step).properties()) {
        Parameter p = parameters.get(g.getKey());
        p.zeroGrad();
        if (!g.getValue().isNull()) {
          p.backward(tensor(g.getValue()));
        }
      }
      optimizer.step();
      if (!c.has("record_at") || c.get("record_at").get(row).asInt() == step) {
        for (Map.Entry<String, JsonNode> e : c.get("expected").get(row++).properties()) {
          double error = c.get("torch32_error").get(e.getKey()).get("abs").asDouble();
          assertNear(GoldenFile.numbers(e.getValue()), parameters.get(e.getKey()).value(), error, e.getKey() + " after step " + step);
        }
      }
    }
    assertEquals(c.get("expected").size(), row, "rows compared");
    parameters.forEach((name, p) -> checkState(c, name, optimizer.state(p)));
  }

  private static void checkState(JsonNode c, String name, ParamState state) {
    JsonNode expected = c.get("state").path(name);
    Set<String> names = new TreeSet<>();
    expected.fieldNames().forEachRemaining(names::add);
    Set<String> ours = new TreeSet<>(state.tensors().keySet());
    ours.addAll(state.numbers().keySet());
    assertEquals(names, ours, "state of " + name);
    for (String entry : names) {
      double[] values = GoldenFile.numbers(expected.get(entry).get("data"));
      if (state.numbers().containsKey(entry)) {
        assertEquals(values[0], state.numbers().get(entry), entry + " of " + name);
      } else {
        double error = GoldenFile.number(c.get("state32_error").get(name).get(entry));
        assertNear(values, state.tensors().get(entry), error, entry + " of " + name);
      }
    }
  }

  /** The tolerance of the golden files: at most twice the error of PyTorch's own float32 run, and 4 units in the last place of the largest value. */
  private static void assertNear(double[] expected, Tensor actual, double torchError, String what) {
    float[] values = actual.toArray();
    assertEquals(expected.length, values.length, what);
    double largest = 0;
    for (double e : expected) {
      largest = Double.isFinite(e) ? Math.max(largest, Math.abs(e)) : largest;
    }
    double tolerance = 2 * torchError + 4 * Math.ulp((float) largest);
    for (int i = 0; i < values.length; i++) {
      double e = expected[i];
      double a = values[i];
      boolean near = Double.isFinite(e) ? Math.abs(a - e) <= tolerance : Double.compare(e, a) == 0;
      assertTrue(near, what + ", element " + i + " is " + a + "; expected " + e + " within " + tolerance);
    }
  }

  private static void changeOptions(JsonNode c, int step, Optimizer optimizer) {
    for (JsonNode change : c.path("set").path(Integer.toString(step))) {
      ParamGroup group = optimizer.paramGroups().get(change.get("group").asInt());
      group.options(with(group.options(), change.get("options")));
    }
  }

  private static Optimizer optimizer(JsonNode c, Map<String, Parameter> parameters) {
    OptimizerOptions defaults = options(c);
    List<Group> groups = new ArrayList<>();
    for (JsonNode g : c.get("groups")) {
      groups.add(group(g, parameters, defaults));
    }
    return defaults instanceof SGD.Options sgd ? new SGD(groups, sgd) : new AdamW(groups, (AdamW.Options) defaults);
  }

  private static Group group(JsonNode g, Map<String, Parameter> parameters, OptimizerOptions defaults) {
    List<Parameter> members = new ArrayList<>();
    g.get("params").forEach(name -> members.add(parameters.get(name.asText())));
    return Group.group(members).options(with(defaults, g.get("options")));
  }

  private static OptimizerOptions options(JsonNode c) {
    return with(c.get("optimizer").asText().equals("SGD") ? SGD.options() : AdamW.options(), c.get("options"));
  }

  private static OptimizerOptions with(OptimizerOptions options, JsonNode changes) {
    OptimizerOptions changed = options;
    for (Map.Entry<String, JsonNode> change : changes.properties()) {
      changed = changed instanceof SGD.Options sgd ? with(sgd, change.getKey(), change.getValue())
          : with((AdamW.Options) changed, change.getKey(), change.getValue());
    }
    return changed;
  }

  private static SGD.Options with(SGD.Options o, String name, JsonNode value) {
    return switch (name) {
      case "lr" -> o.lr(value.asDouble());
      case "momentum" -> o.momentum(value.asDouble());
      case "dampening" -> o.dampening(value.asDouble());
      case "weight_decay" -> o.weightDecay(value.asDouble());
      case "nesterov" -> o.nesterov(value.asBoolean());
      case "maximize" -> o.maximize(value.asBoolean());
      default -> throw new IllegalStateException("option " + name + " of SGD");
    };
  }

  private static AdamW.Options with(AdamW.Options o, String name, JsonNode value) {
    return switch (name) {
      case "lr" -> o.lr(value.asDouble());
      case "betas" -> o.betas(value.get(0).asDouble(), value.get(1).asDouble());
      case "eps" -> o.eps(value.asDouble());
      case "weight_decay" -> o.weightDecay(value.asDouble());
      case "amsgrad" -> o.amsgrad(value.asBoolean());
      case "maximize" -> o.maximize(value.asBoolean());
      default -> throw new IllegalStateException("option " + name + " of AdamW");
    };
  }

  private static Tensor tensor(JsonNode node) {
    double[] data = GoldenFile.numbers(node.get("data"));
    float[] values = new float[data.length];
    for (int i = 0; i < data.length; i++) {
      values[i] = (float) data[i];
    }
    int[] shape = new int[node.get("shape").size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = node.get("shape").get(i).asInt();
    }
    return Tensor.of(values, shape);
  }
}
