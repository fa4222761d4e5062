package lanewise.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import lanewise.lrsched.LrScheduler;
import lanewise.lrsched.StepLR;
import lanewise.optim.Group;
import lanewise.optim.Optimizer;
import lanewise.optim.OptimizerOptions;
import lanewise.optim.OptimizerState;
import lanewise.optim.OptimizerStateFile;
import lanewise.optim.ParamState;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** State dictionaries that PyTorch wrote: structure, names and order are ours too, and loaded here they go on as they do there. */
@Tag("golden")
class StateGoldenTest {
  private static final List<String> FILES = List.of("Adagrad.json", "Adam.json", "AdamW-named.json", "AdamW.json", "LBFGS.json", "RMSprop.json",
      "SGD-scheduler.json", "SGD.json");
  /** The one that was made with a StepLR of size 2 and gamma 0.5. */
  private static final String SCHEDULED = "SGD-scheduler.json";
  /** Scratch space that need not be saved, and options of implementations. */
  private static final Set<String> NOT_OURS = Set.of("al", "foreach", "capturable", "differentiable", "fused", "decoupled_weight_decay");

  @TempDir
  Path folder;

  @TestFactory
  Stream<DynamicTest> states() throws IOException {
    Set<String> files = new LinkedHashSet<>(FILES);
    if (!GoldenFile.isBuiltIn() && GoldenFile.exists("state")) {
      GoldenFolder.files("state", ".json").forEach(f -> files.add(f.getFileName().toString()));
      files.remove("continued.json");
    }
    return files.stream().map(file -> DynamicTest.dynamicTest(file, () -> check(file)));
  }

  private void check(String file) throws IOException {
    if (!GoldenFile.exists("state/" + file)) {
      System.out.println("state/" + file + ": absent");
      return;
    }
    JsonNode c = GoldenFolder.json(GoldenFolder.path("state/" + file));
    steppedFromTheBeginningStructureAndValuesArePyTorchs(c, file.equals(SCHEDULED));
    if (!GoldenFile.exists("state/continued.json")) {
      System.out.println("state/continued.json: absent");
      return;
    }
    loadedHereItGoesOnAsInPyTorch(c, GoldenFolder.json(GoldenFolder.path("state/continued.json")).path(file));
    System.out.println("state/" + file + ": 1 case ran, 1 passed, 0 of them deviate on purpose");
  }

  private static void steppedFromTheBeginningStructureAndValuesArePyTorchs(JsonNode c, boolean scheduled) {
    Map<String, Parameter> parameters = GoldenOptimizers.parameters(c.get("params"));
    Optimizer optimizer = optimizer(c, parameters);
    Optional<LrScheduler> scheduler = scheduled ? Optional.of(new StepLR(optimizer, StepLR.options(2, 0.5))) : Optional.empty();
    for (int step = 0; step < 3; step++) {
      step(c, step, parameters, optimizer);
      scheduler.ifPresent(LrScheduler::step);
    }
    assertNear(c.get("params_after"), t -> GoldenFile.numbers(t.get("data")), parameters, "after three steps");
    OptimizerState ours = optimizer.stateDict();
    JsonNode theirs = c.get("state_dict");
    assertEquals(names(theirs.get("state")), ours.state().keySet().stream().map(String::valueOf).toList());
    ours.state().forEach((number, s) -> assertEquals(new LinkedHashSet<>(names(theirs.get("state").get(number.toString()))), s.names()));
    for (int i = 0; i < ours.paramGroups().size(); i++) {
      JsonNode group = theirs.get("param_groups").get(i);
      List<Integer> numbers = new ArrayList<>();
      group.get("params").forEach(n -> numbers.add(n.asInt()));
      assertEquals(numbers, ours.paramGroups().get(i).params());
      ours.paramGroups().get(i).options().keySet().forEach(option -> assertTrue(group.has(option), "option " + option));
    }
  }

  private void loadedHereItGoesOnAsInPyTorch(JsonNode c, JsonNode rows) throws IOException {
    Map<String, Parameter> parameters = GoldenOptimizers.parameters(c.get("params_after"));
    Map<String, Parameter> again = GoldenOptimizers.parameters(c.get("params_after"));
    Optimizer optimizer = optimizer(c, parameters);
    Optimizer fromFile = optimizer(c, again);
    OptimizerState state = state(c.get("state_dict"));
    Path file = folder.resolve("state.safetensors");
    OptimizerStateFile.write(file, state);
    optimizer.loadStateDict(state);
    fromFile.loadStateDict(OptimizerStateFile.read(file));
    for (int step = 0; step < rows.size(); step++) {
      step(c, step, parameters, optimizer);
      step(c, step, again, fromFile);
      assertNear(rows.get(step), GoldenFile::numbers, parameters, "after loading and " + (step + 1) + " steps");
    }
    parameters.forEach((name, p) -> assertArrayEquals(p.value().toArray(), again.get(name).value().toArray(), name + " by way of a file"));
  }

  private static Optimizer optimizer(JsonNode c, Map<String, Parameter> parameters) {
    OptimizerOptions defaults = GoldenOptimizers.options(c.get("optimizer").asText(), c.get("options"));
    boolean named = c.get("state_dict").get("param_groups").get(0).has("param_names");
    List<Group> groups = new ArrayList<>();
    for (JsonNode g : c.get("groups")) {
      OptimizerOptions own = GoldenOptimizers.with(defaults, g.get("options"));
      SequencedMap<String, Parameter> members = new LinkedHashMap<>();
      g.get("params").forEach(name -> members.put(name.asText(), parameters.get(name.asText())));
      groups.add((named ? Group.group(members) : Group.group(List.copyOf(members.values()))).options(own));
    }
    return defaults.build(groups);
  }

  private static void step(JsonNode c, int step, Map<String, Parameter> parameters, Optimizer optimizer) {
    if (c.has("grads")) {
      c.get("grads").get(step).properties().forEach(g -> GoldenOptimizers.gradient(parameters.get(g.getKey()), g.getValue()));
      optimizer.step();
    } else {
      optimizer.step(() -> distance(c.get("targets"), parameters));
    }
  }

  /** The sum over the parameters i = 0, 1, .. of (i + 1) |p - target|^2, with its gradient. */
  private static double distance(JsonNode targets, Map<String, Parameter> parameters) {
    double loss = 0;
    int weight = 1;
    for (Map.Entry<String, Parameter> e : parameters.entrySet()) {
      float[] p = e.getValue().value().toArray();
      double[] target = GoldenFile.numbers(targets.get(e.getKey()).get("data"));
      float[] g = new float[p.length];
      for (int i = 0; i < p.length; i++) {
        loss += weight * (p[i] - target[i]) * (p[i] - target[i]);
        g[i] = (float) (2 * weight * (p[i] - target[i]));
      }
      e.getValue().zeroGrad();
      e.getValue().backward(Tensor.of(g, e.getValue().shape().toArray()));
      weight++;
    }
    return loss;
  }

  private static OptimizerState state(JsonNode saved) {
    SequencedMap<Integer, ParamState> states = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> p : saved.get("state").properties()) {
      ParamState s = ParamState.EMPTY;
      for (Map.Entry<String, JsonNode> e : p.getValue().properties()) {
        JsonNode v = e.getValue();
        if (v.isArray()) {
          List<Tensor> list = new ArrayList<>();
          v.forEach(t -> {
            if (!t.isNull()) {
              list.add(GoldenOptimizers.tensor(t));
            }
          });
          s = s.with(e.getKey(), list);
        } else {
          s = v.has("data") ? s.with(e.getKey(), GoldenOptimizers.tensor(v)) : s.with(e.getKey(), GoldenFile.number(v));
        }
      }
      states.put(Integer.valueOf(p.getKey()), s);
    }
    List<OptimizerState.Group> groups = new ArrayList<>();
    for (JsonNode g : saved.get("param_groups")) {
      SequencedMap<String, Object> options = new LinkedHashMap<>();
      g.properties().stream().filter(o -> !o.getKey().startsWith("param") && !o.getValue().isNull())
          .forEach(o -> options.put(o.getKey(), GoldenOptimizers.value(o.getValue())));
      List<Integer> numbers = new ArrayList<>();
      g.get("params").forEach(n -> numbers.add(n.asInt()));
      List<String> names = new ArrayList<>();
      g.path("param_names").forEach(n -> names.add(n.asText()));
      groups.add(new OptimizerState.Group(options, g.has("param_names") ? Optional.of(names) : Optional.empty(), Optional.empty(), numbers));
    }
    return new OptimizerState(Optional.empty(), states, groups);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(n -> {
      if (!NOT_OURS.contains(n)) {
        names.add(n);
      }
    });
    return names;
  }

  /** Both sides are float32 runs, so each may be off by what the golden files allow one of them: here 8 units of the largest value. */
  private static void assertNear(JsonNode expected, Function<JsonNode, double[]> numbers, Map<String, Parameter> parameters, String when) {
    for (Map.Entry<String, JsonNode> e : expected.properties()) {
      double[] theirs = numbers.apply(e.getValue());
      float[] ours = parameters.get(e.getKey()).value().toArray();
      double largest = 0;
      for (double x : theirs) {
        largest = Math.max(largest, Math.abs(x));
      }
      for (int i = 0; i < ours.length; i++) {
        assertEquals(theirs[i], ours[i], 8 * Math.ulp((float) largest), e.getKey() + ", element " + i + " " + when);
      }
    }
  }
}
