package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Three elements, five gradients that repeat; the values after steps 1, 2 and 8 were computed in float64 from the published rules and by PyTorch. */
class WorkedExamplesTest {
  private static final float[][] GRADIENTS = {{.1f, -.2f, .3f}, {-.4f, .5f, 0}, {.25f, .25f, -1}, {0, -.1f, .2f}, {1, .3f, -.05f}};

  static Stream<Arguments> examples() {
    var sgd = SGD.options().lr(0.1);
    var adamW = AdamW.options().lr(0.01);
    return Stream.of(
        row(sgd, .99, -1.98, .47, 1.03, -2.03, .47, .91, -2.13, .625),
        row(sgd.weightDecay(0.5), .94, -1.88, .445, .933, -1.836, .42275, .5847337105, -1.440999422, .4490599405),
        row(sgd.momentum(0.9), .99, -1.98, .47, 1.021, -2.012, .443, .714588211, -2.392103742, .751692163),
        row(sgd.momentum(0.9).dampening(0.5), .99, -1.98, .47, 1.001, -1.987, .443, .828817466, -2.139098592, .540416163),
        row(sgd.momentum(0.9).dampening(0.9), .99, -1.98, .47, .985, -1.967, .443, .92020087, -1.936694472, .371395363),
        row(sgd.momentum(0.9).nesterov(true).weightDecay(0.1),
            .962, -1.924, .4335, 1.003522, -1.950044, .3969135, .3560811034, -1.830409047, .6829244723),
        row(sgd.momentum(0.9).weightDecay(0.1).maximize(true), 1, -2, .525, .95, -1.93, .54225, 1.009172207, -1.082384246, .118625655),
        row(adamW, .989900001, -1.989800001, .4899500003, .9953960457, -1.994023173, .4832004231, .9812523976, -2.020950899, .497538736),
        row(adamW.weightDecay(0.1).amsgrad(true),
            .989000001, -1.988000001, .4895000003, .9936060357, -1.990434153, .4823132692, .9741327615, -2.006582147, .4940159006),
        row(adamW.weightDecay(0.1).maximize(true),
            1.008999999, -2.007999999, .5094999997, 1.002395964, -2.001569847, .5156910819, 1.00992297, -1.961529629, .4980150963),
        row(adamW.weightDecay(0),
            .990000001, -1.990000001, .4900000003, .9955950357, -1.994422153, .4832994181, .9820462308, -2.022553011, .4979318743),
        row(adamW.weightDecay(0).amsgrad(true).betas(0.5, 0.5),
            .990000001, -1.990000001, .4900000003, .9970352655, -1.996285394, .4859175176, .9827656004, -2.021981614, .5003351193),
        row(adamW.weightDecay(0).eps(0.1),
            .995, -1.993333333, .4925, .9991663157, -1.996835847, .4879464966, .9879604427, -2.018186441, .5002606494));
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
  void adamWsMovingAveragesAfterTwoSteps() {
    Parameter p = Trial.parameter(1, -2, .5f);
    AdamW adam = new AdamW(List.of(p), AdamW.options().weightDecay(0));
    for (int t = 0; t < 2; t++) {
      Trial.gradient(p, GRADIENTS[t]);
      adam.step();
    }
    ParamState state = adam.state(p);
    double[] m = {-0.031, 0.032, 0.027};
    double[] v = {1.6999e-4, 2.8996e-4, 8.991e-5};
    for (int i = 0; i < 3; i++) {
      assertEquals(m[i], state.tensors().get("exp_avg").get(i), 1e-8);
      assertEquals(v[i], state.tensors().get("exp_avg_sq").get(i), 1e-10);
    }
    assertEquals(2, state.numbers().get("step"));
  }

  @Test
  void momentumSwitchedOnLaterBeginsWithTheGradientOfThatMoment() {
    Parameter p = Trial.parameter(0);
    SGD sgd = new SGD(List.of(p), SGD.options().lr(1));
    Trial.gradient(p, 5);
    sgd.step();
    sgd.paramGroups().getFirst().options(SGD.options().lr(1).momentum(0.5).dampening(0.25));
    Trial.gradient(p, 2);
    sgd.step();
    assertEquals(-7, p.value().get(0));
    assertEquals(2, sgd.state(p).tensors().get("momentum_buffer").get(0));
    sgd.step();
    assertEquals(-7 - (0.5f * 2 + 0.75f * 2), p.value().get(0));
    sgd.paramGroups().getFirst().options(SGD.options().lr(1));
    sgd.step();
    assertEquals(2.5f, sgd.state(p).tensors().get("momentum_buffer").get(0), "the buffer sleeps while momentum is 0");
  }

  @Test
  void amsgradKeepsTheLargestSecondAverage() {
    Parameter p = Trial.parameter(0);
    AdamW adam = new AdamW(List.of(p), AdamW.options().betas(0.9, 0.5).amsgrad(true));
    float[] second = new float[4];
    for (int t = 0; t < 4; t++) {
      Trial.gradient(p, new float[] {4, 8, 1, 0}[t]);
      adam.step();
      second[t] = adam.state(p).tensors().get("exp_avg_sq").get(0);
    }
    assertEquals(36, second[1], 1e-4);
    assertEquals(9.25, second[3], 1e-4);
    assertEquals(36, adam.state(p).tensors().get("max_exp_avg_sq").get(0), 1e-4);
  }

  @Test
  void withoutDecayAnInfiniteParameterStaysInfinite() {
    for (OptimizerOptions options : List.of(SGD.options(), AdamW.options().weightDecay(0))) {
      Parameter p = Trial.parameter(Float.POSITIVE_INFINITY, 1);
      Optimizer optimizer = options.build(List.of(p));
      Trial.gradient(p, 1, 1);
      optimizer.step();
      assertEquals(Float.POSITIVE_INFINITY, p.value().get(0), options.toString());
    }
  }

  @Test
  void anInfiniteGradientMakesTheFirstAverageNaNFromAWeightOfAHalfOn() {
    for (double beta1 : new double[] {0, 0.4, 0.5, 0.6, 0.9}) {
      Parameter p = Trial.parameter(1);
      AdamW adam = new AdamW(List.of(p), AdamW.options().betas(beta1, 0.999));
      Trial.gradient(p, Float.POSITIVE_INFINITY);
      adam.step();
      assertEquals(beta1 <= 0.5 ? Float.NaN : Float.POSITIVE_INFINITY, adam.state(p).tensors().get("exp_avg").get(0), "beta1 " + beta1);
    }
  }
}
