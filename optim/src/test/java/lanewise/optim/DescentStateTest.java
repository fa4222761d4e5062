package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** What Adagrad, RMSprop, Rprop, ASGD and Lion remember, and what options do that change on the way. */
class DescentStateTest {
  private static void step(Optimizer optimizer, Parameter p, float... gradient) {
    Trial.gradient(p, gradient);
    optimizer.step();
  }

  private static float[] state(Optimizer optimizer, Parameter p, String name) {
    return optimizer.state(p).tensors().get(name).toArray();
  }

  @Test
  void sumsOfAdagradBeginWithTheInitialValueOfTheirGroup() {
    Parameter first = Trial.parameter(0, 0);
    Parameter second = Trial.parameter(0);
    Adagrad adagrad = new Adagrad(List.of(Group.group(List.of(first)),
        Group.group(List.of(second)).options(Adagrad.options().initialAccumulatorValue(2))), Adagrad.options().initialAccumulatorValue(0.25));
    assertTrue(adagrad.state(first).isEmpty());
    Trial.gradient(first, 1, 0);
    step(adagrad, second, 3);
    assertArrayEquals(new float[] {1.25f, 0.25f}, state(adagrad, first, "sum"));
    assertArrayEquals(new float[] {11}, state(adagrad, second, "sum"));
    step(adagrad, second, 1);
    assertArrayEquals(new float[] {12}, state(adagrad, second, "sum"), "it begins once");
  }

  @Test
  void momentumAndCenteringOfRmspropThatAreSwitchedOnLaterBeginWithZeros() {
    Parameter p = Trial.parameter(0);
    RMSprop rmsprop = new RMSprop(List.of(p), RMSprop.options().alpha(0.5).eps(0).lr(1));
    step(rmsprop, p, 2);
    assertEquals(List.of("step", "square_avg"), List.copyOf(rmsprop.state(p).names()));
    rmsprop.paramGroups().getFirst().options(RMSprop.options().alpha(0.5).eps(0).lr(1).momentum(0.5).centered(true));
    step(rmsprop, p, 2);
    assertArrayEquals(new float[] {3}, state(rmsprop, p, "square_avg"));
    assertArrayEquals(new float[] {1}, state(rmsprop, p, "grad_avg"));
    assertArrayEquals(new float[] {(float) (2 / Math.sqrt(2))}, state(rmsprop, p, "momentum_buffer"), 1e-6f);
  }

  @Test
  void aLaterRateDoesNothingInRprop() {
    Parameter first = Trial.parameter(0);
    Parameter second = Trial.parameter(0);
    Rprop changed = new Rprop(List.of(first), Rprop.options());
    Rprop same = new Rprop(List.of(second), Rprop.options());
    for (float g : new float[] {1, 1, -1, 1}) {
      step(changed, first, g);
      step(same, second, g);
      changed.paramGroups().getFirst().lr(5);
    }
    assertArrayEquals(second.value().toArray(), first.value().toArray());
  }

  @Test
  void afterAChangeOfSignAnElementOfRpropRestsAndThenKeepsItsStepSize() {
    Parameter p = Trial.parameter(0);
    Rprop rprop = new Rprop(List.of(p), Rprop.options().lr(1));
    step(rprop, p, 3);
    assertEquals(-1, p.value().get(0));
    step(rprop, p, -3);
    assertEquals(-1, p.value().get(0));
    assertArrayEquals(new float[] {0.5f}, state(rprop, p, "step_size"));
    assertArrayEquals(new float[] {0}, state(rprop, p, "prev"));
    step(rprop, p, -3);
    assertEquals(-0.5f, p.value().get(0));
    assertArrayEquals(new float[] {0.5f}, state(rprop, p, "step_size"));
  }

  @Test
  void theSignOfAProductThatUnderflowsCountsInRprop() {
    Parameter p = Trial.parameter(0, 0, 0);
    Rprop rprop = new Rprop(List.of(p), Rprop.options().lr(1).etas(0.5, 2));
    step(rprop, p, 1e-40f, 1e-40f, Float.MIN_VALUE);
    step(rprop, p, 1e-40f, -1e-40f, Float.MIN_VALUE);
    assertArrayEquals(new float[] {2, 0.5f, 2}, state(rprop, p, "step_size"));
  }

  @Test
  void aGradientThatIsNotANumberLeavesItsElementOfRpropAloneForThatStep() {
    Parameter p = Trial.parameter(0, 0);
    Rprop rprop = new Rprop(List.of(p), Rprop.options().lr(1).etas(0.5, 2));
    step(rprop, p, 1, 1);
    step(rprop, p, Float.NaN, Float.POSITIVE_INFINITY);
    assertArrayEquals(new float[] {-1, -3}, p.value().toArray());
    assertArrayEquals(new float[] {1, 2}, state(rprop, p, "step_size"));
    step(rprop, p, 1, 1);
    assertArrayEquals(new float[] {-2, -7}, p.value().toArray());
    assertArrayEquals(new float[] {1, 4}, state(rprop, p, "step_size"));
  }

  @Test
  void stepSizesOfRpropOutsideTheirBoundsArePulledInAtOnce() {
    for (double lr : new double[] {0, 9}) {
      Parameter p = Trial.parameter(0);
      Rprop rprop = new Rprop(List.of(p), Rprop.options().lr(lr).stepSizes(0.25, 2));
      step(rprop, p, -1);
      assertEquals(lr == 0 ? 0.25f : 2, p.value().get(0));
    }
  }

  @Test
  void aChangeOfAsgdsRateActsOneStepLate() {
    Parameter p = Trial.parameter(0);
    ASGD asgd = new ASGD(List.of(p), ASGD.options().lr(1).lambd(0).alpha(0));
    step(asgd, p, 1);
    asgd.paramGroups().getFirst().lr(0.5);
    step(asgd, p, 1);
    assertEquals(-2, p.value().get(0));
    assertEquals(0.5, asgd.state(p).numbers().get("eta"));
    step(asgd, p, 1);
    assertEquals(-2.5f, p.value().get(0));
  }

  @Test
  void averagesAndParametersChangePlacesAndBack() {
    Parameter p = Trial.parameter(4, 8);
    Parameter untouched = Trial.parameter(7);
    ASGD asgd = new ASGD(List.of(p, untouched), ASGD.options().lr(1).lambd(0).t0(0));
    step(asgd, p, 1, 2);
    step(asgd, p, 1, 2);
    step(asgd, p, 1, 2);
    assertArrayEquals(new float[] {1, 2}, p.value().toArray());
    assertArrayEquals(new float[] {1.5f, 3}, state(asgd, p, "ax"));
    asgd.swapAverages();
    assertArrayEquals(new float[] {1.5f, 3}, p.value().toArray());
    assertArrayEquals(new float[] {1, 2}, state(asgd, p, "ax"));
    assertArrayEquals(new float[] {7}, untouched.value().toArray());
    assertTrue(asgd.state(untouched).isEmpty());
    OptimizerState elsewhere = new ASGD(List.of(Trial.parameter(4, 8), Trial.parameter(7)), ASGD.options()).stateDict();
    assertThrows(IllegalStateException.class, asgd::step);
    assertThrows(IllegalStateException.class, asgd::stateDict);
    assertThrows(IllegalStateException.class, () -> asgd.loadStateDict(elsewhere));
    asgd.swapAverages();
    assertArrayEquals(new float[] {1, 2}, p.value().toArray());
    assertArrayEquals(new float[] {1.5f, 3}, state(asgd, p, "ax"));
  }

  @Test
  void untilAveragingBeginsAnInfiniteParameterIsCopiedAndSpoilsNoLaterAverage() {
    Parameter p = Trial.parameter(0);
    ASGD asgd = new ASGD(List.of(p), ASGD.options());
    step(asgd, p, Float.NEGATIVE_INFINITY);
    assertArrayEquals(new float[] {Float.POSITIVE_INFINITY}, state(asgd, p, "ax"));
    p.value().copyFrom(Tensor.of(new float[] {3}, 1));
    step(asgd, p, 0);
    assertEquals(3, state(asgd, p, "ax")[0], 1e-4);
  }

  @Test
  void averagesOfZeroAndOfNaNGiveLionNoDirection() {
    Parameter p = Trial.parameter(1, 1, 1, -0f);
    Lion lion = new Lion(List.of(p), Lion.options().lr(0.5));
    step(lion, p, 0, Float.NaN, -0f, 0);
    assertArrayEquals(new float[] {1, 1, 1, -0f}, p.value().toArray());
    assertTrue(Float.isNaN(state(lion, p, "exp_avg")[1]));
    assertFalse(lion.state(p).names().contains("step"), "Lion keeps no count");
  }

  @Test
  void theShareOfCautiousElementsIsNeverCountedBelowAThousandth() {
    float[] values = new float[4000];
    float[] gradient = new float[4000];
    gradient[3] = 1;
    Parameter p = Trial.parameter(values);
    Lion lion = new Lion(List.of(p), Lion.options().lr(0.5).caution(true));
    step(lion, p, gradient);
    assertEquals(-500, p.value().get(3), 1e-3);
    Parameter empty = Trial.parameter();
    Parameter none = Trial.parameter(2, 3);
    Lion other = new Lion(List.of(empty, none), Lion.options().caution(true));
    Trial.gradient(empty);
    step(other, none, 0, 0);
    assertArrayEquals(new float[] {2, 3}, none.value().toArray());
  }

  @Test
  void aVarianceThatRoundingMakesNegativeCountsAsZero() {
    Random random = new Random(3);
    float[] g = Trial.normal(random, 1000);
    Parameter p = Trial.parameter(new float[1000]);
    RMSprop rmsprop = new RMSprop(List.of(p), RMSprop.options().alpha(0.01).eps(1).centered(true));
    for (int t = 0; t < 30; t++) {
      Trial.gradient(p, g);
      rmsprop.step();
    }
    float[] v = rmsprop.state(p).tensors().get("square_avg").toArray();
    float[] h = rmsprop.state(p).tensors().get("grad_avg").toArray();
    int negative = 0;
    for (int i = 0; i < 1000; i++) {
      negative += (double) v[i] - (double) h[i] * h[i] < 0 ? 1 : 0;
      assertEquals(-0.3 * g[i], p.value().get(i), 0.01 * Math.abs(g[i]));
    }
    assertTrue(negative > 100, negative + " of 1000 are negative");
  }
}
