package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.template.Ladder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From which end averages are interpolated: seen where the old value is so large that the new one vanishes beside it, and where one is infinite. */
class NearerEndTest {
  private static final float LARGE = 1e30f;
  private static final float INFINITE = Float.POSITIVE_INFINITY;

  private final KernelLevel level = KernelLevel.current();
  private final Tensor p = Tensor.of(new float[] {1}, 1);
  private final Tensor result = Tensor.zeros(1);

  @AfterEach
  void restore() {
    Ladder.force(level);
  }

  /** A rule with an average. */
  private interface Rule {
    void step(Tensor average, float gradient, double share);
  }

  private <S extends Step> S begun(S step, float gradient) {
    step.begin(p, Tensor.of(new float[] {gradient}, 1), 1);
    return step;
  }

  private static void run(Step step) {
    Sweep sweep = new Sweep();
    sweep.add(step);
    sweep.run();
  }

  private List<Rule> rules() {
    return List.of(
        (average, g, share) -> run(begun(new LionStep(), g).average(average, 0.5, share).update(0, 1)),
        (average, g, share) -> run(begun(new MomentumStep(), g).average(average, result, share, false)),
        (average, g, share) -> run(begun(new RmspropStep(), g).average(Tensor.ones(1), 0.5).centered(average, share).rate(0, 1)),
        (average, g, share) -> run(begun(new LambStep(), g).clip(1).averages(average, Tensor.ones(1), share, 0.5, true).decay(1, 0)
            .update(0, 1, 1, 1, false, 1)),
        (average, g, share) -> run(begun(new AdamaxStep(), g).averages(average, Tensor.ones(1), share, 0.5).update(0, 1, 1e-8)),
        (average, g, share) -> {
          AdafactorStep step = new AdafactorStep();
          step.begin(p, Tensor.of(new float[] {g}, 1), 1);
          AdafactorSweep sweep = new AdafactorSweep();
          sweep.add(step.whole(average).averages(1 - share, 1e-7).update(0, 1e-3, 1, 1));
          sweep.run();
        });
  }

  private static float after(Rule rule, float old, float gradient, double share) {
    Tensor average = Tensor.of(new float[] {old}, 1);
    rule.step(average, gradient, share);
    return average.get(0);
  }

  @ParameterizedTest
  @EnumSource(KernelLevel.class)
  void anAverageWithoutMemoryIsTheGradientHoweverLargeItWas(KernelLevel each) {
    Ladder.force(each);
    for (Rule rule : rules()) {
      assertEquals(1, after(rule, LARGE, 1, 0));
    }
  }

  @ParameterizedTest
  @EnumSource(KernelLevel.class)
  void anInfiniteGradientMakesTheAverageNaNUpToAShareOfAHalf(KernelLevel each) {
    Ladder.force(each);
    for (Rule rule : rules()) {
      for (double share : new double[] {0, 0.25, 0.5}) {
        assertEquals(Float.NaN, after(rule, 1, INFINITE, share), "share " + share);
      }
      for (double share : new double[] {0.51, 0.75, 0.99}) {
        assertEquals(INFINITE, after(rule, 1, INFINITE, share), "share " + share);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(KernelLevel.class)
  void nesterovsResultIsInterpolatedFromTheAverageFromAShareOfAHalfOn(KernelLevel each) {
    Ladder.force(each);
    for (double share : new double[] {0, 0.25, 0.49, 0.5, 0.75, 0.99, 1.25}) {
      float gradient = 3;
      Tensor average = Tensor.of(new float[] {LARGE}, 1);
      run(begun(new MomentumStep(), gradient).average(average, result, share, true));
      float b = average.get(0);
      double exact = gradient + share * ((double) b - gradient);
      assertEquals(exact, result.get(0), Math.abs(exact) * 3e-7, "share " + share);
    }
    for (double share : new double[] {0.25, 0.49}) {
      assertEquals(INFINITE, ahead(share), "share " + share);
    }
    assertEquals(Float.NaN, ahead(0.5));
  }

  /** The result beside an infinite average. */
  private float ahead(double share) {
    Tensor average = Tensor.of(new float[] {INFINITE}, 1);
    run(begun(new MomentumStep(), 1).average(average, result, share, true));
    return result.get(0);
  }
}
