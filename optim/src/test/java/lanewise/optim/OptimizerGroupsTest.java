package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static lanewise.optim.Group.group;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import org.junit.jupiter.api.Test;

/** What groups an optimizer takes, when it is made and later. */
class OptimizerGroupsTest {
  private static SGD.Options options(ParamGroup group) {
    return (SGD.Options) group.options();
  }

  private static void requireRefused(String message, Runnable made) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, made::run).getMessage());
  }

  @Test
  void aGroupTakesFromTheOptimizerWhatItDoesNotSayItself() {
    Parameter base = Trial.parameter(1);
    Parameter head = Trial.parameter(2);
    var sgd = new SGD(List.of(group(List.of(base)), group(List.of(head)).lr(1e-3)), SGD.options().lr(1e-2).momentum(0.9));
    assertEquals(SGD.options().lr(1e-2).momentum(0.9), options(sgd.paramGroups().get(0)));
    assertEquals(SGD.options().lr(1e-3).momentum(0.9), options(sgd.paramGroups().get(1)));
    assertEquals(List.of(head), sgd.paramGroups().get(1).parameters());
  }

  @Test
  void aGroupCanHaveItsOwnDecayOrAllOptionsOfItsOwn() {
    var own = SGD.options().lr(3).momentum(0.5).nesterov(true);
    var sgd = new SGD(List.of(group(List.of(Trial.parameter(1))).weightDecay(0.1).lr(2), group(List.of(Trial.parameter(2))).options(own),
        group(List.of(Trial.parameter(3))).options(own).lr(4)), SGD.options().lr(1e-2));
    assertEquals(SGD.options().lr(2).weightDecay(0.1), options(sgd.paramGroups().get(0)));
    assertEquals(own, options(sgd.paramGroups().get(1)));
    assertEquals(own.lr(4), options(sgd.paramGroups().get(2)));
  }

  @Test
  void aGroupChangesSomeOptionsAndTakesTheOthersFromTheOptimizer() {
    AdamW.Options defaults = AdamW.options().lr(3).eps(1e-5);
    var adam = new AdamW(List.of(group(List.of(Trial.parameter(1))).with(AdamW.Options.class, o -> o.betas(0.8, 0.9)),
        group(List.of(Trial.parameter(2))).lr(2).with(CyclesMomentum.class, o -> o.cycledMomentum(o.lr() / 10)).weightDecay(0)), defaults);
    assertEquals(defaults.betas(0.8, 0.9), adam.paramGroups().get(0).options());
    assertEquals(defaults.lr(2).betas(0.2, 0.999).weightDecay(0), adam.paramGroups().get(1).options());
    adam.addParamGroup(group(List.of(Trial.parameter(3))).options(AdamW.options()).with(AdamW.Options.class, o -> o.amsgrad(true)));
    assertEquals(AdamW.options().amsgrad(true), adam.paramGroups().get(2).options());
  }

  @Test
  void aChangeOfOptionsThatTheOptimizerDoesNotHaveIsRefusedWithBothNames() {
    var sgd = new SGD(List.of(Trial.parameter(1)), SGD.options());
    Group adams = group(List.of(Trial.parameter(2))).with(AdamW.Options.class, o -> o.betas(0.8, 0.9));
    requireRefused("a change of lanewise.optim.AdamW$Options of a group; its options are lanewise.optim.SGD$Options", () -> sgd.addParamGroup(adams));
    Group none = group(List.of(Trial.parameter(2))).with(SGD.Options.class, _ -> null);
    requireRefused("a change of lanewise.optim.SGD$Options of a group made null of " + SGD.options() + "; allowed: options",
        () -> sgd.addParamGroup(none));
    Group other = group(List.of(Trial.parameter(2))).with(OptimizerOptions.class, _ -> AdamW.options());
    assertThrows(IllegalArgumentException.class, () -> sgd.addParamGroup(other));
    requireRefused("momentum -1.0; allowed: finite and >= 0",
        () -> sgd.addParamGroup(group(List.of(Trial.parameter(2))).with(SGD.Options.class, o -> o.momentum(-1))));
    assertEquals(1, sgd.paramGroups().size());
  }

  @Test
  void optionsThatWouldUndoWhatAGroupHasSaidAreRefusedAndTheLastOfTwoCounts() {
    Group group = group(List.of(Trial.parameter(1)));
    for (Group said : List.of(group.lr(5), group.weightDecay(0), group.with(SGD.Options.class, o -> o), group.options(SGD.options()).lr(1))) {
      requireRefused("options " + SGD.options() + " of a group after its lr, weightDecay or with, which would be lost; allowed: before them",
          () -> said.options(SGD.options()));
    }
    var sgd = new SGD(List.of(group.options(SGD.options().lr(1)).options(SGD.options().lr(2))), SGD.options().lr(3));
    assertEquals(2, sgd.paramGroups().getFirst().lr());
  }

  @Test
  void aParameterOrANameThatIsNullIsNamedByItsPosition() {
    Parameter p = Trial.parameter(1);
    String message = "parameter 1 of a group of 2 is null; allowed: none";
    requireRefused(message, () -> new SGD(Arrays.asList(p, null), SGD.options()));
    requireRefused(message, () -> group(Arrays.asList(p, null)));
    SequencedMap<String, Parameter> named = new LinkedHashMap<>();
    named.put("a", p);
    named.put("b", null);
    requireRefused(message, () -> group(named));
    named.remove("b");
    named.put(null, Trial.parameter(2));
    requireRefused("the name of " + message, () -> group(named));
  }

  @Test
  void aGroupAddedLaterStartsFreshAndTheOthersGoOn() {
    Parameter first = Trial.parameter(1);
    Parameter later = Trial.parameter(2);
    var adam = new AdamW(List.of(first), AdamW.options());
    Trial.gradient(first, 1);
    adam.step();
    adam.addParamGroup(group(List.of(later)).lr(0.5));
    assertEquals(AdamW.options().lr(0.5), adam.paramGroups().get(1).options());
    Trial.gradient(later, 1);
    adam.step();
    assertEquals(2, adam.state(first).numbers().get("step"));
    assertEquals(1, adam.state(later).numbers().get("step"));
  }

  @Test
  void namesAreKept() {
    SequencedMap<String, Parameter> named = new LinkedHashMap<>();
    named.put("weight", Trial.parameter(1));
    named.put("bias", Trial.parameter(2));
    var sgd = new SGD(List.of(group(named)), SGD.options());
    assertEquals(Optional.of(List.of("weight", "bias")), sgd.paramGroups().getFirst().names());
    assertEquals(List.copyOf(named.values()), sgd.paramGroups().getFirst().parameters());
    assertEquals(Optional.empty(), new SGD(List.of(Trial.parameter(1)), SGD.options()).paramGroups().getFirst().names());
  }

  @Test
  void someNamedAndSomeNotIsRefused() {
    Group named = group(new LinkedHashMap<>(Map.of("w", Trial.parameter(1))));
    Group unnamed = group(List.of(Trial.parameter(2)));
    requireRefused("parameter group 1 has no names and the groups before it have; name the parameters of all groups or of none",
        () -> new SGD(List.of(named, unnamed), SGD.options()));
    requireRefused("parameter group 1 has names and the groups before it have none; name the parameters of all groups or of none",
        () -> new SGD(List.of(unnamed, named), SGD.options()));
    var sgd = new SGD(List.of(named), SGD.options());
    requireRefused("parameter group 1 has no names and the groups before it have; name the parameters of all groups or of none",
        () -> sgd.addParamGroup(unnamed));
    assertEquals(1, sgd.paramGroups().size());
  }

  @Test
  void noParametersAtAllIsRefusedButAnEmptyGroupBesideOthersIsNot() {
    String message = "an empty list of parameters; an optimizer needs at least one";
    requireRefused(message, () -> new SGD(List.<Parameter>of(), SGD.options()));
    requireRefused(message, () -> new SGD(List.<Group>of(), SGD.options()));
    requireRefused(message, () -> new AdamW(List.of(group(List.of()), group(List.of())), AdamW.options()));
    var sgd = new SGD(List.of(group(List.of()), group(List.of(Trial.parameter(1)))), SGD.options());
    sgd.addParamGroup(group(List.of()));
    sgd.step();
    assertEquals(3, sgd.paramGroups().size());
  }

  @Test
  void theSameParameterTwiceIsRefused() {
    Parameter p = Trial.parameter(1, 2, 3);
    Parameter q = Trial.parameter(1);
    requireRefused("parameter 2 of group 0 of shape [3] occurs more than once; allowed: each parameter in one place of one group",
        () -> new SGD(List.of(p, q, p), SGD.options()));
    requireRefused("parameter 1 of group 1 of shape [3] occurs more than once; allowed: each parameter in one place of one group",
        () -> new SGD(List.of(group(List.of(p)), group(List.of(q, p))), SGD.options()));
    var sgd = new SGD(List.of(p), SGD.options());
    assertThrows(IllegalArgumentException.class, () -> sgd.addParamGroup(group(List.of(q, p))));
    assertEquals(1, sgd.paramGroups().size());
    sgd.addParamGroup(group(List.of(q)));
    var named = new LinkedHashMap<String, Parameter>();
    named.put("a", p);
    named.put("b", p);
    requireRefused("parameter 1 (b) of group 0 of shape [3] occurs more than once; allowed: each parameter in one place of one group",
        () -> new SGD(List.of(group(named)), SGD.options()));
  }

  @Test
  void optionsOfAnotherOptimizerAreRefused() {
    Parameter p = Trial.parameter(1);
    assertThrows(IllegalArgumentException.class, () -> new SGD(List.of(group(List.of(p)).options(AdamW.options())), SGD.options()));
    var sgd = new SGD(List.of(p), SGD.options());
    ParamGroup group = sgd.paramGroups().getFirst();
    assertThrows(IllegalArgumentException.class, () -> group.options(AdamW.options()));
    assertEquals(SGD.options(), group.options());
  }

  @Test
  void badOptionsOfAGroupAreRefusedLikeTheConstructors() {
    Parameter p = Trial.parameter(1);
    requireRefused("lr -1.0; allowed: finite and >= 0", () -> new SGD(List.of(group(List.of(p)).lr(-1)), SGD.options()));
    requireRefused("weightDecay NaN; allowed: finite and >= 0", () -> new AdamW(List.of(group(List.of(p)).weightDecay(Double.NaN)), AdamW.options()));
    var sgd = new SGD(List.of(p), SGD.options());
    requireRefused("lr -1.0; allowed: finite and >= 0", () -> sgd.addParamGroup(group(List.of(Trial.parameter(1))).lr(-1)));
    requireRefused("lr NaN; allowed: finite and >= 0", () -> sgd.paramGroups().getFirst().lr(Double.NaN));
    requireRefused("initial_lr -1.0; allowed: finite and >= 0", () -> sgd.paramGroups().getFirst().initialLr(-1));
    assertEquals(1, sgd.paramGroups().size());
    assertEquals(1e-3, sgd.paramGroups().getFirst().lr());
    assertEquals(OptionalDouble.empty(), sgd.paramGroups().getFirst().initialLr());
  }

  @Test
  void theListOfGroupsCannotBeChanged() {
    var sgd = new SGD(List.of(Trial.parameter(1)), SGD.options());
    assertThrows(UnsupportedOperationException.class, () -> sgd.paramGroups().clear());
  }
}
