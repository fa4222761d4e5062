package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries that no rule makes negative are damaged where they are: a root of one would be NaN in the next step. */
class NegativeStateTest {
  static Stream<Arguments> optimizers() {
    return Stream.of(
        Arguments.of(Adam.options(), List.of("exp_avg_sq", "max_exp_avg_sq")),
        Arguments.of(AdamW.options(), List.of("exp_avg_sq", "max_exp_avg_sq")),
        Arguments.of(Adamax.options(), List.of("exp_inf")),
        Arguments.of(NAdam.options(), List.of("mu_product", "exp_avg_sq")),
        Arguments.of(RAdam.options(), List.of("exp_avg_sq")),
        Arguments.of(SparseAdam.options(), List.of("exp_avg_sq")),
        Arguments.of(Adadelta.options(), List.of("square_avg", "acc_delta")),
        Arguments.of(Adagrad.options(), List.of("sum")),
        Arguments.of(RMSprop.options(), List.of("square_avg")),
        Arguments.of(Rprop.options(), List.of("step_size")),
        Arguments.of(ASGD.options(), List.of("eta", "mu")),
        Arguments.of(Adafactor.options(), List.of("row_var", "col_var", "variance")),
        Arguments.of(LAMB.options(), List.of("exp_avg_sq")),
        Arguments.of(LBFGS.options(), List.of("ro", "H_diag")),
        Arguments.of(SGD.options(), List.of()),
        Arguments.of(Muon.options(), List.of()),
        Arguments.of(Lion.options(), List.of()),
        Arguments.of(LARS.options(), List.of()),
        Arguments.of(lanewise.optim.notebook.Adam.options(0.1), List.of("sqr_avg")),
        Arguments.of(lanewise.optim.notebook.RMSProp.options(0.1), List.of("sqr_avg")),
        Arguments.of(lanewise.optim.notebook.MomentumSGD.options(0.1), List.of()));
  }

  /** A state of the optimizer's one parameter in which everything is one, except one entry. */
  private static OptimizerState ones(Optimizer optimizer, String except, float value) {
    Shape shape = optimizer.paramGroups().getFirst().parameters().getFirst().shape();
    ParamState s = ParamState.EMPTY;
    for (StateLayout.Entry e : optimizer.stateLayout().entries()) {
      float x = e.name().equals(except) ? value : 1;
      Optional<Tensor> tensor = e.shape().apply(shape).map(own -> filled(own, x));
      s = switch (e.kind()) {
        case NUMBER, COUNT -> s.with(e.name(), x);
        case TENSOR -> tensor.isPresent() ? s.with(e.name(), tensor.get()) : s;
        case LIST -> s.with(e.name(), List.of(tensor.orElseThrow()));
        case IGNORED -> s;
      };
    }
    SequencedMap<Integer, ParamState> states = new LinkedHashMap<>();
    states.put(0, s);
    return new OptimizerState(Optional.of(optimizer.kind()), states, optimizer.stateDict().paramGroups());
  }

  /** Ones, and at the end {@code last}. */
  private static Tensor filled(Shape shape, float last) {
    float[] x = new float[shape.size()];
    Arrays.fill(x, 1);
    x[x.length - 1] = last;
    return Tensor.of(x, shape.toArray());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void anEntryThatIsNeverNegativeIsRefusedWhereItIsAndNothingIsChanged(OptimizerOptions options, List<String> never) {
    Parameter matrix = new Parameter(Tensor.ones(2, 3));
    List<StateLayout.Entry> entries = options.build(List.of(matrix)).stateLayout().entries();
    assertEquals(never, entries.stream().filter(StateLayout.Entry::notNegative).map(StateLayout.Entry::name).toList());
    for (String name : never) {
      Parameter p = name.equals("variance") ? Trial.parameter(1, 2) : matrix;
      Optimizer optimizer = options.build(List.of(p));
      for (boolean strict : new boolean[] {true, false}) {
        var e = assertThrows(IllegalArgumentException.class, () -> optimizer.loadStateDict(ones(optimizer, name, -0x1p-100f), strict), name);
        assertTrue(e.getMessage().contains("parameter 0: " + name), e.getMessage());
        assertTrue(e.getMessage().contains(" -7.888609"), e.getMessage());
        assertTrue(optimizer.state(p).isEmpty());
      }
      optimizer.loadStateDict(ones(optimizer, name, -0f));
      assertTrue(optimizer.state(p).names().contains(name));
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void theOtherEntriesMayBeNegative(OptimizerOptions options, List<String> never) {
    Parameter p = new Parameter(Tensor.ones(2, 3));
    Optimizer optimizer = options.build(List.of(p));
    for (StateLayout.Entry e : optimizer.stateLayout().entries()) {
      if (!never.contains(e.name()) && e.kind() != StateLayout.Kind.COUNT && e.kind() != StateLayout.Kind.IGNORED) {
        optimizer.loadStateDict(ones(optimizer, e.name(), -1));
        assertTrue(optimizer.state(p).names().contains(e.name()) || e.shape().apply(p.shape()).isEmpty(), e.name());
      }
    }
  }

  @Test
  void theFirstNegativeElementIsNamed() {
    Parameter p = Trial.parameter(1, 2, 3);
    AdamW adam = new AdamW(List.of(p), AdamW.options());
    SequencedMap<Integer, ParamState> states = new LinkedHashMap<>();
    states.put(0, ParamState.EMPTY.with("step", 1).with("exp_avg", Tensor.ones(3)).with("exp_avg_sq", Tensor.of(new float[] {0, -0.5f, -2}, 3)));
    var e = assertThrows(IllegalArgumentException.class,
        () -> adam.loadStateDict(new OptimizerState(Optional.of("AdamW"), states, adam.stateDict().paramGroups())));
    assertEquals("the saved state does not fit this AdamW: parameter 0: exp_avg_sq has an element -0.5 at 1; allowed: >= 0", e.getMessage());
  }

  @Test
  void whatAGradientHasMadeNaNOrInfiniteIsTakenOver() {
    Parameter p = Trial.parameter(1, 2);
    AdamW adam = new AdamW(List.of(p), AdamW.options());
    Trial.gradient(p, Float.NaN, Float.POSITIVE_INFINITY);
    adam.step();
    AdamW other = new AdamW(List.of(Trial.parameter(1, 2)), AdamW.options());
    other.loadStateDict(adam.stateDict());
    assertEquals(adam.state(p).toString(), other.state(other.paramGroups().getFirst().parameters().getFirst()).toString());
  }
}
