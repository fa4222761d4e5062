package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

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
    assertEquals(truth.doubleValue(), c.momentum().at(t), 4e-16);
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
  void hyperbolicTangentsAgreeWithTheOracle(@ForAll("timm") TimmCycles c, @ForAll("bases") double b, @ForAll("fractions") double where,
      @ForAll @IntRange(min = -9, max = -1) int lb, @ForAll @IntRange(max = 6) int ub) {
    Schedule s = new TimmTanh(c, lb, ub);
    long t = Math.round(where * s.length().getAsLong() * 1.1);
    double truth = Truth.at(s, t, Exact.of(b)).doubleValue();
    assertEquals(truth, s.at(t, b), 1e-13 * truth);
  }

  @Provide
  Arbitrary<TimmCycles> timm() {
    return Trees.timm(Trees.length());
  }

  static void assertNear(Schedule s, long t, double b) {
    BigDecimal truth = Truth.at(s, t, Exact.of(b));
    double lr = s.at(t, b);
    boolean near = Exact.of(lr).subtract(truth).abs().compareTo(RESOLUTION) <= 0 || Oracle.ulps(lr, truth) <= 4;
    assertTrue(near, () -> lr + " for " + truth.doubleValue() + " at " + t);
  }
}
