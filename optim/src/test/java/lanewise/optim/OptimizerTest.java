package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static lanewise.optim.Group.group;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.TensorAccess;
import org.junit.jupiter.api.Test;

class OptimizerTest {
  private static SGD.Options options(ParamGroup group) {
    return (SGD.Options) group.options();
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
  void defaultsArePyTorchs() {
    assertEquals(new SGD.Options(1e-3, 0, 0, 0, false, false), SGD.options());
    assertEquals(new AdamW.Options(1e-3, 0.9, 0.999, 1e-8, 1e-2, false, false), AdamW.options());
  }

  @Test
  void parametersWithoutAGradientAreLeftAlone() {
    Parameter with = Trial.parameter(1, 2);
    Parameter without = Trial.parameter(3, 4);
    var adam = new AdamW(List.of(with, without), AdamW.options().weightDecay(0.5));
    Trial.gradient(with, 1, 1);
    adam.step();
    assertArrayEquals(new float[] {3, 4}, without.value().toArray());
    assertTrue(adam.state(without).isEmpty());
    assertEquals(1, adam.state(with).numbers().get("step"));
    adam.zeroGrad();
    assertFalse(with.hasGrad());
    float[] before = with.value().toArray();
    adam.step();
    assertArrayEquals(before, with.value().toArray());
    assertEquals(1, adam.state(with).numbers().get("step"));
    assertEquals(2, adam.stepCount());
  }

  @Test
  void aGradientOfZerosIsAGradient() {
    Parameter p = Trial.parameter(1);
    var adam = new AdamW(List.of(p), AdamW.options().weightDecay(0));
    Trial.gradient(p, 0);
    adam.step();
    assertEquals(1, adam.state(p).numbers().get("step"));
    assertEquals(1, p.value().get(0));
  }

  @Test
  void plainSgdRemembersNothing() {
    Parameter p = Trial.parameter(1);
    var sgd = new SGD(List.of(p), SGD.options());
    Trial.gradient(p, 1);
    sgd.step();
    assertTrue(sgd.state(p).isEmpty());
    assertTrue(sgd.state(Trial.parameter(1)).isEmpty());
  }

  @Test
  void stateHasPyTorchsNamesAndIsASnapshot() {
    Parameter p = Trial.parameter(1, 2);
    var adam = new AdamW(List.of(p), AdamW.options().amsgrad(true));
    assertTrue(adam.state(p).isEmpty());
    Trial.gradient(p, 1, 2);
    adam.step();
    ParamState state = adam.state(p);
    assertEquals(List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq"), List.copyOf(state.tensors().keySet()));
    assertEquals(Map.of("step", 1.0), state.numbers());
    assertEquals(p.shape(), state.tensors().get("exp_avg").shape());
    float[] average = state.tensors().get("exp_avg").toArray();
    adam.step();
    assertArrayEquals(average, state.tensors().get("exp_avg").toArray());
    assertThrows(UnsupportedOperationException.class, () -> state.numbers().clear());
    assertThrows(UnsupportedOperationException.class, () -> state.tensors().clear());
  }

  @Test
  void stateOutlivesTheScopesThatItWasMadeIn() {
    Parameter p = Trial.parameter(1, 2);
    var adam = new AdamW(List.of(p), AdamW.options());
    try (var _ = Scope.open(); var _ = Scope.open()) {
      Trial.gradient(p, 1, 2);
      adam.step();
    }
    adam.step();
    assertEquals(2, adam.state(p).numbers().get("step"));
  }

  @Test
  void theLayoutOfAParameterMakesNoDifference() {
    Random random = new Random(3);
    Tensor weight = Tensor.of(Trial.normal(random, 2 * 3 * 5 * 5), 2, 3, 5, 5);
    Parameter rows = new Parameter(weight);
    Parameter channelsLast = new Parameter(TensorAccess.channelsLast(weight));
    Optimizer first = AdamW.options().build(List.of(rows));
    Optimizer second = AdamW.options().build(List.of(channelsLast));
    for (int t = 0; t < 3; t++) {
      float[] gradient = Trial.normal(random, 2 * 3 * 5 * 5);
      Trial.gradient(rows, gradient);
      Trial.gradient(channelsLast, gradient);
      first.step();
      second.step();
    }
    assertArrayEquals(rows.value().toArray(), channelsLast.value().toArray());
    assertArrayEquals(first.state(rows).tensors().get("exp_avg").toArray(), second.state(channelsLast).tensors().get("exp_avg").toArray());
  }

  @Test
  void textFormIsPyTorchs() {
    var sgd = new SGD(List.of(group(List.of(Trial.parameter(1))), group(List.of(Trial.parameter(2))).lr(1)), SGD.options().lr(0.5).momentum(0.9));
    sgd.paramGroups().get(1).initialLr(2);
    assertEquals("""
        SGD (
        Parameter Group 0
            dampening: 0.0
            lr: 0.5
            maximize: false
            momentum: 0.9
            nesterov: false
            weight_decay: 0.0

        Parameter Group 1
            dampening: 0.0
            initial_lr: 2.0
            lr: 1.0
            maximize: false
            momentum: 0.9
            nesterov: false
            weight_decay: 0.0
        )""", sgd.toString());
    String adamW = new AdamW(List.of(Trial.parameter(1)), AdamW.options()).toString();
    assertTrue(adamW.contains("\n    amsgrad: false\n    betas: [0.9, 0.999]\n    eps: 1.0E-8\n"));
  }

  @Test
  void optionsAreListedByPyTorchsNamesInPyTorchsOrder() {
    assertEquals(List.of("lr", "momentum", "dampening", "weight_decay", "nesterov", "maximize"), List.copyOf(SGD.options().asMap().keySet()));
    assertEquals(List.of("lr", "betas", "eps", "weight_decay", "amsgrad", "maximize"), List.copyOf(AdamW.options().asMap().keySet()));
  }

  @Test
  void optionsBuildTheirOptimizer() {
    Parameter p = Trial.parameter(1);
    OptimizerOptions chosen = AdamW.options().lr(0.25);
    Optimizer optimizer = chosen.build(List.of(p));
    assertEquals(AdamW.class, optimizer.getClass());
    assertEquals(chosen, optimizer.paramGroups().getFirst().options());
    assertEquals(SGD.class, SGD.options().build(List.of(p)).getClass());
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
  void nesterovNeedsMomentumAndNoDampeningInWhateverOrderTheyAreSet() {
    Parameter p = Trial.parameter(1);
    new SGD(List.of(p), SGD.options().nesterov(true).momentum(0.9));
    new SGD(List.of(p), SGD.options().momentum(0.9).nesterov(true));
    requireRefused("nesterov with momentum 0.0 and dampening 0.0; allowed: momentum > 0 and dampening 0",
        () -> new SGD(List.of(p), SGD.options().nesterov(true)));
    requireRefused("nesterov with momentum 0.9 and dampening 0.1; allowed: momentum > 0 and dampening 0",
        () -> new SGD(List.of(p), SGD.options().nesterov(true).momentum(0.9).dampening(0.1)));
    requireRefused("nesterov with momentum 0.0 and dampening 0.0; allowed: momentum > 0 and dampening 0",
        () -> new SGD(List.of(group(List.of(p)).options(SGD.options().nesterov(true))), SGD.options()));
    ParamGroup group = new SGD(List.of(p), SGD.options()).paramGroups().getFirst();
    assertThrows(IllegalArgumentException.class, () -> group.options(SGD.options().nesterov(true)));
    assertEquals(SGD.options(), group.options());
  }

  @Test
  void theListOfGroupsCannotBeChanged() {
    var sgd = new SGD(List.of(Trial.parameter(1)), SGD.options());
    assertThrows(UnsupportedOperationException.class, () -> sgd.paramGroups().clear());
  }

  private static void requireRefused(String message, Runnable made) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, made::run).getMessage());
  }
}
