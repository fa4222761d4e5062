package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class OptaxTest {
  private static final OptionalDouble NO_END = OptionalDouble.empty();

  private static void assertValues(Schedule s, long[] steps, double... expected) {
    for (int i = 0; i < steps.length; i++) {
      assertEquals(expected[i], s.at(steps[i], 123), 1e-12, s + " at " + steps[i]);
    }
  }

  private static void assertRefused(String start, Executable make) {
    String message = assertThrows(IllegalArgumentException.class, make).getMessage();
    assertEquals(start, message.substring(0, Math.min(start.length(), message.length())));
  }

  @Test
  void piecesAreProductsOfTheirScales() {
    Map<Long, Double> scales = Map.of(4L, .1, 8L, .01);
    assertValues(Optax.piecewiseInterpolate(Annealing.LINEAR, 1, scales), new long[] {0, 2, 4, 6, 8, 10}, 1, .55, .1, .0505, .001, .001);
    assertValues(Optax.piecewiseInterpolate(Annealing.COS, 1, scales), new long[] {0, 2, 4, 6, 8}, 1, .55, .1, .0505, .001);
    assertValues(Optax.piecewiseConstant(2, scales), new long[] {0, 3, 4, 7, 8, 99}, 2, 2, .2, .2, .002, .002);
    assertValues(Optax.piecewiseConstant(2, Map.of(0L, .5, 3L, .5)), new long[] {0, 2, 3}, 1, 1, .5);
    assertRefused("scale at 4 -0.1; ", () -> Optax.piecewiseConstant(1, Map.of(4L, -.1, 8L, -.1)));
    assertThrows(IllegalArgumentException.class, () -> Optax.piecewiseConstant(1, Map.of(0L, Double.NaN)));
    assertThrows(IllegalArgumentException.class, () -> Optax.piecewiseConstant(1, Map.of(-1L, .1)));
  }

  @Test
  void polynomialsBeginLaterAndGoEitherWay() {
    assertValues(Optax.polynomial(1, .2, 2, 10, 5), new long[] {0, 5, 10, 15, 99}, 1, 1, .4, .2, .2);
    assertValues(Optax.polynomial(1, .2, 2, 10, -5), new long[] {0, 5, 10}, 1, .4, .2);
    assertValues(Optax.linear(0, .5, 10, 0), new long[] {0, 5, 10, 11}, 0, .25, .5, .5);
    assertValues(Optax.polynomial(.7, .2, 2, 0, 5), new long[] {0, 50}, .7, .7);
    assertValues(Optax.constant(.3), new long[] {0, 50}, .3, .3);
  }

  @Test
  void exponentialDecayIsSmoothOrStairsAndBounded() {
    assertValues(Optax.exponentialDecay(1, 10, .25, 0, false, NO_END), new long[] {0, 5, 10, 20}, 1, .5, .25, .0625);
    assertValues(Optax.exponentialDecay(1, 10, .25, 4, true, NO_END), new long[] {0, 4, 13, 14, 24}, 1, 1, 1, .25, .0625);
    assertValues(Optax.exponentialDecay(1, 10, .25, 0, false, OptionalDouble.of(.1)), new long[] {0, 10, 20}, 1, .25, .1);
    assertValues(Optax.exponentialDecay(1, 10, 4, 0, false, OptionalDouble.of(8)), new long[] {0, 10, 20}, 1, 4, 8);
    assertValues(Optax.exponentialDecay(1, 10, 1, 0, false, OptionalDouble.of(.5)), new long[] {0, 10}, .5, .5);
    assertValues(Optax.exponentialDecay(1, 0, .25, 0, false, NO_END), new long[] {0, 10}, 1, 1);
    assertValues(Optax.exponentialDecay(1, 10, 0, 0, false, NO_END), new long[] {0, 10}, 1, 1);
  }

  @Test
  void onecyclesGoThroughTheirKnots() {
    assertValues(Optax.linearOnecycle(100, 1, .3, .85, 25, 1e4), new long[] {0, 15, 30, 85, 100, 200}, .04, .52, 1, .04, 4e-6, 4e-6);
    assertValues(Optax.cosineOnecycle(100, 1, .3, 25, 1e4), new long[] {0, 15, 30, 65, 100, 200}, .04, .52, 1, (1 + 4e-6) / 2, 4e-6, 4e-6);
    assertThrows(IllegalArgumentException.class, () -> Optax.linearOnecycle(3, 1, .3, .85, 25, 1e4));
    assertRefused("div 0.0; ", () -> Optax.linearOnecycle(100, 1, .3, .85, 0, 1e4));
    assertRefused("finalDiv -1.0; ", () -> Optax.linearOnecycle(100, 1, .3, .85, 25, -1));
    assertRefused("div NaN; ", () -> Optax.cosineOnecycle(100, 1, .3, Double.NaN, 1e4));
    assertRefused("finalDiv 0.0; ", () -> Optax.cosineOnecycle(100, 1, .3, 25, 0));
  }

  @Test
  void warmupsRiseAndThenDecay() {
    assertValues(Optax.warmupConstant(.1, .5, 4), new long[] {0, 2, 4, 9}, .1, .3, .5, .5);
    Schedule cosine = Optax.warmupCosineDecay(0, .1, 10, 100, .001, 1);
    assertValues(cosine, new long[] {0, 5, 10, 55, 100, 300}, 0, .05, .1, .0505, .001, .001);
    assertEquals(.001030154063, cosine.at(99), 1e-12);
    assertValues(Optax.warmupCosineDecay(0, .1, 10, 100, .001, 2), new long[] {5, 10, 55, 100}, .05, .1, .001 + .099 * .25, .001);
    assertValues(Optax.warmupCosineDecay(.2, 0, 10, 100, .3, 1), new long[] {0, 5, 10, 99}, .2, .1, 0, 0);
    assertValues(Optax.warmupCosineDecay(.2, .1, 0, 100, 0, 1), new long[] {0, 50, 100}, .1, .05, 0);
    assertRefused("decaySteps 10; allowed: 11..", () -> Optax.warmupCosineDecay(0, .1, 10, 10, .001, 1));
    assertValues(Optax.warmupExponentialDecay(0, 1, 4, 10, .25, 0, false, NO_END), new long[] {0, 2, 4, 9, 14}, 0, .5, 1, .5, .25);
  }

  @Test
  void sgdrIsItsCyclesOneAfterTheOther() {
    Optax.Cycle first = new Optax.Cycle(0, 1, 2, 10, 0, 1);
    Schedule s = Optax.sgdr(List.of(first, new Optax.Cycle(0, .5, 4, 20, .1, 1)));
    assertValues(s, new long[] {0, 1, 2, 6, 10, 12, 14, 30, 99}, 0, .5, 1, .5, 0, .25, .5, .1, .1);
    assertThrows(IllegalArgumentException.class, () -> Optax.sgdr(List.of()));
  }

  @Test
  void aRefusalNamesTheArgumentOfTheFunctionThatWasCalled() {
    for (boolean staircase : new boolean[] {false, true}) {
      assertRefused("rate -0.5; ", () -> Optax.exponentialDecay(1, 10, -.5, 0, staircase, NO_END));
      assertRefused("rate NaN; ", () -> Optax.exponentialDecay(1, 10, Double.NaN, 0, staircase, NO_END));
    }
    assertRefused("scale at 4 -0.1; ", () -> Optax.piecewiseInterpolate(Annealing.LINEAR, 1, Map.of(4L, -.1, 8L, -.1)));
    assertRefused("scale at 4 NaN; ", () -> Optax.piecewiseInterpolate(Annealing.COS, 1, Map.of(4L, Double.NaN)));
    assertRefused("boundary 0; ", () -> Optax.piecewiseInterpolate(Annealing.LINEAR, 1, Map.of(0L, .1)));
    assertRefused("boundary -1; ", () -> Optax.piecewiseConstant(1, Map.of(-1L, .1)));
  }

  @Test
  void nullIsRefusedByName() {
    Map<Long, Double> noScale = new HashMap<>();
    noScale.put(4L, null);
    Map<Long, Double> noBoundary = new HashMap<>();
    noBoundary.put(null, .1);
    assertRefused("scales null; ", () -> Optax.piecewiseConstant(1, null));
    assertRefused("scales null; ", () -> Optax.piecewiseInterpolate(Annealing.LINEAR, 1, null));
    assertRefused("scale at 4 null; ", () -> Optax.piecewiseConstant(1, noScale));
    assertRefused("boundary null; ", () -> Optax.piecewiseInterpolate(Annealing.LINEAR, 1, noBoundary));
    assertRefused("shape null; ", () -> Optax.piecewiseInterpolate(null, 1, Map.of(4L, .1)));
    assertRefused("end null; ", () -> Optax.exponentialDecay(1, 10, .5, 0, true, null));
    assertRefused("cycles null; ", () -> Optax.sgdr(null));
    assertRefused("cycles [null]; ", () -> Optax.sgdr(Arrays.asList((Optax.Cycle) null)));
    assertRefused("schedules null; ", () -> Optax.join(null, List.of()));
    assertRefused("boundaries null; ", () -> Optax.join(List.of(Optax.constant(1)), null));
  }

  @Test
  void alphaOutsideZeroToOneIsRefused() {
    for (double alpha : new double[] {-1e-300, 1.0000001, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> Optax.cosineDecay(1, 10, alpha, 1));
    }
  }

  @Provide
  Arbitrary<Double> fractions() {
    return Rates.fraction();
  }

  @Provide
  Arbitrary<Double> rates() {
    return Rates.base();
  }

  @Provide
  Arbitrary<Long> lengths() {
    return Trees.length();
  }

  @Provide
  Arbitrary<Long> steps() {
    return Rates.step();
  }

  @Property(tries = 1000)
  void warmupCosineIsTheLineJoinedToTheCosineAndJoinIsSequential(@ForAll("rates") double init, @ForAll("rates") double more,
      @ForAll("fractions") double alpha,
      @ForAll("lengths") long w, @ForAll("lengths") long n, @ForAll("steps") long t) {
    double peak = init + more + 0.01;
    Schedule line = new Interpolate(List.of(new Knot(0, init), new Knot(w, peak)), Annealing.LINEAR).withBase(1);
    Schedule cosine = CosineAnnealing.of(n).tail(CosineAnnealing.Tail.HOLD).etaMin(alpha * peak).withBase(peak);
    double joined = Optax.join(List.of(line, cosine), List.of(w)).at(t, 7);
    assertEquals(joined, Optax.warmupCosineDecay(init, peak, w, w + n, alpha * peak, 1).at(t, 7), 1e-14 * peak);
    assertEquals(joined, line.lasting(w).then(cosine).at(t, 7));
  }

  @Property(tries = 1000)
  void cosineDecayWithoutAlphaIsTheCosineThatHoldsAndPowersMultiply(@ForAll("rates") double init, @ForAll("lengths") long n, @ForAll("steps") long t,
      @ForAll("fractions") double alpha) {
    double cosine = CosineAnnealing.of(n).tail(CosineAnnealing.Tail.HOLD).at(t, 1);
    assertEquals(init * cosine, Optax.cosineDecay(init, n, 0, 1).at(t, 5));
    assertEquals(init * ((1 - alpha) * cosine * cosine * cosine + alpha), Optax.cosineDecay(init, n, alpha, 3).at(t, 5), 1e-14 * init);
  }
}
