package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import lanewise.lrsched.CosineAnnealing.Tail;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class CosineAnnealingLawsTest {
  @Provide
  Arbitrary<Double> fractions() {
    return Rates.fraction();
  }

  @Provide
  Arbitrary<CosineAnnealing> schedules() {
    return Rates.cosine();
  }

  @Provide
  Arbitrary<Double> bases() {
    return Rates.base();
  }

  @Provide
  Arbitrary<Long> steps() {
    return Rates.step();
  }

  @Provide
  Arbitrary<Double> ratios() {
    return Rates.between(1.1, 1000);
  }

  @Provide
  Arbitrary<Long> lengths() {
    return Rates.between(0, 12).map(e -> (long) Math.pow(10, e));
  }

  @Property(tries = 1000)
  void itStaysBetweenBaseAndEtaMin(@ForAll("schedules") CosineAnnealing s, @ForAll("bases") double b, @ForAll("steps") long t) {
    double lr = s.at(t, b);
    assertTrue(lr >= Math.min(b, s.etaMin()) && lr <= Math.max(b, s.etaMin()), () -> "lr = " + lr);
  }

  @Property(tries = 1000)
  void itIsExactAtTheKnots(@ForAll("schedules") CosineAnnealing s, @ForAll("bases") double b, @ForAll @IntRange(max = 50) int period) {
    long t = s.tMax() * 2 * period;
    assertEquals(s.tail() == Tail.HOLD && t > 0 ? s.etaMin() : b, s.at(t, b));
    assertEquals(s.etaMin(), s.at(t + s.tMax(), b));
  }

  @Property(tries = 1000)
  void itIsSymmetricAroundTheMiddle(@ForAll("schedules") CosineAnnealing s, @ForAll("bases") double b, @ForAll("fractions") double where) {
    long k = Math.round(where * s.tMax());
    assertEquals(b + s.etaMin(), s.at(s.tMax() - k, b) + s.at(k, b), 2e-15 * (b + s.etaMin()));
  }

  @Property(tries = 1000)
  void theSameBitsComeBackAfterTwoTMaxAndMirrored(@ForAll("schedules") CosineAnnealing s, @ForAll("bases") double b, @ForAll("steps") long t) {
    CosineAnnealing periodic = s.tail(Tail.PERIODIC);
    assertEquals(periodic.at(t, b), periodic.at(t + 2 * s.tMax(), b));
    long k = t % (2 * s.tMax());
    assertEquals(periodic.at(k, b), periodic.at(2 * s.tMax() - k, b));
  }

  @Property(tries = 1000)
  void aStepIsNeverLongerThanTheSineSays(@ForAll("schedules") CosineAnnealing s, @ForAll("bases") double b, @ForAll("steps") long t) {
    double bound = Math.abs(b - s.etaMin()) * Math.sin(Math.PI / (2 * s.tMax()));
    double change = Math.abs(s.at(t + 1, b) - s.at(t, b));
    assertTrue(change <= bound * (1 + 1e-12) + 1e-15 * Math.max(b, s.etaMin()), () -> change + " > " + bound);
  }

  @Property(tries = 1000)
  void itFallsStrictlyWithinTMaxWhereTheBaseIsAboveEtaMin(@ForAll("schedules") CosineAnnealing s, @ForAll("ratios") double ratio,
      @ForAll("fractions") double where) {
    long t = (long) (where * (s.tMax() - 1));
    double b = Math.max(s.etaMin(), 1e-6) * ratio;
    assertTrue(s.at(t, b) > s.at(t + 1, b));
  }

  @Property(tries = 1000)
  void holdIsConstantFromTMaxOnAndTheSameBefore(@ForAll("schedules") CosineAnnealing s, @ForAll("bases") double b, @ForAll("steps") long t) {
    CosineAnnealing hold = s.tail(Tail.HOLD);
    assertEquals(t < s.tMax() ? s.tail(Tail.PERIODIC).at(t, b) : s.etaMin(), hold.at(t, b));
  }

  @Property(tries = 1000)
  void withEtaMinZeroItIsHomogeneousInTheBase(@ForAll("schedules") CosineAnnealing s, @ForAll("bases") double b, @ForAll("steps") long t,
      @ForAll @IntRange(min = -20, max = 20) int exponent, @ForAll("ratios") double c) {
    CosineAnnealing factor = s.etaMin(0);
    assertEquals(Math.scalb(factor.at(t, b), exponent), factor.at(t, Math.scalb(b, exponent)));
    assertEquals(c * factor.at(t, b), factor.at(t, c * b), 1e-15 * c * b);
  }

  @Property(tries = 1000)
  void refiningTheTimeChangesNoBit(@ForAll("schedules") CosineAnnealing s, @ForAll("bases") double b, @ForAll("steps") long t) {
    assertEquals(s.at(t, b), new CosineAnnealing(2 * s.tMax(), s.etaMin(), s.tail()).at(2 * t, b));
  }

  @Property(tries = 1000)
  void itIsWithinFourUnitsInTheLastPlaceOfTheClosedFormAtAnyLength(@ForAll("lengths") long tMax,
      @ForAll("fractions") double where, @ForAll("bases") double eta, @ForAll("bases") double b) {
    long t = Math.round(where * tMax);
    BigDecimal truth = Oracle.cosineAnnealing(tMax, eta, Tail.PERIODIC, t, b);
    double lr = CosineAnnealing.of(tMax).etaMin(eta).at(t, b);
    assertTrue(truth.signum() == 0 ? lr == 0 : Oracle.ulps(lr, truth) <= 4, () -> lr + " for " + truth);
  }

  @Property(tries = 1000)
  void itAgreesWithTheRecursionOfTheCosine(@ForAll("schedules") CosineAnnealing s, @ForAll("bases") double b) {
    CosineAnnealing periodic = s.tail(Tail.PERIODIC);
    BigDecimal two = BigDecimal.valueOf(2);
    BigDecimal step = Oracle.cosPi(BigDecimal.ONE.divide(BigDecimal.valueOf(s.tMax()), Oracle.DIGITS));
    BigDecimal before = step;
    BigDecimal cos = BigDecimal.ONE;
    BigDecimal half = Oracle.exact(b).subtract(Oracle.exact(s.etaMin())).divide(two);
    for (long t = 0; t <= 2 * s.tMax() + 3; t++) {
      double expected = Oracle.exact(s.etaMin()).add(half.multiply(BigDecimal.ONE.add(cos))).doubleValue();
      assertEquals(expected, periodic.at(t, b), 1e-12 * expected + 1e-30, "t = " + t);
      BigDecimal next = two.multiply(step).multiply(cos).subtract(before).round(Oracle.DIGITS);
      before = cos;
      cos = next;
    }
  }
}
