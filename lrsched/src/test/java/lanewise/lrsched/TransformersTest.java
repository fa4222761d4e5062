package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import lanewise.lrsched.WarmupStableDecay.Shape;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TransformersTest {
  private static final long[] STEPS = {0, 5, 9, 10, 11, 40, 55, 99, 100, 120};

  private static void assertValues(Schedule s, long[] steps, double... expected) {
    for (int i = 0; i < steps.length; i++) {
      assertEquals(expected[i], s.at(steps[i]), 1e-10, s + " at " + steps[i]);
    }
  }

  @Test
  void theyHaveTheValuesOfTheFormulasForTenStepsOfAHundred() {
    assertValues(Transformers.linear(10, 100), STEPS, 0, .5, .9, 1, .98888888889, .66666666667, .5, .01111111111, 0, 0);
    assertValues(Transformers.cosine(10, 100, 0.5), STEPS, 0, .5, .9, 1, .9996954135, .75, .5, .0003045864905, 0, .1169777784);
    assertValues(Transformers.cosine(10, 100, 2), new long[] {10, 11, 40, 55, 99, 100, 120}, 1, .9951340344, .25, 1, .9951340344, 1, .03015368961);
    assertValues(Transformers.cosineWithRestarts(10, 100, 2), STEPS, 0, .5, .9, 1, .9987820251, .25, 1, .00121797487, 0, 0);
    assertValues(Transformers.polynomial(10, 100, 5e-5, 1e-7, 1), STEPS, 0, .5, .9, 1, .98891111111, .66733333333, .501, .01308888889, .002, .002);
    assertValues(Transformers.polynomial(10, 100, 5e-5, 1e-7, 2), STEPS, 0, .5, .9, 1, .97794543210, .44555555556, .2515, .002123209877, .002, .002);
    assertValues(Transformers.inverseSqrt(10), STEPS, 0, .5, .9, 1, .9534625892, .5, .4264014327, .3178208631, .316227766, .2886751346);
    assertValues(Transformers.constantWithWarmup(10), STEPS, 0, .5, .9, 1, 1, 1, 1, 1, 1, 1);
    assertValues(Transformers.constant(), STEPS, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    assertEquals(Math.sqrt(0.5), Transformers.inverseSqrt(0).at(10_000), 1e-15);
  }

  @Test
  void warmupStableDecayHasTheValuesOfItsThreeShapes() {
    long[] steps = {0, 5, 10, 79, 80, 90, 99, 100, 500};
    WarmupStableDecay s = Transformers.warmupStableDecay(10, 20, 100).minRatio(0.1);
    assertValues(s, steps, .1, .55, 1, 1, 1, .55, .145, .1, .1);
    assertValues(s.decayType(Shape.COSINE), steps, .1, .55, 1, 1, 1, .55, .1055402467, .1, .1);
    assertValues(s.decayType(Shape.ONE_MINUS_SQRT), steps, .1, .55, 1, 1, 1, .3636038969, .122788509, .1, .1);
    assertValues(s.warmupType(Shape.COSINE), new long[] {0, 5, 10}, .1, .55, 1);
    assertValues(s.warmupType(Shape.ONE_MINUS_SQRT), new long[] {0, 5, 10}, .1, .1 + .9 * (1 - Math.sqrt(.5)), 1);
    assertValues(s.minRatio(0).decayType(Shape.COSINE).cycles(2), new long[] {80, 85, 90, 95, 100}, 1, 0, 1, 0, 0);
    assertEquals(OptionalLong.of(100), s.length());
  }

  @Test
  void cosineWithALowestRateIsTheCosineBetweenItAndOne() {
    Schedule s = Transformers.cosineWithMinLr(10, 100, 0.5, 0.1);
    assertValues(s, new long[] {0, 5, 10, 55, 100}, 0, .5, 1, .55, .1);
  }

  @Test
  void cosineWithALowestRateAndWarmupIsOneStepAhead() {
    Schedule s = Transformers.cosineWarmupWithMinLr(10, 100, 0.5, 0.1);
    assertValues(s, new long[] {0, 4, 9, 10, 54, 99}, .1, .5, 1, .1 + .9 * (1 + Math.cos(Math.PI / 90)) / 2, .55, .1);
    Schedule rate = Transformers.cosineWarmupWithMinLr(10, 100, 0.5, 0.1, 0.2);
    assertValues(rate, new long[] {0, 9, 54, 99}, .2, 1, .55, .1);
    assertEquals(.2 + .8 * 4 / 9, rate.at(4), 1e-15);
    assertEquals(.55, Transformers.cosineWarmupWithMinLr(0, 90, 0.5, 0.1).at(44), 1e-15);
    assertEquals(.7, Transformers.cosineWarmupWithMinLr(1, 90, 0.5, 0.1, 0.7).at(0), 1e-15);
  }

  @Test
  void namesGiveTheSameSchedules() {
    OptionalLong w = OptionalLong.of(10);
    OptionalLong n = OptionalLong.of(100);
    assertEquals(Transformers.constant(), Transformers.byName("constant", OptionalLong.empty(), OptionalLong.empty()));
    assertEquals(Transformers.constantWithWarmup(10), Transformers.byName("constant_with_warmup", w, OptionalLong.empty()));
    assertEquals(Transformers.linear(10, 100), Transformers.byName("linear", w, n));
    assertEquals(Transformers.cosine(10, 100, 0.5), Transformers.byName("cosine", w, n));
    assertEquals(Transformers.cosineWithRestarts(10, 100, 1), Transformers.byName("cosine_with_restarts", w, n));
    assertEquals(Transformers.inverseSqrt(10), Transformers.byName("inverse_sqrt", w, OptionalLong.empty()));
  }

  @Test
  void unknownNamesMissingNumbersAndWrongOrdersAreRefused() {
    OptionalLong none = OptionalLong.empty();
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Transformers.byName("linear", OptionalLong.of(1),
        none)).getMessage().contains("totalSteps is not given"));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Transformers.byName("cosine", none,
        none)).getMessage().contains("warmupSteps is not given"));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Transformers.byName("cats", none,
        none)).getMessage().startsWith("name \"cats\"; allowed: constant"));
    assertThrows(IllegalArgumentException.class, () -> Transformers.linear(10, 10));
    assertThrows(IllegalArgumentException.class, () -> Transformers.linear(-1, 10));
    assertThrows(IllegalArgumentException.class, () -> Transformers.polynomial(1, 10, 1e-7, 1e-7, 1));
    var lrInit = assertThrows(IllegalArgumentException.class, () -> Transformers.polynomial(1, 10, Double.NaN, 1e-7, 1));
    assertEquals("lrInit NaN; allowed: finite and > 0", lrInit.getMessage());
    var lrEnd = assertThrows(IllegalArgumentException.class, () -> Transformers.polynomial(1, 10, 1, -1e-7, 1));
    assertEquals("lrEnd -1.0E-7; allowed: finite and >= 0.0", lrEnd.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Transformers.warmupStableDecay(10, 20, 29));
    assertEquals(0.002, Transformers.polynomial(1, 2, 5e-5, 1e-7, 1).at(2), 1e-15);
  }

  @Provide
  Arbitrary<Long> warmups() {
    return Arbitraries.longs().between(0, 100).withoutEdgeCases();
  }

  @Provide
  Arbitrary<Long> rests() {
    return Trees.length();
  }

  @Provide
  Arbitrary<Double> cycles() {
    return Rates.between(0.1, 4);
  }

  @Provide
  Arbitrary<Double> fractions() {
    return Rates.fraction();
  }

  @Property(tries = 1000)
  void factorsStayBetweenZeroAndOneAreOneAfterTheWarmupAndHaveNoJumps(@ForAll("warmups") long w, @ForAll("rests") long rest,
      @ForAll("cycles") double c,
      @ForAll("fractions") double where, @ForAll("fractions") double low) {
    long n = w + rest;
    double bound = Math.max(1.0 / Math.max(1, w), Math.PI * Math.max(1, c) / rest) * (1 + 1e-12);
    long t = (long) (where * (n - 1));
    for (Schedule s : new Schedule[] {Transformers.linear(w, n), Transformers.cosine(w, n, c), Transformers.polynomial(w, n, 1, low / 2, 1),
        Transformers.constantWithWarmup(w),
        Transformers.cosineWithMinLr(w, n, c, low), Transformers.inverseSqrt(w, Math.max(1, w))}) {
      assertEquals(1, s.at(w), s.toString());
      assertTrue(s.at(t) >= 0 && s.at(t) <= 1, s.toString());
      assertTrue(Math.abs(s.at(t + 1) - s.at(t)) <= bound, () -> s + " at " + t);
    }
  }

  @Property(tries = 1000)
  void linearAndHalfACosineAreTheWarmupJoinedToTheirDecays(@ForAll("warmups") long w, @ForAll("rests") long rest, @ForAll("fractions") double where) {
    long t = Math.round(where * 2 * (w + rest));
    Schedule up = new WarmupConstant(w);
    assertEquals(up.then(new Linear(1, 0, rest)).at(t), Transformers.linear(w, w + rest).at(t), 1e-15);
    double hold = up.then(CosineAnnealing.of(rest).tail(CosineAnnealing.Tail.HOLD)).at(t);
    if (t <= w + rest) {
      assertEquals(hold, Transformers.cosine(w, w + rest, 0.5).at(t), 1e-15);
    }
    assertEquals(hold, up.then(CosineWave.of(rest).tail(CosineAnnealing.Tail.HOLD)).at(t), 1e-15);
  }

  @Property(tries = 1000)
  void restartsHaveAsManyPeaksAsCycles(@ForAll("warmups") long w, @ForAll @IntRange(min = 2, max = 20) int length, @ForAll @IntRange(min = 1,
      max = 9) int cycles) {
    Schedule s = Transformers.cosineWithRestarts(w, w + (long) length * cycles, cycles);
    int peaks = 0;
    for (long t = w; t < w + (long) length * cycles; t++) {
      peaks += s.at(t) == 1 ? 1 : 0;
    }
    assertEquals(cycles, peaks);
    assertEquals(0, s.at(w + (long) length * cycles));
  }

  @Property(tries = 1000)
  void theInverseRootIsHalfAfterThreeTimescales(@ForAll("warmups") long w, @ForAll("rests") long timescale) {
    assertEquals(0.5, Transformers.inverseSqrt(w, timescale).at(w + 3 * timescale), 1e-16);
  }

  @Property(tries = 1000)
  void thePiecesOfWarmupStableDecayJoin(@ForAll("stable") WarmupStableDecay s, @ForAll("fractions") double b) {
    WarmupStableDecay one = s.cycles(0.5);
    assertEquals(b * s.minRatio(), one.at(0, b), 1e-15);
    assertEquals(b, one.at(s.warmupSteps(), b));
    assertEquals(b, one.at(s.warmupSteps() + s.stableSteps(), b), 1e-15);
    assertEquals(b * s.minRatio(), one.at(s.warmupSteps() + s.stableSteps() + s.decaySteps(), b));
  }

  @Provide
  Arbitrary<WarmupStableDecay> stable() {
    return Trees.stable(Trees.length());
  }
}
