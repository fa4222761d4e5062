package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;
import lanewise.autograd.Parameter;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LayerwiseOptionsTest {
  private static void bounds(DoubleFunction<?> option, List<Double> good, List<Double> bad) {
    good.forEach(option::apply);
    for (double b : bad) {
      var e = assertThrows(IllegalArgumentException.class, () -> option.apply(b));
      assertTrue(e.getMessage().contains(Double.toString(b)), e.getMessage());
    }
  }

  @Test
  void everyNumberIsCheckedOnBothSides() {
    List<Double> good = List.of(0.0, Double.MIN_VALUE, Double.MAX_VALUE);
    List<Double> bad = List.of(-Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    List<DoubleFunction<?>> notNegative = List.of(LARS.options()::lr, LARS.options()::momentum, LARS.options()::weightDecay,
        LARS.options()::trustCoeff, LARS.options()::eps, LAMB.options()::lr, LAMB.options()::eps, LAMB.options()::weightDecay);
    notNegative.forEach(option -> bounds(option, good, bad));
    bounds(LARS.options()::dampening, List.of(-1.0, 0.0, 2.0), List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
    bounds(LAMB.options()::maxGradNorm, List.of(Double.MIN_VALUE, 5.0), List.of(0.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY));
    List<Double> outside = List.of(-Double.MIN_VALUE, 1.0, Double.NaN);
    bounds(b -> LAMB.options().betas(b, 0.9), List.of(0.0, Math.nextDown(1.0)), outside);
    bounds(b -> LAMB.options().betas(0.9, b), List.of(0.0, Math.nextDown(1.0)), outside);
  }

  @Test
  void nesterovNeedsMomentumAndNoDampening() {
    List<Parameter> one = List.of(Trial.parameter(1));
    var nesterov = LARS.options().nesterov(true);
    assertThrows(IllegalArgumentException.class, () -> nesterov.build(one));
    assertThrows(IllegalArgumentException.class, () -> nesterov.momentum(0.9).dampening(0.1).build(one));
    nesterov.momentum(0.9).build(one).step();
  }

  @Provide
  Arbitrary<OptimizerOptions> both() {
    return Arbitraries.oneOf(DrawnLayerwise.lars(), DrawnLayerwise.lamb());
  }

  @Property(tries = 500)
  void theMapHasAllOptionsAndIsReadBack(@ForAll("both") OptimizerOptions options) {
    OptionValues values = new OptionValues(options.asMap());
    OptimizerOptions defaults = options instanceof LARS.Options ? LARS.options() : LAMB.options();
    assertEquals(options, defaults.with(values));
    assertTrue(values.unread().isEmpty());
    assertEquals(options, options.with(new OptionValues(Map.of())));
  }

  @Test
  void namesAndDefaultsAreTimms() {
    assertEquals("[lr, momentum, dampening, weight_decay, nesterov, trust_coeff, eps, trust_clip, always_adapt]",
        LARS.options().asMap().keySet().toString());
    assertEquals("[1.0, 0.0, 0.0, 0.0, false, 0.001, 1.0E-8, false, false]", LARS.options().asMap().values().toString());
    assertEquals("[lr, bias_correction, betas, eps, weight_decay, grad_averaging, max_grad_norm, trust_clip, always_adapt, decoupled_decay]",
        LAMB.options().asMap().keySet().toString());
    assertEquals("[0.001, true, [0.9, 0.999], 1.0E-6, 0.01, true, 1.0, false, false, false]", LAMB.options().asMap().values().toString());
    assertEquals(Optional.empty(), LAMB.options().noMaxGradNorm().asMap().get("max_grad_norm"));
  }

  @Test
  void lambCountsTheStepsOfTheGroupAndSavesThem() {
    Parameter p = Trial.parameter(1);
    LAMB lamb = LAMB.options().build(List.of(p));
    lamb.step();
    Trial.gradient(p, 1);
    lamb.step();
    assertEquals(2, lamb.paramGroups().getFirst().counter("step"));
    assertTrue(lamb.state(p).numbers().isEmpty());
    LAMB other = LAMB.options().build(List.of(p));
    other.loadStateDict(lamb.stateDict());
    assertEquals(2, other.paramGroups().getFirst().counter("step"));
  }
}
