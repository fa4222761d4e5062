package lanewise.optim;

import static lanewise.optim.Group.group;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import lanewise.autograd.Parameter;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class StateDictTest {
  private final Parameter a = Trial.parameter(1, 2);
  private final Parameter b = Trial.parameter(3);
  private final Parameter c = Trial.parameter(4, 5, 6);
  private final AdamW adam = new AdamW(List.of(group(List.of(a, b)), group(List.of(c)).lr(0.5)), AdamW.options());

  private AdamW stepped() {
    Trial.gradient(a, 1, 2);
    Trial.gradient(c, 1, 2, 3);
    adam.step();
    return adam;
  }

  private static AdamW fresh(int... sizes) {
    return new AdamW(List.of(group(List.of(Trial.parameter(new float[sizes[0]]), Trial.parameter(new float[sizes[1]]))),
        group(List.of(Trial.parameter(new float[sizes[2]])))), AdamW.options());
  }

  private static OptimizerState changed(OptimizerState state, int number, UnaryOperator<ParamState> change) {
    SequencedMap<Integer, ParamState> states = new LinkedHashMap<>(state.state());
    states.put(number, change.apply(states.get(number)));
    return new OptimizerState(state.kind(), states, state.paramGroups());
  }

  private static OptimizerState option(OptimizerState state, String name, Object value) {
    List<OptimizerState.Group> groups = new ArrayList<>(state.paramGroups());
    SequencedMap<String, Object> options = new LinkedHashMap<>(groups.getFirst().options());
    options.put(name, value);
    groups.set(0, new OptimizerState.Group(options, groups.getFirst().paramNames(), groups.getFirst().shapes(), groups.getFirst().params()));
    return new OptimizerState(state.kind(), state.state(), groups);
  }

  private static ParamState without(ParamState s, String name) {
    SequencedMap<String, Double> numbers = new LinkedHashMap<>(s.numbers());
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>(s.tensors());
    numbers.remove(name);
    tensors.remove(name);
    return new ParamState(numbers, tensors, s.lists());
  }

  @Test
  void parametersAreNumberedThroughTheGroupsAndThoseWithoutStateAreAbsent() {
    OptimizerState state = stepped().stateDict();
    assertEquals(List.of(0, 2), List.copyOf(state.state().keySet()));
    assertEquals(List.of(0, 1), state.paramGroups().get(0).params());
    assertEquals(List.of(2), state.paramGroups().get(1).params());
    assertEquals(Optional.of("AdamW"), state.kind());
    assertEquals(Optional.of(List.of(Shape.of(2), Shape.of(1))), state.paramGroups().getFirst().shapes());
    assertEquals(List.of("lr", "betas", "eps", "weight_decay", "amsgrad", "maximize"), List.copyOf(state.paramGroups().get(1).options().keySet()));
    assertEquals(0.5, state.paramGroups().get(1).options().get("lr"));
    assertEquals(List.of("step", "exp_avg", "exp_avg_sq"), List.copyOf(state.state().get(2).names()));
  }

  @Test
  void loadingReplacesStateAndAllOptions() {
    OptimizerState saved = stepped().stateDict();
    AdamW other = fresh(2, 1, 3);
    other.paramGroups().getFirst().options(AdamW.options().amsgrad(true).betas(0.1, 0.2));
    other.loadStateDict(saved);
    assertEquals(AdamW.options(), other.paramGroups().get(0).options());
    assertEquals(AdamW.options().lr(0.5), other.paramGroups().get(1).options());
    Parameter first = other.paramGroups().getFirst().parameters().getFirst();
    assertArrayEquals(adam.state(a).tensors().get("exp_avg").toArray(), other.state(first).tensors().get("exp_avg").toArray());
  }

  @Test
  void theBaseRateOfAScheduleTravelsWithTheGroups() {
    adam.paramGroups().get(1).initialLr(0.25);
    AdamW other = fresh(2, 1, 3);
    other.loadStateDict(adam.stateDict());
    assertEquals(0.25, other.paramGroups().get(1).initialLr().orElseThrow());
    assertTrue(other.paramGroups().get(0).initialLr().isEmpty());
  }

  @Test
  void stateOfAParameterThatTheSavedOneLacksIsForgotten() {
    OptimizerState empty = adam.stateDict();
    stepped();
    assertFalse(adam.state(a).isEmpty());
    adam.loadStateDict(empty);
    assertTrue(adam.state(a).isEmpty());
  }

  @Test
  void everyDifferenceIsListedAndNothingIsChanged() {
    OptimizerState good = stepped().stateDict();
    OptimizerState bad = option(changed(changed(good, 0, s -> without(s, "exp_avg").with("step", 1.5)), 2,
        s -> without(s, "step").with("exp_avg_sq", Tensor.zeros(7)).with("velocity", Tensor.zeros(3))), "betas", List.of(0.9, 1.0));
    var e = assertThrows(IllegalArgumentException.class, () -> adam.loadStateDict(new OptimizerState(Optional.of("SGD"), bad.state(),
        bad.paramGroups())));
    assertEquals("the saved state does not fit this AdamW: it is of SGD instead of AdamW; group 0: beta2 1.0; allowed: >= 0 and < 1; "
        + "parameter 0: step 1.5; allowed: a whole number >= 0; parameter 0: exp_avg is missing; parameter 2: step is missing; "
        + "parameter 2: exp_avg_sq has shape [7] instead of [3]; parameter 2: velocity is not part of this optimizer's state", e.getMessage());
    assertEquals(1, adam.state(a).numbers().get("step"));
    assertEquals(AdamW.options(), adam.paramGroups().getFirst().options());
  }

  @Test
  void damagedNumbersAreRefused() {
    OptimizerState good = stepped().stateDict();
    for (double step : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY, 0.5, 0x1p60}) {
      assertThrows(IllegalArgumentException.class, () -> adam.loadStateDict(changed(good, 0, s -> s.with("step", step))), "step " + step);
    }
    assertThrows(IllegalArgumentException.class, () -> adam.loadStateDict(option(good, "lr", Double.NaN)));
    assertThrows(IllegalArgumentException.class, () -> adam.loadStateDict(option(good, "lr", "fast")));
    assertThrows(IllegalArgumentException.class, () -> adam.loadStateDict(option(good, "amsgrad", 1.0)));
    assertThrows(IllegalArgumentException.class, () -> adam.loadStateDict(option(good, "betas", List.of(0.9))));
  }

  @Test
  void otherGroupsParametersShapesOrNamesAreRefused() {
    OptimizerState saved = stepped().stateDict();
    var groups = assertThrows(IllegalArgumentException.class, () -> new AdamW(List.of(a, b, c), AdamW.options()).loadStateDict(saved));
    assertTrue(groups.getMessage().contains("2 groups instead of 1; group 0: 2 parameters instead of 3"), groups.getMessage());
    var shape = assertThrows(IllegalArgumentException.class, () -> fresh(2, 4, 3).loadStateDict(saved));
    assertTrue(shape.getMessage().contains("group 0: parameter 1 has shape [1] instead of [4]"), shape.getMessage());
    AdamW named = named("x", "y");
    var names = assertThrows(IllegalArgumentException.class, () -> named.loadStateDict(named("x", "z").stateDict()));
    assertTrue(names.getMessage().contains("parameters [x, z] instead of [x, y]"), names.getMessage());
    named.loadStateDict(new AdamW(List.of(Trial.parameter(1), Trial.parameter(2)), AdamW.options()).stateDict());
    assertEquals(Optional.of(List.of("x", "y")), named.paramGroups().getFirst().names());
  }

  @Test
  void stateOfAParameterThatLbfgsKeepsNoneOfAndNegativeNumbersAreRefused() {
    LBFGS lbfgs = new LBFGS(List.of(a, b), LBFGS.options());
    OptimizerState empty = lbfgs.stateDict();
    SequencedMap<Integer, ParamState> second = new LinkedHashMap<>();
    second.put(1, ParamState.EMPTY.with("func_evals", 1).with("n_iter", 1));
    var e = assertThrows(IllegalArgumentException.class, () -> lbfgs.loadStateDict(new OptimizerState(empty.kind(), second, empty.paramGroups())));
    assertTrue(e.getMessage().contains("state of parameter 1, of which LBFGS keeps none"), e.getMessage());
    OptimizerState.Group g = empty.paramGroups().getFirst();
    List<OptimizerState.Group> negative = List.of(new OptimizerState.Group(g.options(), g.paramNames(), g.shapes(), List.of(-1, 0)));
    assertThrows(IllegalArgumentException.class, () -> lbfgs.loadStateDict(new OptimizerState(empty.kind(), empty.state(), negative)));
  }

  private static AdamW named(String first, String second) {
    SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
    parameters.put(first, Trial.parameter(1));
    parameters.put(second, Trial.parameter(2));
    return new AdamW(List.of(group(parameters)), AdamW.options());
  }

  @Test
  void notStrictTakesWhatIsThereAndPassesOverTheRest() {
    OptimizerState saved = changed(stepped().stateDict(), 0, s -> without(s, "exp_avg").with("velocity", Tensor.zeros(3)));
    AdamW other = fresh(2, 1, 3);
    other.loadStateDict(saved, false);
    Parameter first = other.paramGroups().getFirst().parameters().getFirst();
    assertEquals(List.of("step", "exp_avg_sq"), List.copyOf(other.state(first).names()));
  }

  @Test
  void optionsThatAnOlderStateLacksKeepTheirValueAndStateMadeElsewhereHasNoKindAndShapes() {
    SequencedMap<String, Object> options = new LinkedHashMap<>();
    options.put("lr", 0.125);
    options.put("foreach", false);
    OptimizerState.Group group = new OptimizerState.Group(options, Optional.empty(), Optional.empty(), List.of(0));
    SequencedMap<Integer, ParamState> state = new LinkedHashMap<>();
    state.put(0, ParamState.EMPTY.with("step", Tensor.scalar(3)).with("exp_avg", Tensor.ones(2)).with("exp_avg_sq", Tensor.ones(2)));
    AdamW other = new AdamW(List.of(a), AdamW.options().eps(1e-3));
    other.loadStateDict(new OptimizerState(Optional.empty(), state, List.of(group)));
    assertEquals(AdamW.options().eps(1e-3).lr(0.125), other.paramGroups().getFirst().options());
    assertEquals(3, other.state(a).numbers().get("step"));
  }

  @Test
  void amsgradThatTheSavedStateDidNotHaveBeginsWithZerosWhenItIsSwitchedOn() {
    OptimizerState saved = stepped().stateDict();
    AdamW other = fresh(2, 1, 3);
    other.loadStateDict(saved);
    Parameter first = other.paramGroups().getFirst().parameters().getFirst();
    other.paramGroups().getFirst().options(AdamW.options().amsgrad(true));
    Trial.gradient(first, 0, 0);
    other.step();
    assertArrayEquals(other.state(first).tensors().get("exp_avg_sq").toArray(), other.state(first).tensors().get("max_exp_avg_sq").toArray());
  }
}
