package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import lanewise.lrsched.CosineAnnealing.Tail;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AccuracyLawsTest {
  /** What 60 digits leave of numbers up to 10^4. */
  private static final BigDecimal RESOLUTION = new BigDecimal("1e-55");

  @Provide
  Arbitrary<Schedule> closedForms() {
    return Trees.closedForm(Trees.anyLength());
  }

  @Provide
  Arbitrary<Schedule> trees() {
    return Trees.tree(3);
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
  Arbitrary<Long> steps() {
    return Rates.step();
  }

  @Property(tries = 4000)
  void everyClosedFormIsWithinFourUnitsInTheLastPlaceUpToStepTenToTheTwelve(@ForAll("closedForms") Schedule s, @ForAll("bases") double b,
      @ForAll("fractions") double where) {
    long end = s.length().orElse(400) + 3;
    assertNear(s, Math.round(where * end), b);
    assertNear(s, Math.round(where * 1e12), b);
  }

  @Property(tries = 1000)
  void momentumIsWithinTwoUnitsOfTheCycleInManyDigits(@ForAll("cyclic") Cyclic c, @ForAll("fractions") double where) {
    long t = Math.round(where * 3 * (c.stepSizeUp() + c.stepSizeDown()));
    BigDecimal truth = Truth.cyclic(c, t, c.maxMomentum(), c.baseMomentum());
    double momentum = c.momentum().at(t);
    assertTrue(Oracle.ulps(momentum, truth) <= 2, () -> momentum + " for " + truth.doubleValue() + " at " + t);
  }

  @Property(tries = 2000)
  void oneCyclesAreWithinFourUnitsInTheLastPlaceUpToStepTenToTheTwelve(@ForAll("oneCycles") OneCycle c, @ForAll("fractions") double where) {
    long rise = Math.round(c.pctStart() * c.totalSteps());
    for (long t : new long[] {Math.round(where * c.totalSteps()), Math.round(where * rise), c.totalSteps() - 2, rise, 2 * rise - 2}) {
      if (t >= 0 && t <= c.totalSteps()) {
        assertNear(c, t, 1);
      }
    }
  }

  /** The phase begins between two steps, and the first digit of its length behind the point is rounded off. */
  @Example
  void theFallOfOneCyclesIsWithinThreeUnitsWhereTheRiseEndsBetweenTwoSteps() {
    assertWithinThree(OneCycle.of(1.0000000063071204E-6, 21).pctStart(0.06568366788298186).divFactor(185.87660766090386)
        .finalDivFactor(3861.691115103263), 19);
    assertWithinThree(OneCycle.of(3.213532313924291E-5, 21).pctStart(0.06568366788298186).divFactor(185.87660766090613)
        .finalDivFactor(3861.691115103263), 19);
  }

  /** Evenly over the way, steep and shallow ways, up and down: the bound that {@link Annealing} derives. */
  @Property(tries = 4000)
  void halfACosineIsWithinThreeUnitsInTheLastPlace(@ForAll("lengths") long tMax, @ForAll("bases") double etaMin, @ForAll("bases") double b,
      @ForAll("fractions") double where) {
    CosineAnnealing s = new CosineAnnealing(tMax, etaMin, Tail.HOLD);
    long t = Math.round(where * tMax);
    BigDecimal truth = Truth.at(s, t, Exact.of(b));
    double lr = s.at(t, b);
    assertTrue(Exact.of(lr).subtract(truth).abs().compareTo(RESOLUTION) <= 0 || Oracle.ulps(lr, truth) <= 3, () -> lr + " for " + truth);
  }

  private static void assertWithinThree(OneCycle c, long t) {
    double ulps = Oracle.ulps(c.at(t), Truth.at(c, t, BigDecimal.ONE));
    assertTrue(ulps <= 3, () -> ulps + " units at " + t);
  }

  @Property(tries = 2000)
  void cosineWavesAreWithinFourUnitsAlsoWhereAWaveEndsBesideAStep(@ForAll("lengths") long steps, @ForAll("cycles") double cycles,
      @ForAll("fractions") double minRatio, @ForAll("fractions") double where, @ForAll("bases") double b) {
    Schedule s = CosineWave.of(steps).cycles(cycles).minRatio(minRatio);
    double half = steps / (2 * cycles);
    assertNear(s, Math.round(Math.rint(where * 1e12 / half) * half), b);
  }

  @Provide
  Arbitrary<Cyclic> cyclic() {
    return Trees.cyclic(Trees.anyLength());
  }

  @Property(tries = 2000)
  void compositionsToDepthThreeAgreeWithTheOracle(@ForAll("trees") Schedule s, @ForAll("bases") double b, @ForAll("steps") long t) {
    double truth = Truth.at(s, t, Exact.of(b)).doubleValue();
    assertEquals(truth, s.at(t, b), 1e-12 * truth + 1e-55);
  }

  @Property(tries = 1000)
  void hyperbolicTangentsAreWithinFourUnitsInTheLastPlace(@ForAll("timm") TimmCycles c, @ForAll("bases") double b, @ForAll("fractions") double where,
      @ForAll("low") double lb, @ForAll("high") double ub) {
    Schedule s = new TimmTanh(c, lb, ub);
    assertNear(s, Math.round(where * s.length().getAsLong() * 1.1), b);
  }

  @Provide
  Arbitrary<TimmCycles> timm() {
    return Trees.timm(Trees.length());
  }

  @Provide
  Arbitrary<Double> low() {
    return Rates.between(-9, -1);
  }

  @Provide
  Arbitrary<Double> high() {
    return Rates.between(0, 6);
  }

  @Provide
  Arbitrary<Long> lengths() {
    return Trees.anyLength();
  }

  @Provide
  Arbitrary<Double> cycles() {
    return Arbitraries.oneOf(Rates.between(0.1, 5), Arbitraries.of(0.1, 0.3, 0.5, 0.7, 1.1, 3.7));
  }

  @Provide
  Arbitrary<OneCycle> oneCycles() {
    return Combinators.combine(Rates.oneCycle(), Trees.anyLength()).as((c, total) ->
        new OneCycle(c.maxLr(), total, c.pctStart(), c.annealStrategy(), c.divFactor(), c.finalDivFactor(),
            c.threePhase() && 2 * c.pctStart() * total - 2 < total - 1, c.baseMomentum(), c.maxMomentum(), false));
  }

  static void assertNear(Schedule s, long t, double b) {
    assertNear(Truth.at(s, t, Exact.of(b)), s.at(t, b), "at " + t);
  }

  /** Within 4 units in the last place. */
  static void assertNear(BigDecimal truth, double lr, String where) {
    boolean near = Exact.of(lr).subtract(truth).abs().compareTo(RESOLUTION) <= 0 || Oracle.ulps(lr, truth) <= 4;
    assertTrue(near, () -> lr + " for " + truth.doubleValue() + " " + where);
  }
}
