package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class KDecayLawsTest {
  @Provide
  Arbitrary<Double> rates() {
    return Rates.base();
  }

  @Provide
  Arbitrary<Double> fractions() {
    return Rates.fraction();
  }

  @Provide
  Arbitrary<Double> exponents() {
    return Rates.between(-2, 1.5).map(e -> Math.pow(10, e));
  }

  @Provide
  Arbitrary<Long> lengths() {
    return Trees.anyLength();
  }

  @Property(tries = 4000)
  void theCurveIsWithinFourUnitsInTheLastPlaceForEveryPower(@ForAll("rates") double first, @ForAll("rates") double last,
      @ForAll("lengths") long whole, @ForAll("fractions") double where, @ForAll("exponents") double k) {
    long done = Math.max(1, Math.round(where * whole));
    BigDecimal power = Exact.pow(Exact.quotient(done, whole), Exact.of(k));
    BigDecimal truth = Exact.of(last).add(Exact.of(first).subtract(Exact.of(last)).multiply(Exact.halfWave(power), Exact.DIGITS));
    double value = KDecay.between(first, last, done, whole - done, k);
    boolean near = Exact.of(value).subtract(truth).abs().compareTo(new BigDecimal("1e-50")) <= 0 || Oracle.ulps(value, truth) <= 4;
    assertTrue(near, () -> value + " for " + truth.doubleValue());
  }

  @Property(tries = 1000)
  void thePeakOfACycleIsWithinAUnitInTheLastPlace(@ForAll("rates") double first, @ForAll("exponents") double ratio,
      @ForAll("fractions") double where) {
    long cycle = Math.round(where * 40);
    BigDecimal truth = Exact.of(first).multiply(Exact.pow(ratio, cycle));
    double value = Powers.peak(first, ratio, cycle);
    assertTrue(truth.signum() == 0 ? value == 0 : Oracle.ulps(value, truth) <= (cycle < 3 ? 2 : 0.51), () -> value + " for " + truth.doubleValue());
  }

  @Test
  void theEndsAreExactAndExtremePowersStayOnThem() {
    assertEquals(0.25, KDecay.between(0.75, 0.25, 9, 0, 3));
    for (double k : new double[] {1e3, 1e15, 1e300, Double.MAX_VALUE}) {
      assertEquals(0.75, KDecay.between(0.75, 0.25, 1, 1, k));
      assertEquals(0.75, KDecay.between(0.75, 0.25, 1, 1L << 52, k));
    }
    for (double k : new double[] {1e-17, 1e-300, Double.MIN_VALUE}) {
      assertEquals(0.25, KDecay.between(0.75, 0.25, 1, 1, k));
    }
  }

  @Test
  void aPeakBeyondTheRangeOfTheProductsIsThatOfThePower() {
    assertEquals(Double.POSITIVE_INFINITY, Powers.peak(1, 1e200, 3));
    assertEquals(0, Powers.peak(1, 1e-200, 3));
    assertEquals(1e-300, Powers.peak(1, 1e-100, 3), 1e-314);
    assertEquals(1, Powers.peak(1, 1, 5));
    assertEquals(0, Powers.peak(0, 1e200, 5));
    assertEquals(0.5, Powers.peak(1, 0.5, 1));
    assertEquals(0x1p-1023, Powers.peak(1, 0.5, 1023));
    assertEquals(0x1p-1024, Powers.peak(1, 0.5, 1024));
  }
}
