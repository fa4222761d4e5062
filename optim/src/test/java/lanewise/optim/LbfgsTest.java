package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LbfgsTest {
  private static final LBFGS.Options WOLFE = LBFGS.options().strongWolfe(true);

  @TempDir
  Path folder;

  private static Arguments row(Objectives.Function f, LBFGS.Options o, double x, double y, double tolerance, double[]... calls) {
    return Arguments.of(f, o, new float[] {(float) x, (float) y}, tolerance, calls);
  }

  /** For each call: the loss returned, the point after it, calls of the closure so far. */
  private static double[] call(double... values) {
    return values;
  }

  static Stream<Arguments> examples() {
    return Stream.of(
        row(Objectives::rosenbrock, WOLFE.maxIter(3), -1.2, 1, 1e-4,
            call(24.2, -1.02453193, 1.07161962, 3), call(4.146927103, -1.028879535, 1.065502952, 6), call(4.121126776, -1.02030848, 1.035276987, 9)),
        row(Objectives::quadratic, LBFGS.options(), 2, -3, 1e-6, call(4, .5999999788, -.7999999647, 5), call(-.7, .5999999788, -.7999999647, 6)),
        row(Objectives::quadratic, WOLFE, 2, -3, 1e-6, call(4, .5999999788, -.7999999647, 6), call(-.7, .5999999788, -.7999999647, 7)),
        row(Objectives::quadratic, LBFGS.options().lr(0.5).maxIter(2), 2, -3, 1e-6,
            call(4, 1.8, -2.7, 2), call(2.79, 1.235555556, -1.723333333, 4), call(.1716111111, .855499837, -1.293802084, 6)),
        row(Objectives::rosenbrock, LBFGS.options().lr(0.01).maxIter(5), 1.5, 1.5, 1e-4,
            call(56.5, 1.485063551, 1.505782602, 5), call(49.18366096, 1.476458455, 1.511315534, 10),
            call(44.93148568, 1.468581816, 1.518191969, 15)));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theStepsFollowThePublishedExamples(Objectives.Function f, LBFGS.Options options, float[] start, double tolerance, double[][] calls) {
    Parameter p = Trial.parameter(start);
    LBFGS optimizer = new LBFGS(List.of(p), options);
    for (double[] expected : calls) {
      assertEquals(expected[0], optimizer.step(Objectives.closure(List.of(p), f)), tolerance * Math.max(1, expected[0]));
      assertEquals(expected[1], p.value().get(0), tolerance);
      assertEquals(expected[2], p.value().get(1), tolerance);
      assertEquals(expected[3], optimizer.state(p).numbers().get("func_evals"));
    }
  }

  @Test
  void withoutAClosureAStepSaysWhatItNeeds() {
    Parameter p = Trial.parameter(1);
    Trial.gradient(p, 1);
    var e = assertThrows(IllegalStateException.class, () -> new LBFGS(List.of(p), LBFGS.options()).step());
    assertTrue(e.getMessage().contains("step(closure)"), e.getMessage());
    assertEquals(1, p.value().get(0));
  }

  @Test
  void aGroupWithoutParametersEvaluatesOnceAndAnEmptyListIsRefused() {
    LBFGS optimizer = new LBFGS(List.of(Group.group(List.of())), LBFGS.options());
    int[] calls = new int[1];
    assertEquals(7, optimizer.step(() -> 7 * ++calls[0]));
    assertEquals(1, calls[0]);
    assertThrows(IllegalArgumentException.class, () -> new LBFGS(List.<Parameter>of(), LBFGS.options()));
    assertThrows(IllegalArgumentException.class, () -> LBFGS.options().build(List.<Group>of().reversed()));
  }

  @Test
  void thereIsOneGroup() {
    LBFGS optimizer = new LBFGS(List.of(Trial.parameter(1)), LBFGS.options());
    Group second = Group.group(List.of(Trial.parameter(2)));
    assertThrows(IllegalArgumentException.class, () -> optimizer.addParamGroup(second));
    assertEquals(1, optimizer.paramGroups().size());
  }

  @Test
  void aParameterThatIsEmptyEndsAtOnce() {
    Parameter p = Trial.parameter();
    assertEquals(3, new LBFGS(List.of(p), LBFGS.options()).step(Objectives.closure(List.of(p), (_, _) -> 3)));
  }

  @Test
  void theBudgetIsFixedWhenTheOptimizerIsMade() {
    LBFGS optimizer = new LBFGS(List.of(Trial.parameter(1)), LBFGS.options().maxIter(8));
    ParamGroup group = optimizer.paramGroups().getFirst();
    assertEquals(10, group.options().asMap().get("max_eval"));
    group.options(group.options().with(OptionValues.of("max_iter", 100)));
    assertEquals(10, ((LBFGS.Options) group.options()).evaluations());
    LBFGS own = new LBFGS(List.of(Group.group(List.of(Trial.parameter(1))).options(LBFGS.options().maxIter(4))), LBFGS.options());
    assertEquals(5, own.paramGroups().getFirst().options().asMap().get("max_eval"));
  }

  @Test
  void whereTheFunctionIsNotFiniteAtTheBeginningNothingMoves() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Parameter p = Trial.parameter(1, 2);
      LBFGS optimizer = new LBFGS(List.of(p), WOLFE);
      assertEquals(bad, optimizer.step(Objectives.closure(List.of(p), (_, g) -> {
        g[0] = 1;
        return bad;
      })));
      assertEquals(1, optimizer.step(Objectives.closure(List.of(p), (_, g) -> {
        g[1] = bad;
        return 1;
      })));
      assertArrayEquals(new float[] {1, 2}, p.value().toArray());
      assertEquals(Map.of("func_evals", 2.0, "n_iter", 0.0), optimizer.state(p).numbers());
    }
  }

  @Test
  void withoutALineSearchAStepIsHalvedUntilTheFunctionIsFinite() {
    Parameter p = Trial.parameter(1);
    LBFGS optimizer = new LBFGS(List.of(p), LBFGS.options().lr(16).maxIter(2));
    optimizer.step(Objectives.closure(List.of(p), (x, g) -> {
      g[0] = 1;
      return x[0] < 0 ? Double.NaN : x[0];
    }));
    assertEquals(1, p.value().get(0), "no evaluation is left: the point is kept");
    LBFGS patient = new LBFGS(List.of(p), LBFGS.options().lr(3).maxIter(2).maxEval(9));
    patient.step(Objectives.closure(List.of(p), (x, g) -> {
      g[0] = 1;
      return x[0] < 0 ? Double.NaN : x[0];
    }));
    assertEquals(4, patient.state(p).numbers().get("func_evals"), "at 1 - 3, 1 - 1.5, 1 - 0.75");
    assertEquals(1, patient.state(p).tensors().get("prev_flat_grad").get(0));
  }

  @Test
  void aGradientOfSomeRowsCountsAsADenseOne() {
    Parameter dense = new Parameter(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    Parameter sparse = new Parameter(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    LBFGS first = new LBFGS(List.of(dense), LBFGS.options().maxIter(1));
    LBFGS second = new LBFGS(List.of(sparse), LBFGS.options().maxIter(1));
    first.step(() -> {
      dense.zeroGrad();
      dense.backward(Tensor.of(new float[] {0, 0, 0.25f, -0.5f}, 2, 2));
      return 1;
    });
    second.step(() -> {
      sparse.zeroGrad();
      sparse.backward(RowSparse.of(Shape.of(2, 2), LongTensor.of(new long[] {1}, 1), Tensor.of(new float[] {0.25f, -0.5f}, 1, 2)));
      return 1;
    });
    assertArrayEquals(dense.value().toArray(), sparse.value().toArray());
    assertArrayEquals(new float[] {1, 2, 2.75f, 4.5f}, dense.value().toArray());
  }

  @Test
  void clippingMultipliesTheGradientsOfEveryEvaluation() {
    Parameter inside = Trial.parameter(3, -4);
    Parameter outside = Trial.parameter(3, -4);
    LBFGS first = new LBFGS(List.of(inside), LBFGS.options().maxIter(4));
    first.clipGradNorm(0.5);
    LBFGS second = new LBFGS(List.of(outside), LBFGS.options().maxIter(4));
    DoubleSupplier function = Objectives.closure(List.of(outside), Objectives.bowl(3));
    first.step(Objectives.closure(List.of(inside), Objectives.bowl(3)));
    second.step(() -> {
      double f = function.getAsDouble();
      Gradients.clipGradNorm(List.of(outside), 0.5);
      return f;
    });
    assertArrayEquals(outside.value().toArray(), inside.value().toArray());
  }

  private static LBFGS afterSomeSteps(Parameter p) {
    LBFGS optimizer = new LBFGS(List.of(p), LBFGS.options().maxIter(4));
    optimizer.step(Objectives.closure(List.of(p), Objectives.bowl(5)));
    return optimizer;
  }

  private static OptimizerState changed(OptimizerState s, ParamState of) {
    SequencedMap<Integer, ParamState> state = new LinkedHashMap<>(Map.of(0, of));
    return new OptimizerState(s.kind(), state, s.paramGroups());
  }

  @Test
  void aStateWhoseEntriesDoNotGoTogetherIsRefused() {
    Parameter p = Trial.parameter(3, 4, 5);
    LBFGS optimizer = afterSomeSteps(p);
    OptimizerState saved = optimizer.stateDict();
    ParamState s = saved.state().get(0);
    List<Tensor> dirs = s.lists().get("old_dirs");
    assertTrue(dirs.size() > 1);
    ParamState fewer = s.with("old_dirs", dirs.subList(1, dirs.size()));
    SequencedMap<String, Double> numbers = new LinkedHashMap<>(s.numbers());
    numbers.remove("t");
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>(s.tensors());
    tensors.remove("prev_flat_grad");
    for (ParamState bad : List.of(fewer, new ParamState(numbers, s.tensors(), s.lists()), new ParamState(s.numbers(), tensors, s.lists()),
        s.with("d", Tensor.of(new float[] {1}, 1)))) {
      for (boolean strict : new boolean[] {true, false}) {
        assertThrows(IllegalArgumentException.class, () -> optimizer.loadStateDict(changed(saved, bad), strict));
      }
    }
    assertEquals(s.numbers(), optimizer.state(p).numbers());
  }

  @Test
  void pyTorchsWorkingMemoryIsPassedOver() {
    Parameter p = Trial.parameter(3, 4, 5);
    LBFGS optimizer = afterSomeSteps(p);
    OptimizerState saved = optimizer.stateDict();
    optimizer.loadStateDict(changed(saved, saved.state().get(0).with("al", List.of(Tensor.scalar(3)))));
    assertFalse(optimizer.state(p).names().contains("al"));
    assertEquals(saved.state().get(0).numbers(), optimizer.state(p).numbers());
  }

  @Test
  void aFileKeepsThatThereIsNoLineSearch() throws Exception {
    Parameter p = Trial.parameter(3, 4, 5);
    Path file = folder.resolve("state.safetensors");
    OptimizerStateFile.write(file, afterSomeSteps(p).stateDict());
    LBFGS other = new LBFGS(List.of(p), WOLFE.lr(0.25));
    other.loadStateDict(OptimizerStateFile.read(file));
    assertEquals(LBFGS.options().maxIter(4).maxEval(5), other.paramGroups().getFirst().options());
  }

  @Test
  void theTextFormSaysNoneWherePyTorchsDoes() {
    String text = new LBFGS(List.of(Trial.parameter(1)), LBFGS.options()).toString();
    assertTrue(text.contains("\n    line_search_fn: None\n"), text);
  }

  @Test
  void optionsAreTheirOwnInverse() {
    for (LBFGS.Options o : List.of(LBFGS.options(), WOLFE.lr(0.5).maxIter(3).maxEval(9).tolerances(1, 2).historySize(4).maximize(true))) {
      assertEquals(o, LBFGS.options().strongWolfe(!o.strongWolfe()).maxEval(77).with(new OptionValues(o.asMap())));
    }
    assertEquals(25, LBFGS.options().evaluations());
    assertEquals(List.of("lr", "max_iter", "max_eval", "tolerance_grad", "tolerance_change", "history_size", "line_search_fn", "maximize"),
        List.copyOf(LBFGS.options().asMap().keySet()));
    assertEquals(Optional.empty(), LBFGS.options().asMap().get("line_search_fn"));
  }

  @Test
  void aValueOutsideItsRangeIsRefused() {
    LBFGS.Options o = LBFGS.options();
    for (double bad : new double[] {-Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> o.lr(bad));
      assertThrows(IllegalArgumentException.class, () -> o.tolerances(bad, 0));
      assertThrows(IllegalArgumentException.class, () -> o.tolerances(0, bad));
    }
    for (int bad : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThrows(IllegalArgumentException.class, () -> o.maxIter(bad));
      assertThrows(IllegalArgumentException.class, () -> o.maxEval(bad));
      assertEquals("historySize " + bad + "; allowed: >= 1", assertThrows(IllegalArgumentException.class, () -> o.historySize(bad)).getMessage());
    }
    assertEquals(1, o.lr(0).tolerances(0, 0).maxIter(1).maxEval(1).historySize(1).evaluations());
    var e = assertThrows(IllegalArgumentException.class, () -> o.with(OptionValues.of("line_search_fn", "armijo")));
    assertEquals("line_search_fn armijo; allowed: none, strong_wolfe", e.getMessage());
  }
}
