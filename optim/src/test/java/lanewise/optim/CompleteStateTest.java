package lanewise.optim;

import static lanewise.optim.Group.group;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import lanewise.autograd.Parameter;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** A state with a kind and with shapes was saved here, and has every option; groups and names that do not fit are listed to the last one. */
class CompleteStateTest {
  private final SGD sgd = new SGD(List.of(group(List.of(Trial.parameter(1, 2), Trial.parameter(3)))), SGD.options().lr(0.5));

  private static OptimizerState options(OptimizerState state, Consumer<SequencedMap<String, Object>> change) {
    OptimizerState.Group g = state.paramGroups().getFirst();
    SequencedMap<String, Object> options = new LinkedHashMap<>(g.options());
    change.accept(options);
    return new OptimizerState(state.kind(), state.state(), List.of(new OptimizerState.Group(options, g.paramNames(), g.shapes(), g.params())));
  }

  /** As another program would save it. */
  private static OptimizerState foreign(OptimizerState state) {
    OptimizerState.Group g = state.paramGroups().getFirst();
    return new OptimizerState(state.kind(), state.state(),
        List.of(new OptimizerState.Group(g.options(), g.paramNames(), Optional.empty(), g.params())));
  }

  private static void damaged(SequencedMap<String, Object> options) {
    options.put("mr", options.remove("lr"));
  }

  private static String refused(Optimizer optimizer, OptimizerState state, boolean strict) {
    String before = optimizer.stateDict().toString();
    var e = assertThrows(IllegalArgumentException.class, () -> optimizer.loadStateDict(state, strict));
    assertEquals(before, optimizer.stateDict().toString());
    String start = "the saved state does not fit this " + optimizer.kind() + ": ";
    assertEquals(start, e.getMessage().substring(0, start.length()));
    return e.getMessage().substring(start.length());
  }

  @Test
  void anOptionWhoseNameIsDamagedIsListedAsMissingAndAsUnknown() {
    OptimizerState state = options(sgd.stateDict(), CompleteStateTest::damaged);
    sgd.paramGroups().getFirst().lr(0.25);
    assertEquals("group 0: lr is missing; group 0: option mr is not known here", refused(sgd, state, true));
    assertEquals(List.of("WARNING option mr of group 0 of a saved state is not known here"), Warnings.of(() -> sgd.loadStateDict(state, false)));
    assertEquals(0.25, sgd.paramGroups().getFirst().lr());
  }

  @Test
  void missingAndUnknownOptionsAreListedBesideOneOfAWrongValue() {
    OptimizerState state = options(sgd.stateDict(), o -> {
      damaged(o);
      o.remove("nesterov");
      o.put("momentum", -1.0);
    });
    assertEquals("group 0: lr is missing; group 0: nesterov is missing; group 0: option mr is not known here; "
        + "group 0: momentum -1.0; allowed: finite and >= 0", refused(sgd, state, true));
  }

  @Test
  void aCountOfTheGroupOrABaseRateWhoseNameIsDamagedIsListed() {
    Parameter p = Trial.parameter(1, 2);
    LAMB lamb = new LAMB(List.of(p), LAMB.options());
    Trial.gradient(p, 1, 1);
    lamb.step();
    lamb.paramGroups().getFirst().initialLr(0.1);
    lamb.loadStateDict(lamb.stateDict());
    OptimizerState state = options(lamb.stateDict(), o -> {
      o.put("stop", o.remove("step"));
      o.put("initial_or", o.remove("initial_lr"));
    });
    assertEquals("group 0: option initial_or is not known here; group 0: option stop is not known here", refused(lamb, state, true));
  }

  @Test
  void whatPyTorchAndItsSchedulersLeaveInAGroupIsNoDifference() {
    OptimizerState state = options(sgd.stateDict(), o -> List.of("foreach", "capturable", "differentiable", "fused", "decoupled_weight_decay",
        "max_lr", "min_lr", "max_momentum", "base_momentum", "swa_lr", "initial_lr").forEach(n -> o.put(n, 1)));
    assertEquals(List.of(), Warnings.of(() -> sgd.loadStateDict(state)));
  }

  @Test
  void aStateWithoutShapesMayLackOptionsAndHaveOthers() {
    OptimizerState state = options(foreign(sgd.stateDict()), CompleteStateTest::damaged);
    assertEquals(List.of("WARNING option mr of group 0 of a saved state is not known here"), Warnings.of(() -> sgd.loadStateDict(state)));
    assertEquals(0.5, sgd.paramGroups().getFirst().lr());
  }

  @Test
  void shapesAreListedAlsoWhereTheNumberOfParametersIsAnother() {
    SGD saved = new SGD(List.of(group(List.of(Trial.parameter(1, 2, 3), Trial.parameter(3), Trial.parameter(4)))), SGD.options());
    assertEquals("group 0: 3 parameters instead of 2; group 0: parameter 0 has shape [3] instead of [2]", refused(sgd, saved.stateDict(), true));
    assertEquals("group 0: 2 parameters instead of 3; group 0: parameter 0 has shape [2] instead of [3]", refused(saved, sgd.stateDict(), true));
  }

  @Test
  void stateIsComparedAlsoWhereTheNumberOfParametersIsAnother() {
    OptimizerState.Group g = new OptimizerState.Group(new LinkedHashMap<>(), Optional.empty(), Optional.empty(), List.of(0, 1, 2));
    SequencedMap<Integer, ParamState> states = new LinkedHashMap<>();
    states.put(0, ParamState.EMPTY.with("momentum_buffer", Tensor.ones(4)));
    states.put(2, ParamState.EMPTY.with("momentum_buffer", Tensor.ones(1)));
    states.put(3, ParamState.EMPTY.with("momentum_buffer", Tensor.ones(1)));
    assertEquals("group 0: 3 parameters instead of 2; parameter 0: momentum_buffer has shape [4] instead of [2]; "
        + "state of parameter 3, which is in no group", refused(sgd, new OptimizerState(Optional.of("SGD"), states, List.of(g)), true));
  }

  private static SGD named(List<String> first, List<String> second) {
    List<Group> groups = new ArrayList<>();
    for (List<String> names : List.of(first, second)) {
      SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
      names.forEach(name -> parameters.put(name, Trial.parameter(1)));
      groups.add(group(parameters));
    }
    return new SGD(groups, SGD.options());
  }

  private static SGD unnamed() {
    return new SGD(List.of(group(List.of(Trial.parameter(1), Trial.parameter(2))), group(List.of(Trial.parameter(3)))), SGD.options());
  }

  @Test
  void namesOfASavedStateAreTakenOverWhereThereAreNone() {
    SGD sgd = unnamed();
    sgd.loadStateDict(named(List.of("a", "b"), List.of("c")).stateDict());
    assertEquals(Optional.of(List.of("a", "b")), sgd.paramGroups().getFirst().names());
    assertEquals(Optional.of(List.of("c")), sgd.stateDict().paramGroups().getLast().paramNames());
    assertThrows(IllegalArgumentException.class, () -> sgd.addParamGroup(group(List.of(Trial.parameter(4)))));
    assertEquals("group 0: parameters [a, x] instead of [a, b]", refused(sgd, named(List.of("a", "x"), List.of("c")).stateDict(), true));
    sgd.loadStateDict(unnamed().stateDict());
    assertEquals(Optional.of(List.of("c")), sgd.paramGroups().getLast().names());
  }

  @Test
  void namesThatAreNotAsManyAsTheParametersAreNotTakenOver() {
    SGD sgd = unnamed();
    List<OptimizerState.Group> groups = new ArrayList<>(sgd.stateDict().paramGroups());
    groups.set(0, new OptimizerState.Group(groups.getFirst().options(), Optional.of(List.of("a", "b", "c")), Optional.<List<Shape>>empty(),
        List.of(0, 1)));
    assertEquals("group 0: 3 names of 2 parameters; group 1: 0 names of 1 parameters",
        refused(sgd, new OptimizerState(Optional.of("SGD"), new LinkedHashMap<>(), groups), true));
    assertEquals(Optional.empty(), sgd.paramGroups().getFirst().names());
  }
}
