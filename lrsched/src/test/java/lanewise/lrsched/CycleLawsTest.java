package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Warm restarts, warm-up restarts, the zigzag and the way to the averaging rate. */
class CycleLawsTest {
  @Provide
  Arbitrary<CosineAnnealingWarmRestarts> restarts() {
    return Combinators.combine(Trees.length(), Arbitraries.integers().between(1, 10),
        Rates.base()).as(CosineAnnealingWarmRestarts::new).withoutEdgeCases();
  }

  @Provide
  Arbitrary<CosineAnnealingWarmUpRestarts> warmUpRestarts() {
    return Trees.warmUpRestarts(Trees.length());
  }

  @Provide
  Arbitrary<Cyclic> cyclic() {
    return Trees.cyclic(Trees.length()).map(c -> new Cyclic(c.baseLr(), c.maxLr() + 0.1, c.stepSizeUp(), c.stepSizeDown(), c.mode(), c.gamma(),
        Optional.empty(), 0.8, 0.9));
  }

  @Provide
  Arbitrary<Double> bases() {
    return Rates.base();
  }

  @Provide
  Arbitrary<Double> fractions() {
    return Rates.fraction();
  }

  @Provide
  Arbitrary<Long> lengths() {
    return Trees.length();
  }

  @Provide
  Arbitrary<Long> steps() {
    return Rates.step();
  }

  private static long start(CosineAnnealingWarmRestarts s, int cycle) {
    long start = 0;
    long length = s.t0();
    for (int c = 0; c < cycle; c++) {
      start += length;
      length *= s.tMult();
    }
    return start;
  }

  @Property(tries = 1000)
  void everyRestartHasTheBaseRateExactlyAndTheStepBeforeTheLowestRateOfItsCycle(@ForAll("restarts") CosineAnnealingWarmRestarts s,
      @ForAll("bases") double b,
      @ForAll @IntRange(max = 12) int cycle) {
    long start = start(s, cycle);
    long length = start(s, cycle + 1) - start;
    assertEquals(b, s.at(start, b));
    assertEquals(b, s.at((double) start, b));
    double lowest = s.etaMin() + (b - s.etaMin()) * (1 - Math.cos(Math.PI / length)) / 2;
    assertEquals(lowest, s.at(start + length - 1, b), 1e-12 * lowest + 1e-15 * (b + s.etaMin()));
  }

  @Property(tries = 1000)
  void withinACycleTheRateFallsFromTheBaseTowardsEtaMin(@ForAll("restarts") CosineAnnealingWarmRestarts s, @ForAll("bases") double b,
      @ForAll @IntRange(max = 5) int cycle, @ForAll("fractions") double where) {
    long start = start(s, cycle);
    long length = start(s, cycle + 1) - start;
    long t = start + (long) (where * Math.max(0, length - 2));
    if (t + 1 < start + length) {
      assertTrue((s.at(t, b) - s.at(t + 1, b)) * Math.signum(b - s.etaMin()) >= 0);
    }
  }

  @Property(tries = 1000)
  void equalCyclesArePeriodic(@ForAll("restarts") CosineAnnealingWarmRestarts s, @ForAll("bases") double b, @ForAll("steps") long t) {
    CosineAnnealingWarmRestarts equal = s.tMult(1);
    assertEquals(equal.at(t, b), equal.at(t + s.t0(), b));
    assertEquals(new CosineAnnealing(s.t0(), s.etaMin(), CosineAnnealing.Tail.HOLD).lasting(s.t0()).repeat().at(t, b), equal.at(t, b));
  }

  @Property(tries = 1000)
  void theFirstCycleIsCosineAnnealing(@ForAll("restarts") CosineAnnealingWarmRestarts s, @ForAll("bases") double b,
      @ForAll("fractions") double where) {
    long t = (long) (where * (s.t0() - 1));
    assertEquals(CosineAnnealing.of(s.t0()).etaMin(s.etaMin()).at(t, b), s.at(t, b));
  }

  @Property(tries = 1000)
  void realStepsAgreeWithWholeOnesAndAreContinuousWithinACycle(@ForAll("restarts") CosineAnnealingWarmRestarts s, @ForAll("bases") double b,
      @ForAll("steps") long t, @ForAll("fractions") double part) {
    assertEquals(s.at(t, b), s.at((double) t, b));
    AccuracyLawsTest.assertNear(Truth.restarts(s, Exact.of(t + part), Exact.of(b)), s.at(t + part, b), "at " + (t + part));
    double low = Math.min(b, s.etaMin());
    double high = Math.max(b, s.etaMin());
    assertTrue(s.at(t + part, b) >= low && s.at(t + part, b) <= high);
  }

  /** The distance to the end of a cycle is rounded there; the length of the cycle is not. */
  @Example
  void realStepsInTheFirstHalfOfACycleDoNotDependOnTheRoundedRest() {
    CosineAnnealingWarmRestarts s = new CosineAnnealingWarmRestarts(628, 8, 0.05032299305122195);
    double t = 1451.6352498064784;
    double b = 1.9141721179783802E-4;
    AccuracyLawsTest.assertNear(Truth.restarts(s, Exact.of(t), Exact.of(b)), s.at(t, b), "at " + t);
  }

  /** Differences, peaks and products that are rounded one by one make more than 4 units there. */
  @Example
  void realStepsFromPeaksThatAreNoDoublesAreNear() {
    assertNear(new CosineAnnealingWarmUpRestarts(127, 4, 5.5804444876577906, 61, 0.9928787106843976), 1000000.5786045316, 0.11691330577273683);
    assertNear(new CosineAnnealingWarmUpRestarts(155, 4, 1.6839125768439037E-4, 138, 0.9), 1000000.9656344443, 1.0830955087891078E-6);
    assertNear(new CosineAnnealingWarmUpRestarts(179, 2, 6.161275076254064E-4, 54, 1.0), 322.9267473435423, 6.8617034550729334);
  }

  private static void assertNear(CosineAnnealingWarmUpRestarts s, double t, double b) {
    double ulps = Oracle.ulps(s.at(t, b), Truth.warmUpRestarts(s, Exact.of(t), Exact.of(b)));
    assertTrue(ulps <= 3, () -> ulps + " units at " + t);
  }

  @Property(tries = 1000)
  void restartsOfThreefoldCyclesAreNotMissedWhereTheLogarithmRoundsDown(@ForAll @IntRange(min = 1, max = 10_000) int k, @ForAll("bases") double b) {
    CosineAnnealingWarmRestarts s = CosineAnnealingWarmRestarts.of(k).tMult(3);
    for (long t : new long[] {k, 4L * k, 13L * k, 40L * k, 121L * k, 364L * k, 1093L * k}) {
      assertEquals(b, s.at(t, b));
      assertEquals(b, s.at((double) t, b));
    }
  }

  @Property(tries = 1000)
  void warmUpCyclesBeginAtTheBaseAndPeakAfterTheRise(@ForAll("warmUpRestarts") CosineAnnealingWarmUpRestarts s, @ForAll("bases") double b,
      @ForAll @IntRange(max = 8) int cycle) {
    long start = 0;
    long fall = s.t0() - s.tUp();
    for (int c = 0; c < cycle; c++) {
      start += fall + s.tUp();
      fall *= s.tMult();
    }
    double power = Math.pow(s.tMult(), cycle);
    double closed = s.tMult() == 1 ? (double) cycle * s.t0() : (s.t0() - s.tUp()) * (power - 1) / (s.tMult() - 1) + cycle * s.tUp();
    assertEquals(closed, start);
    double peak = s.etaMax() * Math.pow(s.gamma(), cycle);
    if (s.tUp() > 0) {
      assertEquals(b, s.at(start, b));
      assertEquals(b, s.at((double) start, b));
    }
    assertEquals(peak, s.at(start + s.tUp(), b), 1e-14 * peak);
    assertEquals(s.at(start + s.tUp(), b), s.at((double) (start + s.tUp()), b));
  }

  @Property(tries = 1000)
  void warmUpCyclesStayBetweenBaseAndPeakAndRealStepsAgree(@ForAll("warmUpRestarts") CosineAnnealingWarmUpRestarts s, @ForAll("bases") double b,
      @ForAll("steps") long t, @ForAll("fractions") double part) {
    double lr = s.at(t, b);
    double peak = s.etaMax() * Math.pow(s.gamma(), cycleOf(s, t));
    assertTrue(lr >= Math.min(b, peak) * (1 - 1e-12) && lr <= Math.max(b, peak) * (1 + 1e-12));
    assertEquals(lr, s.at((double) t, b));
    AccuracyLawsTest.assertNear(Truth.warmUpRestarts(s, Exact.of(t + part), Exact.of(b)), s.at(t + part, b), "at " + (t + part));
  }

  private static int cycleOf(CosineAnnealingWarmUpRestarts s, long t) {
    int cycle = 0;
    long fall = s.t0() - s.tUp();
    for (long left = t; left >= fall + s.tUp(); cycle++) {
      left -= fall + s.tUp();
      fall *= s.tMult();
    }
    return cycle;
  }

  @Property(tries = 1000)
  void aHairBesideThePeakIsAlmostThePeak(@ForAll("warmUpRestarts") CosineAnnealingWarmUpRestarts s, @ForAll("bases") double b) {
    double peak = s.at(s.tUp(), b);
    double slope = s.tUp() == 0 ? 0 : Math.abs(peak - b) / s.tUp();
    assertEquals(peak, s.at(s.tUp() == 0 ? 0 : s.tUp() - 1e-6, b), 1e-5 * slope + 1e-12 * (peak + b));
    assertEquals(peak, s.at(s.tUp() + 1e-6, b), 1e-9 * (peak + b));
  }

  @Property(tries = 1000)
  void warmUpCyclesWithoutRiseAndWithEqualPeaksAreWarmRestartsUpsideDown(@ForAll("restarts") CosineAnnealingWarmRestarts s,
      @ForAll("bases") double peak,
      @ForAll("steps") long t) {
    var up = new CosineAnnealingWarmUpRestarts(s.t0(), s.tMult(), peak, 0, 1);
    assertEquals(s.at(t, peak), up.at(t, s.etaMin()));
  }

  @Property(tries = 1000)
  void trianglesHaveTheirPeriodTheirPeaksAndTheirBounds(@ForAll("cyclic") Cyclic cyclic, @ForAll("steps") long t,
      @ForAll @IntRange(max = 1000) int k) {
    Cyclic c = cyclic.mode(Cyclic.Mode.TRIANGULAR);
    long period = c.stepSizeUp() + c.stepSizeDown();
    assertEquals(c.at(t), c.at(t + period));
    assertEquals(c.baseLr(), c.at(k * period));
    assertEquals(c.maxLr(), c.at(k * period + c.stepSizeUp()));
    assertEquals(c.maxMomentum(), c.momentum().at(k * period));
    assertEquals(c.baseMomentum(), c.momentum().at(k * period + c.stepSizeUp()));
    assertTrue(c.at(t) >= c.baseLr() && c.at(t) <= c.maxLr());
  }

  @Property(tries = 1000)
  void momentumMirrorsTheRate(@ForAll("cyclic") Cyclic c, @ForAll("steps") long t) {
    double rate = (c.at(t) - c.baseLr()) / (c.maxLr() - c.baseLr());
    double momentum = (c.maxMomentum() - c.momentum().at(t)) / (c.maxMomentum() - c.baseMomentum());
    assertEquals(rate, momentum, 1e-13 * (1 + c.maxLr() / (c.maxLr() - c.baseLr())));
  }

  @Property(tries = 1000)
  void triangular2HalvesTheHeightAfterEveryCycle(@ForAll("cyclic") Cyclic cyclic, @ForAll("steps") long t) {
    Cyclic c = cyclic.mode(Cyclic.Mode.TRIANGULAR2);
    double now = c.at(t) - c.baseLr();
    double next = c.at(t + c.stepSizeUp() + c.stepSizeDown()) - c.baseLr();
    assertEquals(now / 2, next, 1e-15 * c.maxLr());
    assertEquals(c.baseLr(), c.at(Long.MAX_VALUE / 2));
  }

  @Property(tries = 1000)
  void expRangeIsTheTriangleTimesThePowerAndNeverAboveIt(@ForAll("cyclic") Cyclic cyclic, @ForAll("steps") long t) {
    Cyclic c = cyclic.mode(Cyclic.Mode.EXP_RANGE);
    double triangle = cyclic.mode(Cyclic.Mode.TRIANGULAR).at(t);
    assertTrue(c.at(t) <= triangle * (1 + 1e-15));
    assertEquals((triangle - c.baseLr()) * Math.pow(c.gamma(), t), c.at(t) - c.baseLr(), 1e-14 * c.maxLr());
  }

  @Property(tries = 1000)
  void equalWaysUpAndDownAreSymmetric(@ForAll("cyclic") Cyclic cyclic, @ForAll("fractions") double where) {
    Cyclic c = cyclic.mode(Cyclic.Mode.TRIANGULAR).stepSize(cyclic.stepSizeUp(), cyclic.stepSizeUp());
    long k = Math.round(where * c.stepSizeUp());
    assertEquals(c.at(c.stepSizeUp() - k), c.at(c.stepSizeUp() + k));
  }

  @Property(tries = 1000)
  void aScaleFunctionOfOneIsTheTriangleAndOneOfTheCycleHoldsForTheCycle(@ForAll("cyclic") Cyclic c, @ForAll("steps") long t) {
    Cyclic one = c.scaleFn(new Cyclic.ScaleFn("one", x -> 1, Cyclic.ScaleMode.ITERATIONS));
    assertEquals(c.mode(Cyclic.Mode.TRIANGULAR).at(t), one.at(t));
    Cyclic halves = c.scaleFn(new Cyclic.ScaleFn("halves", n -> Math.pow(0.5, n - 1), Cyclic.ScaleMode.CYCLE));
    assertEquals(c.mode(Cyclic.Mode.TRIANGULAR2).at(t), halves.at(t), 1e-15 * c.maxLr());
    Cyclic powers = c.scaleFn(new Cyclic.ScaleFn("powers", n -> StrictMath.pow(c.gamma(), n), Cyclic.ScaleMode.ITERATIONS));
    assertEquals(c.mode(Cyclic.Mode.EXP_RANGE).at(t), powers.at(t), 1e-14 * c.maxLr());
  }

  @Property(tries = 1000)
  void theWayToTheAveragingRateBeginsAtTheBaseIsMonotoneAndEndsThere(@ForAll("bases") double goal, @ForAll("lengths") long n, @ForAll Annealing shape,
      @ForAll("bases") double b, @ForAll("fractions") double where, @ForAll("steps") long after) {
    Swa s = new Swa(goal, n, shape);
    assertEquals(b, s.at(0, b));
    assertEquals(goal, s.at(n + after, b));
    long t = (long) (where * (n - 1));
    assertTrue((s.at(t + 1, b) - s.at(t, b)) * Math.signum(goal - b) >= -1e-16 * (b + goal));
    assertEquals(goal, new Swa(goal, 0, shape).at(0, b));
  }
}
