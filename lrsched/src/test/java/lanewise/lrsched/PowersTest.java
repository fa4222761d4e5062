package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The last digits of powers and of curves over powers, at places spread evenly over their ranges; the same ones in every run. */
class PowersTest {
  private final SplittableRandom random = new SplittableRandom(5);

  @Test
  void peaksAreWithinHalfAUnitInTheLastPlaceAfterManyCyclesToo() {
    for (int i = 0; i < 600; i++) {
      double base = random.nextDouble(0.001, 10);
      long n = 3 + random.nextLong(i % 2 == 0 ? 30 : 1020);
      double gamma = n < 33 ? random.nextDouble(0.01, 3) : random.nextDouble(0.7, 1.5);
      assertNear(Exact.of(base).multiply(Exact.pow(gamma, n)), Powers.peak(base, gamma, n), 0.501);
      assertNear(Exact.of(base).multiply(Exact.pow(gamma, 2)), Powers.peak(base, gamma, 2), 0.501);
      long many = 1024 + random.nextLong((1L << 40) - 1024);
      double almostOne = StrictMath.exp(random.nextDouble(-500, 500) / many);
      assertNear(Exact.of(base).multiply(Exact.pow(almostOne, many)), Powers.peak(base, almostOne, many), 0.501);
    }
  }

  @Test
  void peaksOutsideTheRangeOfExactProductsAreThoseOfThePower() {
    double almostOne = Math.nextDown(1.0);
    assertEquals(3 * StrictMath.pow(almostOne, 1L << 40), Powers.peak(3, almostOne, 1L << 40), "too many cycles");
    assertEquals(3 * 0.3, Powers.peak(3, 0.3, 1));
    assertEquals(3, Powers.peak(3, 0.3, 0));
    assertEquals(0.7 * StrictMath.pow(0.3, 520), Powers.peak(0.7, 0.3, 520), "below 1e-250");
    assertEquals(1e200 * StrictMath.pow(0.3, 520), Powers.peak(1e200, 0.3, 520), "the power below 1e-250");
    assertEquals(0.7 * StrictMath.pow(3, 530), Powers.peak(0.7, 3, 530), "above 1e250");
    assertEquals(0, Powers.peak(0, 3, 5));
  }

  @Test
  void whatIsMissingOfAFractionsPowerIsNearInBothHalves() {
    for (int i = 0; i < 600; i++) {
      long whole = 2 + random.nextLong(i % 3 == 0 ? 1L << 50 : 1000);
      long part = 1 + random.nextLong(whole - 1);
      double power = i % 2 == 0 ? random.nextDouble(0.05, 1) : random.nextDouble(1, 20);
      BigDecimal truth = BigDecimal.ONE.subtract(Exact.pow(Exact.quotient(part, whole), Exact.of(power)));
      assertNear(truth, Powers.missing(part, whole - part, power), 1.6);
    }
    assertEquals(0.25, Powers.missing(3, 1, 1));
  }

  @Test
  void thePowerOfAFractionHasTheRoundingOfTheQuotientTakenOut() {
    for (int i = 0; i < 600; i++) {
      long whole = 2 + random.nextLong(1000);
      long part = 1 + random.nextLong(whole - 1);
      double power = random.nextDouble(0.05, 20);
      assertNear(Exact.pow(Exact.quotient(part, whole), Exact.of(power)), Powers.ofFraction(part, whole, power), 1.1);
      double gamma = random.nextDouble(0.01, 3);
      assertNear(Exact.pow(Exact.of(gamma), Exact.quotient(part, whole)), Powers.times(1, gamma, part, whole), 1.1);
    }
  }

  @Test
  void curvesOverPowersAreNearFromEitherEndAndForEveryPower() {
    for (int i = 0; i < 1500; i++) {
      long whole = 2 + random.nextLong(i % 3 == 0 ? 1L << 45 : 300);
      long done = 1 + random.nextLong(whole - 1);
      double k = Math.pow(10, random.nextDouble(-2, 1.5));
      assertCurve(1, 0, done, whole, k);
      assertCurve(0, 1, done, whole, k);
    }
  }

  @Test
  void curvesOverPowersAreNearAroundThePlacesWhereTheirSeriesChange() {
    for (long done : new long[] {70_710, 70_711, 35_355, 35_356, 50_000, 99_999, 1, 2, 25_000}) {
      for (double k : new double[] {0.999, 1.001, 0.5, 2, 3, 0.25, 64.5, 1e-6, 1999, 2000.5, 2151}) {
        assertCurve(1, 0, done, 100_000, k);
        assertCurve(0, 1, done, 100_000, k);
      }
    }
  }

  @Test
  void curvesOverPowersEndExactlyAndExtremePowersStayAtTheEnds() {
    assertEquals(0.25, KDecay.between(0.75, 0.25, 9, 0, 3));
    assertEquals(0.75, KDecay.between(0.75, 0.25, 1, 1, 1e300));
    assertEquals(0.25, KDecay.between(0.75, 0.25, 1, 1, 1e-300));
  }

  private static void assertCurve(double first, double last, long done, long whole, double k) {
    BigDecimal share = Exact.halfWave(Exact.pow(Exact.quotient(done, whole), Exact.of(k)));
    BigDecimal truth = first > last ? share : BigDecimal.ONE.subtract(share);
    double value = KDecay.between(first, last, done, whole - done, k);
    if (truth.compareTo(new BigDecimal("1e-40")) < 0) {
      assertEquals(truth.doubleValue(), value, 1e-40);
    } else {
      assertNear(truth, value, 2.1);
    }
  }

  private static void assertNear(BigDecimal truth, double value, double ulps) {
    assertTrue(Oracle.ulps(value, truth) <= ulps, () -> value + " for " + truth.doubleValue() + ", ulps " + Oracle.ulps(value, truth));
  }
}
