package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link WorkedExamplesTest}, for Adam's relations; and single steps that can be checked by hand. */
class AdamFamilyExamplesTest {
  private static final float[][] GRADIENTS = {{.1f, -.2f, .3f}, {-.4f, .5f, 0}, {.25f, .25f, -1}, {0, -.1f, .2f}, {1, .3f, -.05f}};

  static Stream<Arguments> examples() {
    var adam = Adam.options().lr(0.01);
    var nAdam = NAdam.options().momentumDecay(0.006).weightDecay(0.1);
    var rAdam = RAdam.options().lr(0.002).weightDecay(0.1);
    return Stream.of(
        row(adam, .990000001, -1.990000001, .4900000003, .9955950357, -1.994422153, .4832994181, .9820462308, -2.022553011, .4979318743),
        row(adam.weightDecay(0.1),
            .9900000005, -1.99, .4900000003, .9924919051, -1.989122692, .4823319618, .964806862, -1.978479316, .4912497682),
        row(adam.weightDecay(0.1).amsgrad(true),
            .9900000005, -1.99, .4900000003, .9924919051, -1.989122692, .4823319618, .964806862, -1.978479316, .4912490314),
        row(adam.amsgrad(true).betas(0.5, 0.5),
            .990000001, -1.990000001, .4900000003, .9970352655, -1.996285394, .4859175176, .9827656004, -2.021981614, .5003351193),
        row(adam.eps(0.1), .995, -1.993333333, .4925, .9991663157, -1.996835847, .4879464966, .9879604427, -2.018186441, .5002606494),
        row(adam.maximize(true).weightDecay(0.1),
            1, -2, .5099999996, .992558632, -1.992558632, .5150771118, .9907524778, -1.945376, .4948854304),
        row(adam.decoupledWeightDecay(true).weightDecay(0.01),
            .989900001, -1.989800001, .4899500003, .9953960457, -1.994023173, .4832004231, .9812523976, -2.020950899, .497538736),
        row(Adamax.options(), .9980000002, -1.998, .4980000001, .9988157897, -1.998673684, .4970516834, .9975869425, -2.002231362, .4986209604),
        row(Adamax.options().lr(0.1).weightDecay(0.1),
            .900000005, -1.900000002, .4000000029, .9220713115, -1.89341447, .3465631088, .7793873433, -1.829720474, .4031996437),
        row(NAdam.options(), .9978870967, -1.997887097, .4978870965, .9998841366, -1.999780883, .4977609545, .9960484827, -2.004286586, .5013405911),
        row(nAdam, .9978870711, -1.997887071, .4978870711, .9995566528, -1.999041056, .4974676794, .9936916679, -1.997880071, .5002220103),
        row(nAdam.decoupledWeightDecay(true),
            .9976870712, -1.997487071, .4977870711, .9994844696, -1.998981255, .4975613346, .9944530416, -2.001086957, .5005417411),
        row(RAdam.options(), .9999, -1.9998, .4997, 1.000063158, -1.999968421, .4995578947, .9998135501, -2.000481565, .5001129497),
        row(rAdam, .9996, -1.9992, .4993, .9997263579, -1.999136926, .4989158632, .9985914992, -1.998837282, .4997059562),
        row(rAdam.decoupledWeightDecay(true),
            .9996, -1.9992, .4993, .9997263958, -1.999137002, .4989159295, .9980283729, -1.997764747, .4994267137));
  }

  private static Arguments row(OptimizerOptions options, double... expected) {
    return Arguments.of(options, expected);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theParametersFollowThePublishedRule(OptimizerOptions options, double[] expected) {
    Parameter p = Trial.parameter(1, -2, .5f);
    Optimizer optimizer = options.build(List.of(p));
    List<Integer> shown = List.of(1, 2, 8);
    for (int t = 1; t <= 8; t++) {
      Trial.gradient(p, GRADIENTS[(t - 1) % 5]);
      optimizer.step();
      int row = shown.indexOf(t);
      for (int i = 0; row >= 0 && i < 3; i++) {
        double e = expected[3 * row + i];
        assertEquals(e, p.value().get(i), 5e-7 * Math.max(1, Math.abs(e)), "step " + t + ", element " + i);
      }
    }
  }

  @Test
  void amsgradThatIsSwitchedOnLaterBeginsWithThePresentAverage() {
    Parameter p = Trial.parameter(0);
    Adam adam = new Adam(List.of(p), Adam.options().betas(0.9, 0.5));
    Trial.gradient(p, 8);
    adam.step();
    assertEquals(List.of("step", "exp_avg", "exp_avg_sq"), List.copyOf(adam.state(p).names()));
    adam.paramGroups().getFirst().options(Adam.options().betas(0.9, 0.5).amsgrad(true));
    Trial.gradient(p, 0);
    adam.step();
    assertEquals(16, adam.state(p).tensors().get("max_exp_avg_sq").get(0), 1e-5);
    adam.step();
    assertEquals(8, adam.state(p).tensors().get("exp_avg_sq").get(0), 1e-5);
    assertEquals(16, adam.state(p).tensors().get("max_exp_avg_sq").get(0), 1e-5);
  }

  @Test
  void adamTakesItsDecayFromTheGradientToTheParameterAndBackAtAnyTime() {
    Parameter p = Trial.parameter(4);
    var options = Adam.options().lr(0.5).weightDecay(0.25).betas(0, 0).eps(0);
    Adam adam = new Adam(List.of(p), options);
    Trial.gradient(p, -0.5f);
    adam.step();
    assertEquals(3.5, p.value().get(0), 1e-6, "the sign of -0.5 + 0.25 * 4 counts");
    adam.paramGroups().getFirst().options(options.decoupledWeightDecay(true));
    adam.step();
    assertEquals(3.5 * (1 - 0.125) + 0.5, p.value().get(0), 1e-6);
    adam.paramGroups().getFirst().options(options);
    adam.step();
    assertEquals(3.5 * (1 - 0.125), p.value().get(0), 1e-6);
  }

  @Test
  void adamaxKeepsAFadingMaximum() {
    Parameter p = Trial.parameter(0);
    Adamax adamax = new Adamax(List.of(p), Adamax.options().betas(0.9, 0.5).eps(0.25));
    float[] expected = {2.25f, 1.25f, 0.625f, 4.25f, Float.NaN, Float.NaN};
    float[] gradients = {-2, 1, 0.125f, 4, Float.NaN, 1};
    for (int t = 0; t < expected.length; t++) {
      Trial.gradient(p, gradients[t]);
      adamax.step();
      assertEquals(expected[t], adamax.state(p).tensors().get("exp_inf").get(0), "step " + t);
    }
  }

  @Test
  void nAdamsProductOfMomentaIsEachParametersOwn() {
    Parameter early = Trial.parameter(1);
    Parameter late = Trial.parameter(1);
    NAdam nAdam = new NAdam(List.of(early, late), NAdam.options());
    Trial.gradient(early, 1);
    nAdam.step();
    Trial.gradient(late, 1);
    nAdam.step();
    double first = 0.9 * (1 - 0.5 * Math.pow(0.96, 0.004));
    double second = 0.9 * (1 - 0.5 * Math.pow(0.96, 0.008));
    assertEquals(first * second, nAdam.state(early).numbers().get("mu_product"), 1e-15);
    assertEquals(first, nAdam.state(late).numbers().get("mu_product"), 1e-15);
    assertEquals(List.of("step", "mu_product", "exp_avg", "exp_avg_sq"), List.copyOf(nAdam.state(early).names()));
  }

  @Test
  void rAdamDividesByTheSecondAverageFromTheSixthStepOnAndNeverWithAShortMemory() {
    for (double beta2 : new double[] {0.999, 2 / 3.0, 0.6, 0}) {
      Parameter p = Trial.parameter(0);
      RAdam rAdam = new RAdam(List.of(p), RAdam.options().lr(1).betas(0, beta2));
      for (int t = 1; t <= 30; t++) {
        float before = p.value().get(0);
        Trial.gradient(p, 1000);
        rAdam.step();
        double moved = before - p.value().get(0);
        boolean plain = t < 6 || beta2 < 0.9;
        assertEquals(plain, moved == 1000, "beta2 " + beta2 + ", step " + t + ": " + moved);
        assertEquals(!plain, moved > 0 && moved < 1, "beta2 " + beta2 + ", step " + t + ": " + moved);
      }
    }
  }

  @Test
  void withoutDecayAnInfiniteParameterStaysInfinite() {
    for (OptimizerOptions options : List.of(Adam.options(), Adamax.options(), NAdam.options(), RAdam.options())) {
      Parameter p = Trial.parameter(Float.NEGATIVE_INFINITY, 1);
      Optimizer optimizer = options.build(List.of(p));
      Trial.gradient(p, 1, 1);
      optimizer.step();
      assertEquals(Float.NEGATIVE_INFINITY, p.value().get(0), options.toString());
    }
  }

  @Test
  void anInfiniteSecondAverageStaysInfinite() {
    for (double beta2 : new double[] {1e-30, 0.5, 0.75, 0.9, 0.999, 1 - 1e-7}) {
      Parameter p = Trial.parameter(1);
      Adam adam = new Adam(List.of(p), Adam.options().betas(0.9, beta2));
      for (float g : new float[] {Float.POSITIVE_INFINITY, 1, 0}) {
        Trial.gradient(p, g);
        adam.step();
        assertEquals(Float.POSITIVE_INFINITY, adam.state(p).tensors().get("exp_avg_sq").get(0), "beta2 " + beta2);
      }
    }
  }
}
