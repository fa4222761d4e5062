package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Compositions, to depth 3. */
class AlgebraLawsTest {
  private static final Schedule ONE = new Factor(1);

  @Provide
  Arbitrary<Schedule> trees() {
    return Trees.tree(3);
  }

  @Provide
  Arbitrary<Schedule> parts() {
    return Trees.tree(2);
  }

  @Provide
  Arbitrary<Schedule> factors() {
    return Trees.factorTree(3);
  }

  @Provide
  Arbitrary<Double> bases() {
    return Rates.base();
  }

  @Provide
  Arbitrary<Double> ratios() {
    return Rates.between(0.001, 1000);
  }

  @Provide
  Arbitrary<Double> fractions() {
    return Rates.fraction();
  }

  @Provide
  Arbitrary<Long> steps() {
    return Rates.step();
  }

  @Provide
  Arbitrary<Long> lengths() {
    return Trees.length();
  }

  @Provide
  Arbitrary<Cyclic> cycling() {
    return Trees.cyclic(Trees.length()).map(c -> c.scaleFn(null));
  }

  private static void assertClose(double expected, double actual) {
    assertEquals(expected, actual, 1e-12 * Math.abs(expected) + 1e-300);
  }

  @Property(tries = 1000)
  void allRatesAreFiniteAndNotNegativeAndDependOnTheArgumentsOnly(@ForAll("trees") Schedule s, @ForAll("bases") double b, @ForAll("steps") long t) {
    double lr = s.at(t, b);
    assertTrue(lr >= 0 && lr < Double.POSITIVE_INFINITY, () -> "lr = " + lr);
    s.at(t + 7, b);
    s.at(0, b + 1);
    assertEquals(lr, s.at(t, b));
  }

  @Property(tries = 1000)
  void factorSchedulesAreHomogeneousInTheBase(@ForAll("factors") Schedule s, @ForAll("bases") double b, @ForAll("steps") long t,
      @ForAll("ratios") double c,
      @ForAll @IntRange(min = -20, max = 20) int exponent) {
    assertClose(c * s.at(t, b), s.at(t, c * b));
    assertClose(Math.scalb(s.at(t, b), exponent), s.at(t, Math.scalb(b, exponent)));
    assertClose(b * s.at(t), s.at(t, b));
  }

  @Property(tries = 1000)
  void aSequenceOfOneAndAChainOfOneAreThatOne(@ForAll("trees") Schedule s, @ForAll("bases") double b, @ForAll("steps") long t) {
    assertEquals(s.at(t, b), new Sequential(List.of(s), List.of()).at(t, b));
    assertEquals(s.at(t, b), new Chained(List.of(s)).at(t, b));
  }

  @Property(tries = 1000)
  void everyPartOfASequenceStartsFromTheBaseAndActsInItsIntervalOnly(@ForAll("parts") Schedule one, @ForAll("parts") Schedule two,
      @ForAll("parts") Schedule three,
      @ForAll("lengths") long m, @ForAll("lengths") long n, @ForAll("bases") double b, @ForAll("steps") long t) {
    Schedule s = new Sequential(List.of(one, two, three), List.of(m, m + n));
    assertEquals(two.at(0, b), s.at(m, b));
    assertEquals(three.at(0, b), s.at(m + n, b));
    assertEquals(t < m ? one.at(t, b) : t < m + n ? two.at(t - m, b) : three.at(t - m - n, b), s.at(t, b));
    Schedule changed = new Sequential(List.of(one, ONE, three), List.of(m, m + n));
    if (t < m || t >= m + n) {
      assertEquals(changed.at(t, b), s.at(t, b));
    }
  }

  @Property(tries = 1000)
  void joiningIsAssociativeAndNestedSequencesAreFlatOnes(@ForAll("parts") Schedule one, @ForAll("parts") Schedule two,
      @ForAll("parts") Schedule three,
      @ForAll("lengths") long m, @ForAll("lengths") long n, @ForAll("bases") double b, @ForAll("steps") long t) {
    double flat = new Sequential(List.of(one, two, three), List.of(m, m + n)).at(t, b);
    assertEquals(flat, new Sequential(List.of(one, new Sequential(List.of(two, three), List.of(n))), List.of(m)).at(t, b));
    assertEquals(flat, new Sequential(List.of(new Sequential(List.of(one, two), List.of(m)), three), List.of(m + n)).at(t, b));
    assertEquals(flat, one.lasting(m).then(two.lasting(n)).then(three).at(t, b));
    assertEquals(flat, one.lasting(m).then(two.lasting(n).then(three)).at(t, b));
  }

  @Property(tries = 1000)
  void chainsOfFactorSchedulesAreProductsInAnyOrderAndGrouping(@ForAll("factors") Schedule one, @ForAll("factors") Schedule two,
      @ForAll("factors") Schedule three,
      @ForAll("bases") double b, @ForAll("steps") long t) {
    double product = b * one.at(t) * two.at(t) * three.at(t);
    assertClose(product, new Chained(List.of(one, two, three)).at(t, b));
    assertClose(product, three.times(one).times(two).at(t, b));
    assertClose(product, one.times(two.times(three)).at(t, b));
    assertEquals(one.at(t, b), one.times(ONE).at(t, b));
    assertEquals(one.at(t, b), ONE.times(one).at(t, b));
  }

  @Property(tries = 1000)
  void aChainHandsTheValueOnAsTheBase(@ForAll("parts") Schedule one, @ForAll("parts") Schedule two, @ForAll("bases") double b,
      @ForAll("steps") long t) {
    assertEquals(two.at(t, one.at(t, b)), one.times(two).at(t, b));
  }

  @Property(tries = 1000)
  void chainsOfSequencesAndSequencesOfChainsAreThePointwiseFormula(@ForAll("parts") Schedule one, @ForAll("parts") Schedule two,
      @ForAll("parts") Schedule three,
      @ForAll("lengths") long m, @ForAll("bases") double b, @ForAll("steps") long t) {
    Schedule sequence = new Sequential(List.of(one, two), List.of(m));
    assertEquals(three.at(t, t < m ? one.at(t, b) : two.at(t - m, b)), sequence.times(three).at(t, b));
    Schedule chained = new Sequential(List.of(one.times(two), three), List.of(m));
    assertEquals(t < m ? two.at(t, one.at(t, b)) : three.at(t - m, b), chained.at(t, b));
  }

  @Property(tries = 1000)
  void delayIsTheConstantJoinedToTheSchedule(@ForAll("trees") Schedule s, @ForAll("lengths") long m, @ForAll("bases") double b,
      @ForAll("steps") long t) {
    Schedule delayed = s.delay(m);
    assertEquals(new Sequential(List.of(ONE, s), List.of(m)).at(t, b), delayed.at(t, b));
    assertEquals(s.at(t, b), delayed.at(t + m, b));
    assertEquals(s.at(t, b), delayed.advance(m).at(t, b));
    assertEquals(s.at(t, b), s.delay(0).at(t, b));
  }

  @Property(tries = 1000)
  void aRepeatedScheduleIsItselfJoinedToItself(@ForAll("trees") Schedule s, @ForAll("lengths") long n, @ForAll("bases") double b,
      @ForAll("steps") long t) {
    Schedule three = s.lasting(n).repeat(3);
    assertEquals(s.lasting(n).then(s.lasting(n)).then(s).at(t, b), three.at(t, b));
    assertEquals(s.at(t % n, b), s.lasting(n).repeat().at(t, b));
    assertEquals(OptionalLong.of(3 * n), three.length());
    assertEquals(OptionalLong.empty(), s.lasting(n).repeat().length());
  }

  @Property(tries = 1000)
  void warmupRisesInAStraightLineToTheFirstRateAndThenIsTheSchedule(@ForAll("trees") Schedule s, @ForAll("lengths") long n,
      @ForAll("fractions") double start,
      @ForAll("bases") double b, @ForAll("steps") long t, @ForAll("fractions") double where) {
    Schedule warm = s.warmup(n, start);
    assertEquals(s.at(t, b), warm.at(t + n, b));
    assertEquals(s.at(0, b) * start, warm.at(0, b));
    long inside = (long) (where * (n - 1));
    assertEquals(s.at(0, b) * (1 - start) / n, warm.at(inside + 1, b) - warm.at(inside, b), 1e-14 * s.at(0, b));
    assertEquals(s.warmup(n, 0).at(t, b), s.warmup(n).at(t, b));
  }

  @Property(tries = 1000)
  void warmupBeforeAFactorScheduleIsLinearAndThenTheSchedule(@ForAll("factors") Schedule s, @ForAll("lengths") long n, @ForAll("bases") double b,
      @ForAll("steps") long t) {
    assertClose(new Linear(0, 1, n).times(new Factor(s.at(0))).lasting(n).then(s).at(t, b), s.warmup(n).at(t, b));
  }

  @Property(tries = 1000)
  void scaleOffsetAndClampActOnTheValue(@ForAll("trees") Schedule s, @ForAll("fractions") double f, @ForAll("bases") double low,
      @ForAll("bases") double more,
      @ForAll("bases") double b, @ForAll("steps") long t) {
    double lr = s.at(t, b);
    assertEquals(lr * f, s.scale(f).at(t, b));
    assertEquals(lr + low, s.offset(low).at(t, b));
    double clamped = s.clamp(low, low + more).at(t, b);
    assertTrue(clamped >= low && clamped <= low + more);
    assertEquals(lr >= low && lr <= low + more ? lr : lr < low ? low : low + more, clamped);
    assertEquals(clamped, s.clamp(low, low + more).clamp(low, low + more).at(t, b));
    assertEquals(b * s.at(t, 1), s.asFactor().at(t, b));
    assertEquals(s.at(t, low), s.withBase(low).at(t, b));
    assertEquals(lr, s.withoutMomentum().at(t, b));
  }

  @Property(tries = 1000)
  void lengthsAddUp(@ForAll("trees") Schedule s, @ForAll("trees") Schedule other, @ForAll("lengths") long m, @ForAll("lengths") long n) {
    Schedule a = s.lasting(m);
    Schedule b = other.lasting(n);
    assertEquals(OptionalLong.of(m + n), a.then(b).length());
    assertEquals(OptionalLong.of(Math.max(m, n)), a.times(b).length());
    assertEquals(OptionalLong.of(m), a.times((t, base) -> base).length());
    assertEquals(OptionalLong.of(m + n), a.delay(n).length());
    assertEquals(OptionalLong.of(m + n), a.warmup(n).length());
    assertEquals(OptionalLong.of(Math.max(0, m - n)), a.advance(n).length());
    for (Schedule same : List.of(a.scale(2), a.offset(1), a.clamp(0, 1), a.withBase(1), a.asFactor(), a.withoutMomentum(), new Raised(a, 2))) {
      assertEquals(OptionalLong.of(m), same.length());
    }
    assertEquals(OptionalLong.empty(), a.then((t, base) -> base).length());
    assertEquals(b, a.lasting(0).then(b));
  }

  @Property(tries = 1000)
  void piecewiseIsConstantsJoinedAndInterpolateGoesThroughItsPoints(@ForAll("fractions") double f0, @ForAll("fractions") double f1,
      @ForAll("fractions") double f2,
      @ForAll("lengths") long m, @ForAll("lengths") long n, @ForAll("bases") double b, @ForAll("steps") long t, @ForAll Annealing shape) {
    Schedule piecewise = new Piecewise(List.of(m, m + n), List.of(f0, f1, f2));
    assertEquals(new Sequential(List.of(new Factor(f0), new Factor(f1), new Factor(f2)), List.of(m, m + n)).at(t, b), piecewise.at(t, b));
    Schedule through = new Interpolate(List.of(new Knot(m, f0), new Knot(m + n, f1), new Knot(m + 2 * n, f2)), shape);
    assertEquals(b * f0, through.at(0, b));
    assertEquals(b * f0, through.at(m, b));
    assertEquals(b * f1, through.at(m + n, b));
    assertEquals(b * f2, through.at(m + 2 * n, b));
    assertEquals(b * f2, through.at(m + 2 * n + t, b));
    double low = Math.min(f0, Math.min(f1, f2));
    double high = Math.max(f0, Math.max(f1, f2));
    assertTrue(through.at(t, b) >= b * low * (1 - 1e-15) && through.at(t, b) <= b * high * (1 + 1e-15));
    if (shape == Annealing.LINEAR) {
      assertClose(new Linear(f0, f1, n).at(Math.min(t, n), b), through.at(m + Math.min(t, n), b));
    }
  }

  @Property(tries = 1000)
  void momentumIsTheOptimizersOwnBeforeTheFirstCyclingPartAndStaysAfterIt(@ForAll("cycling") Cyclic c, @ForAll("parts") Schedule other,
      @ForAll("lengths") long m,
      @ForAll("lengths") long n, @ForAll("fractions") double own, @ForAll("steps") long t) {
    Schedule quiet = other.withoutMomentum();
    Schedule s = new Sequential(List.of(quiet, c, quiet), List.of(m, m + n));
    Schedule momentum = s.cycledMomentum().orElseThrow();
    double expected = t < m ? own : c.momentum().at(Math.min(t - m, n - 1));
    assertEquals(expected, momentum.at(t, own));
    assertEquals(Optional.empty(), new Sequential(List.of(quiet, quiet), List.of(m)).cycledMomentum());
    assertEquals(Optional.empty(), quiet.times(quiet).cycledMomentum());
    assertEquals(c.momentum().at(t), quiet.times(c).cycledMomentum().orElseThrow().at(t, own));
    assertEquals(t < m ? own : c.momentum().at(t - m), c.delay(m).cycledMomentum().orElseThrow().at(t, own));
    assertEquals(c.momentum().at(t + m), c.advance(m).cycledMomentum().orElseThrow().at(t, own));
    assertEquals(c.momentum().at(Math.max(0, t - m)), c.warmup(m).cycledMomentum().orElseThrow().at(t, own));
    assertEquals(c.momentum().at(t % m), c.lasting(m).repeat().cycledMomentum().orElseThrow().at(t, own));
    for (Schedule same : List.of(c.scale(2), c.offset(1), c.clamp(0, 1), c.withBase(1), c.asFactor(), c.lasting(m))) {
      assertEquals(c.momentum(), same.cycledMomentum().orElseThrow());
    }
  }
}
