package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Step, MultiStep, Exponential, Constant, Linear, Polynomial. */
class DecayLawsTest {
  @Provide
  Arbitrary<Double> gammas() {
    return Trees.gamma();
  }

  @Provide
  Arbitrary<Double> growing() {
    return Rates.between(1, 1.5);
  }

  @Provide
  Arbitrary<Double> fractions() {
    return Rates.fraction();
  }

  @Provide
  Arbitrary<Double> bases() {
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

  @Provide
  Arbitrary<Long> few() {
    return Arbitraries.longs().between(0, 400).withoutEdgeCases();
  }

  @Provide
  Arbitrary<List<Long>> milestones() {
    return Trees.milestones();
  }

  @Provide
  Arbitrary<Double> powers() {
    return Rates.between(0.2, 5);
  }

  private static void assertClose(double expected, double actual) {
    assertEquals(expected, actual, 1e-12 * Math.abs(expected) + 1e-300);
  }

  @Property(tries = 1000)
  void stepHoldsPowersOfGammaAndChangesAtMultiplesOfTheStepSizeOnly(@ForAll("lengths") long size, @ForAll("gammas") double gamma,
      @ForAll("bases") double b,
      @ForAll("few") long t) {
    Step s = new Step(size, gamma);
    assertClose(b * Math.pow(gamma, Math.floorDiv(t, size)), s.at(t, b));
    assertTrue(s.at(t + 1, b) <= s.at(t, b));
    if ((t + 1) % size != 0) {
      assertEquals(s.at(t, b), s.at(t + 1, b));
    } else if (b > 0 && gamma < 1 && s.at(t, b) > 1e-300) {
      assertTrue(s.at(t + 1, b) < s.at(t, b));
    }
  }

  @Property(tries = 1000)
  void stepIsMultiStepAtItsMultiples(@ForAll("lengths") long size, @ForAll("gammas") double gamma, @ForAll("bases") double b, @ForAll("few") long t) {
    List<Long> multiples = LongStream.rangeClosed(1, 400 / size).map(k -> k * size).boxed().toList();
    assertEquals(new MultiStep(multiples, gamma).at(t, b), new Step(size, gamma).at(t, b));
  }

  @Property(tries = 1000)
  void stepOfSizeOneExponentialMultiplicativeAndTheLambdaOfThePowerAreTheSame(@ForAll("gammas") double gamma, @ForAll("bases") double b,
      @ForAll("few") long t) {
    double exponential = new Exponential(gamma).at(t, b);
    assertEquals(exponential, new Step(1, gamma).at(t, b));
    assertClose(exponential, new LambdaSchedule("power", x -> StrictMath.pow(gamma, x)).at(t, b));
    assertClose(exponential, new Multiplicative("constant", x -> gamma).at(t, b));
  }

  @Property(tries = 1000)
  void theOrderOfMilestonesDoesNotMatter(@ForAll("milestones") List<Long> milestones, @ForAll Random random, @ForAll("gammas") double gamma) {
    List<Long> shuffled = new ArrayList<>(milestones);
    Collections.shuffle(shuffled, random);
    assertEquals(new MultiStep(milestones, gamma), new MultiStep(shuffled, gamma));
  }

  @Property(tries = 1000)
  void aMilestoneThereTwiceCountsTwice(@ForAll("lengths") long m, @ForAll("gammas") double gamma, @ForAll("bases") double b, @ForAll("few") long t) {
    assertClose(t < m ? b : b * gamma * gamma, new MultiStep(List.of(m, m), gamma).at(t, b));
  }

  @Property(tries = 1000)
  void milestonesOfTwoListsTogetherAreTheTwoChained(@ForAll("milestones") List<Long> one, @ForAll("milestones") List<Long> other,
      @ForAll("gammas") double gamma,
      @ForAll("bases") double b, @ForAll("steps") long t) {
    List<Long> both = new ArrayList<>(one);
    both.addAll(other);
    assertClose(new MultiStep(both, gamma).at(t, b), new MultiStep(one, gamma).times(new MultiStep(other, gamma)).at(t, b));
  }

  @Property(tries = 1000)
  void gammaOneChangesNothing(@ForAll("milestones") List<Long> milestones, @ForAll("lengths") long size, @ForAll("bases") double b,
      @ForAll("steps") long t) {
    assertEquals(b, new MultiStep(milestones, 1).at(t, b));
    assertEquals(b, new Step(size, 1).at(t, b));
    assertEquals(b, new Exponential(1).at(t, b));
    assertEquals(b, new ExponentialDecay(size, 1).at(t, b));
  }

  @Property(tries = 1000)
  void multiplyingByHandAtEveryEpochOfTheListIsMultiStep(@ForAll("milestones") List<Long> schedule, @ForAll("gammas") double gamma,
      @ForAll("bases") double b) {
    double lr = b;
    for (long epoch = 0; epoch <= 300; epoch++) {
      for (long m : schedule) {
        lr = m == epoch ? lr * gamma : lr;
      }
      assertClose(lr, new MultiStep(schedule, gamma).at(epoch, b));
    }
  }

  @Property(tries = 1000)
  void gammaAboveOneGrowsAndABaseOfZeroStaysZero(@ForAll("growing") double gamma, @ForAll("lengths") long size, @ForAll("few") long t,
      @ForAll("steps") long late) {
    assertTrue(new Exponential(gamma).at(t + 1, 1) >= new Exponential(gamma).at(t, 1));
    assertEquals(0, new Exponential(gamma).at(late, 0));
    assertEquals(0, new Step(size, gamma).at(late * 1000, 0));
    assertEquals(0, new ExponentialDecay(1, gamma).at(late * 1000, 0));
  }

  @Property(tries = 1000)
  void decayOverSoManyStepsMeetsTheStairsAtTheirEdges(@ForAll("lengths") long size, @ForAll("gammas") double gamma, @ForAll("bases") double b,
      @ForAll @IntRange(max = 30) int k) {
    assertClose(new Step(size, gamma).at(k * size, b), new ExponentialDecay(size, gamma).at(k * size, b));
    assertTrue(new ExponentialDecay(size, gamma).at(k * size + size / 2, b) <= new Step(size, gamma).at(k * size + size / 2, b) * (1 + 1e-14));
  }

  @Property(tries = 1000)
  void aProductKeepsWhatAPowerWouldWithoutDriftOrOverflow(@ForAll("gammas") double gamma, @ForAll("bases") double b,
      @ForAll @IntRange(max = 200) int n) {
    Multiplicative s = new Multiplicative("there and back", t -> t <= n ? 0x1p1000 : t <= 2 * n ? 0x1p-1000 : gamma);
    assertEquals(b, s.at(2 * n, b));
    assertEquals(b * gamma, s.at(2 * n + 1, b), 1e-15 * b);
  }

  @Property(tries = 1000)
  void constantIsTheFactorJoinedToOne(@ForAll("fractions") double f, @ForAll("lengths") long n, @ForAll("bases") double b, @ForAll("steps") long t) {
    Schedule s = new Constant(f, n);
    assertEquals(new Factor(f).lasting(n).then(new Factor(1)).at(t, b), s.at(t, b));
    assertEquals(b, s.at(n, b));
    assertEquals(b * f, s.at(n - 1, b));
  }

  @Property(tries = 1000)
  void linearBetweenEqualFactorsIsConstant(@ForAll("fractions") double f, @ForAll("lengths") long n, @ForAll("bases") double b,
      @ForAll("steps") long t) {
    assertEquals(f * b, new Linear(f, f, n).at(t, b));
  }

  @Property(tries = 1000)
  void linearIsExactAtItsEndsAndItsDifferencesAreEqual(@ForAll("fractions") double start, @ForAll("fractions") double end, @ForAll("lengths") long n,
      @ForAll("bases") double b, @ForAll("fractions") double where, @ForAll("steps") long after) {
    Linear s = new Linear(start, end, n);
    assertEquals(b * start, s.at(0, b));
    assertEquals(b * end, s.at(n + after, b));
    long t = (long) (where * (n - 1));
    assertEquals(b * (end - start) / n, s.at(t + 1, b) - s.at(t, b), 1e-14 * b);
    assertTrue((s.at(t + 1, b) - s.at(t, b)) * Math.signum(end - start) >= -1e-16 * b);
  }

  @Property(tries = 1000)
  void warmupConstantIsLinearFromZeroToOne(@ForAll("lengths") long n, @ForAll("bases") double b, @ForAll("steps") long t) {
    assertEquals(new Linear(0, 1, n).at(t, b), new WarmupConstant(n).at(t, b), 4e-16 * b);
    assertEquals(0, new WarmupConstant(n).at(0, b));
    assertEquals(b, new WarmupConstant(n).at(n, b));
  }

  @Property(tries = 1000)
  void polynomialOfPowerOneIsLinear(@ForAll("lengths") long n, @ForAll("bases") double b, @ForAll("steps") long t) {
    assertClose(new Linear(1, 0, n).at(t, b), Polynomial.of(n, 1).at(t, b));
  }

  @Property(tries = 1000)
  void polynomialFallsIsZeroFromItsEndOnAndBendsByItsPower(@ForAll("lengths") long n, @ForAll("powers") double p, @ForAll("bases") double b,
      @ForAll("fractions") double where, @ForAll("steps") long after) {
    Polynomial s = Polynomial.of(n, p);
    assertEquals(b, s.at(0, b));
    assertEquals(0, s.at(n + after, b));
    long t = (long) (where * (n - 1));
    assertTrue(b == 0 || s.at(t + 1, b) < s.at(t, b));
    if (n > 2 && t + 2 <= n) {
      double bend = s.at(t, b) - 2 * s.at(t + 1, b) + s.at(t + 2, b);
      assertTrue(p > 1 ? bend >= -1e-14 * b : bend <= 1e-14 * b, () -> "bend " + bend);
    }
  }

  @Property(tries = 1000)
  void polynomialStaysBetweenBaseAndEtaMin(@ForAll("lengths") long n, @ForAll("powers") double p, @ForAll("bases") double eta,
      @ForAll("bases") double b,
      @ForAll("steps") long t) {
    double lr = Polynomial.of(n, p).etaMin(eta).at(t, b);
    assertTrue(lr >= Math.min(b, eta) && lr <= Math.max(b, eta));
  }

  @Property(tries = 1000)
  void refiningTheTimeChangesNothingInLinearAndPolynomial(@ForAll("lengths") long n, @ForAll("powers") double p, @ForAll("fractions") double start,
      @ForAll("bases") double b, @ForAll("few") long t) {
    assertEquals(new Linear(start, 1, n).at(t, b), new Linear(start, 1, 2 * n).at(2 * t, b));
    assertEquals(Polynomial.of(n, p).at(t, b), Polynomial.of(2 * n, p).at(2 * t, b));
  }
}
