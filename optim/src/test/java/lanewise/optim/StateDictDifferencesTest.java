package lanewise.optim;

import static lanewise.optim.Group.group;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a saved state, beside the tensors, is taken over, refused, or passed over with a warning. */
class StateDictDifferencesTest {
  private final Parameter a = Trial.parameter(1, 2);
  private final Parameter b = Trial.parameter(3);
  private final SGD sgd = new SGD(List.of(group(List.of(a)), group(List.of(b))), SGD.options().lr(0.5));

  private static OptimizerState.Group saved(SequencedMap<String, Object> options, Optional<List<Shape>> shapes, Integer... params) {
    return new OptimizerState.Group(options, Optional.empty(), shapes, List.of(params));
  }

  private static OptimizerState of(OptimizerState.Group... groups) {
    return new OptimizerState(Optional.empty(), new LinkedHashMap<>(), List.of(groups));
  }

  /** A state for both groups whose first one has these options more. */
  private static OptimizerState withOptions(Object... namesAndValues) {
    SequencedMap<String, Object> options = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      options.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return of(saved(options, Optional.empty(), 0), saved(new LinkedHashMap<>(), Optional.empty(), 1));
  }

  private void requireRefused(String differences, OptimizerState state) {
    OptimizerState before = sgd.stateDict();
    var e = assertThrows(IllegalArgumentException.class, () -> sgd.loadStateDict(state, false));
    assertEquals("the saved state does not fit this SGD: " + differences, e.getMessage());
    assertEquals(before, sgd.stateDict());
  }

  @Test
  void damagedBaseRatesAreRefused() {
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      requireRefused("group 0: initial_lr " + bad + "; allowed: finite and >= 0", withOptions("initial_lr", bad));
    }
    requireRefused("group 0: initial_lr slow; allowed: a number", withOptions("initial_lr", "slow"));
    sgd.loadStateDict(withOptions("initial_lr", 0));
    assertEquals(OptionalDouble.of(0), sgd.paramGroups().getFirst().initialLr());
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefused() {
    requireRefused("group 0: nesterov with momentum 0.0 and dampening 0.0; allowed: momentum > 0 and dampening 0", withOptions("nesterov", true));
  }

  @Test
  void stateOfAParameterThatNoGroupHasIsRefused() {
    SequencedMap<Integer, ParamState> states = new LinkedHashMap<>();
    states.put(2, ParamState.EMPTY.with("momentum_buffer", Tensor.ones(1)));
    requireRefused("state of parameter 2, which is in no group", new OptimizerState(Optional.empty(), states, withOptions().paramGroups()));
  }

  @Test
  void whereGroupsAreMissingTheirStateIsNotListedAsWell() {
    SequencedMap<Integer, ParamState> states = new LinkedHashMap<>();
    states.put(1, ParamState.EMPTY.with("momentum_buffer", Tensor.ones(1)));
    requireRefused("1 groups instead of 2",
        new OptimizerState(Optional.empty(), states, List.of(saved(new LinkedHashMap<>(), Optional.empty(), 0))));
  }

  @Test
  void aParameterWhoseShapeIsNotListedIsRefused() {
    Parameter c = Trial.parameter(4);
    SGD two = new SGD(List.of(a, c), SGD.options());
    var e = assertThrows(IllegalArgumentException.class,
        () -> two.loadStateDict(of(saved(new LinkedHashMap<>(), Optional.of(List.of(Shape.of(2))), 0, 1))));
    assertEquals("the saved state does not fit this SGD: group 0: parameter 1 has shape none instead of [1]", e.getMessage());
  }

  @Test
  void aParametersNumberThatIsThereTwiceIsRefused() {
    requireRefused("group 1: parameter number 0 is there twice",
        of(saved(new LinkedHashMap<>(), Optional.empty(), 0), saved(new LinkedHashMap<>(), Optional.empty(), 0)));
  }

  @Test
  void numbersOfParametersMayBeAnyThatAreDistinct() {
    SequencedMap<Integer, ParamState> states = new LinkedHashMap<>();
    states.put(7, ParamState.EMPTY.with("momentum_buffer", Tensor.of(new float[] {5, 6}, 2)));
    sgd.loadStateDict(new OptimizerState(Optional.of("SGD"), states,
        List.of(saved(new LinkedHashMap<>(), Optional.empty(), 7), saved(new LinkedHashMap<>(), Optional.empty(), 3))));
    assertEquals(6, sgd.state(a).tensors().get("momentum_buffer").get(1));
    assertTrue(sgd.state(b).isEmpty());
  }

  private List<String> warnings(OptimizerState state) {
    return Warnings.of(() -> sgd.loadStateDict(state));
  }

  @Test
  void anOptionThatIsNotKnownIsPassedOverWithAWarning() {
    assertEquals(List.of("WARNING option velocity of group 0 of a saved state is not known here",
        "WARNING option warmth of group 0 of a saved state is not known here"), warnings(withOptions("warmth", 3, "lr", 0.25, "velocity", "high")));
    assertEquals(0.25, sgd.paramGroups().getFirst().lr());
  }

  /** A state of the first parameter with an entry that is not known; the options get these more. */
  private static OptimizerState withEntry(String name, Object... options) {
    SequencedMap<Integer, ParamState> states = new LinkedHashMap<>();
    states.put(0, ParamState.EMPTY.with(name, 7));
    return new OptimizerState(Optional.empty(), states, withOptions(options).paramGroups());
  }

  @Test
  void whatIsPassedOverIsWarnedOfInTheOrderOfTheState() {
    assertEquals(List.of("WARNING option warmth of group 0 of a saved state is not known here",
        "WARNING passed over in a saved state: parameter 0: age is not part of this optimizer's state"),
        Warnings.of(() -> sgd.loadStateDict(withEntry("age", "warmth", 3), false)));
  }

  @Test
  void aStateThatIsRefusedIsNotWarnedOf() {
    assertEquals(List.of(), Warnings.of(() -> requireRefused("group 0: initial_lr -1.0; allowed: finite and >= 0",
        withEntry("age", "warmth", 3, "initial_lr", -1.0))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"foreach", "capturable", "differentiable", "fused", "decoupled_weight_decay", "initial_lr", "max_lr", "min_lr",
      "max_momentum", "base_momentum", "swa_lr", "lr", "weight_decay"})
  void whatPyTorchItsSchedulersAndGroupsKeepThereIsNoReasonForAWarning(String name) {
    assertEquals(List.of(), warnings(withOptions(name, 1)));
  }
}
