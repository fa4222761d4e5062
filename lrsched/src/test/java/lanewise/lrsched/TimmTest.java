package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TimmTest {
  private static final TimmCycles FIFTY = TimmCycles.of(50).lrMin(1e-5);

  private static void assertValues(Schedule s, long[] steps, double... expected) {
    for (int i = 0; i < steps.length; i++) {
      assertEquals(expected[i], s.at(steps[i], 0.1), 1e-9 * expected[i] + 1e-12, s + " at " + steps[i]);
    }
  }

  @Test
  void warmupTakesThePlaceOfTheFirstStepsOrComesBefore() {
    assertValues(new TimmCosine(FIFTY.warmup(5, 1e-6, false), 1), new long[] {0, 1, 4, 5, 25, 49, 50, 99},
        1e-6, .0200008, .0800002, .09755307053, .050005, .0001086537122, 1e-5, 1e-5);
    assertValues(new TimmCosine(FIFTY.warmup(5, 1e-6, true), 1), new long[] {0, 1, 4, 5, 30, 54, 55}, 1e-6, .0200008, .0800002, .1, .050005,
        .0001086537122, 1e-5);
  }

  @Test
  void cyclesGrowAndDecayUpToTheirNumber() {
    assertValues(new TimmCosine(FIFTY.cycles(2, .5, 3), 1), new long[] {49, 50, 100, 149, 150, 250, 349, 350, 900},
        .0001086537122, .05, .025005, 2.233352366e-05, .025, .012505, 1e-5 + .02499 * (1 - Math.cos(Math.PI / 200)) / 2, 1e-5, 1e-5);
    assertValues(new TimmCosine(FIFTY.cycles(1, .5, 2), 1), new long[] {0, 25, 50, 75, 99, 100},
        .1, .050005, .05, .025005, 1e-5 + .04999 * (1 - Math.cos(Math.PI / 50)) / 2, 1e-5);
  }

  @Test
  void manyCyclesArePassedAtOnceWithoutMiscounting() {
    TimmCycles doubling = TimmCycles.of(1).cycles(2, .5, 100);
    for (int c = 0; c < 40; c++) {
      assertEquals(0.1 * Math.pow(.5, c), new TimmCosine(doubling, 1).at((1L << c) - 1, 0.1), 1e-15);
      double end = c < 3 ? 0.1 : 0;
      assertEquals(end, new TimmCosine(TimmCycles.of(1).cycles(2, 1, 3), 1).at((1L << c) - 1, 0.1));
    }
  }

  @Test
  void kDecayHoldsTheRateUpForLonger() {
    assertValues(new TimmCosine(FIFTY, 2), new long[] {0, 10, 25, 40, 50}, .1, .09960577449, .08535680353, .02871816432, 1e-5);
  }

  @Test
  void theTangentFallsBetweenItsTails() {
    assertValues(TimmTanh.of(FIFTY), new long[] {0, 25, 35, 45, 49, 50}, .09999991686, .09820155887, .050005, .001808441134, .0003783871475, 1e-5);
    Schedule cut = TimmTanh.of(FIFTY.warmup(10, 0, false));
    assertEquals(cut.at(10, 0.1) / 2, cut.at(5, 0.1), 1e-15);
    Schedule prefix = TimmTanh.of(FIFTY.warmup(10, 0, true));
    assertEquals(0.05, prefix.at(5, 0.1), 1e-15);
    assertEquals(.09999991686, prefix.at(10, 0.1), 1e-11);
  }

  @Test
  void lengthsAreThoseOfAllCyclesAndOfAPrefix() {
    assertEquals(OptionalLong.of(50), new TimmCosine(FIFTY, 1).length());
    assertEquals(OptionalLong.of(350), new TimmCosine(FIFTY.cycles(2, 1, 3), 1).length());
    assertEquals(OptionalLong.of(650), new TimmCosine(FIFTY.cycles(3, 1, 3), 1).length());
    assertEquals(OptionalLong.of(150), TimmTanh.of(FIFTY.cycles(1, 1, 3)).length());
    assertEquals(OptionalLong.of(55), new TimmCosine(FIFTY.warmup(5, 0, true), 1).length());
    assertEquals(OptionalLong.of(50), TimmTanh.of(FIFTY.warmup(5, 0, false)).length());
    assertEquals(OptionalLong.of(Long.MAX_VALUE), new TimmCosine(FIFTY.cycles(1, 1, Long.MAX_VALUE), 1).length());
  }

  @Provide
  Arbitrary<Double> bases() {
    return Rates.base();
  }

  @Provide
  Arbitrary<Double> more() {
    return Rates.between(1, 4);
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
  void oneCycleWithoutWarmupIsTheCosineThatHolds(@ForAll("lengths") long n, @ForAll("bases") double low, @ForAll("bases") double b,
      @ForAll("steps") long t) {
    assertEquals(new CosineAnnealing(n, low, CosineAnnealing.Tail.HOLD).at(t, b), new TimmCosine(TimmCycles.of(n).lrMin(low), 1).at(t, b));
  }

  @Property(tries = 1000)
  void aGreaterKIsNeverBelow(@ForAll("lengths") long n, @ForAll("bases") double b, @ForAll("more") double k, @ForAll("steps") long t) {
    assertTrue(new TimmCosine(TimmCycles.of(n), k).at(t, b) >= new TimmCosine(TimmCycles.of(n), 1).at(t, b) * (1 - 1e-14));
  }

  @Property(tries = 1000)
  void endlessCyclesAreWarmRestarts(@ForAll("lengths") long n, @ForAll("bases") double low, @ForAll("bases") double b, @ForAll("steps") long t) {
    for (int mul = 1; mul <= 3; mul++) {
      double restarts = new CosineAnnealingWarmRestarts(n, mul, low).at(t, b);
      assertEquals(restarts, new TimmCosine(TimmCycles.of(n).lrMin(low).cycles(mul, 1, Long.MAX_VALUE), 1).at(t, b));
    }
  }
}
