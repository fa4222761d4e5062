package lanewise.optim;

import static lanewise.optim.Group.group;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.autograd.Parameter;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import org.junit.jupiter.api.Test;

class OptimizerTest {
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

  private static void requireRefused(String message, Runnable made) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, made::run).getMessage());
  }
}
