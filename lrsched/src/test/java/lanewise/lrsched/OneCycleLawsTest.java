package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class OneCycleLawsTest {
  @Provide
  Arbitrary<Double> fractions() {
    return Rates.fraction();
  }

  @Provide
  Arbitrary<OneCycle> cycles() {
    return Rates.oneCycle();
  }

  @Property(tries = 1000)
  void itRisesThenFallsAndHasASingleMaximum(@ForAll("cycles") OneCycle c) {
    boolean falling = false;
    for (long t = 1; t < c.totalSteps(); t++) {
      double before = c.at(t - 1);
      double now = c.at(t);
      assertTrue(now <= c.maxLr() * (1 + 1e-15));
      if (falling) {
        assertTrue(now <= before, "it rises again at " + t);
      }
      falling |= now < before;
    }
  }

  @Property(tries = 1000)
  void itBeginsAndEndsAtTheNamedRates(@ForAll("cycles") OneCycle c) {
    long last = c.totalSteps() - 1;
    boolean rise = c.pctStart() * c.totalSteps() > 1;
    boolean fall = last > 0 && !(c.pctStart() == 1 && !c.threePhase());
    assertEquals(rise ? c.maxLr() / c.divFactor() : c.maxLr(), c.at(0));
    assertEquals(fall ? c.maxLr() / c.divFactor() / c.finalDivFactor() : c.maxLr(), c.at(last));
    assertEquals(rise ? c.maxMomentum() : c.baseMomentum(), c.momentum().at(0));
    assertEquals(fall ? c.maxMomentum() : c.baseMomentum(), c.momentum().at(last));
  }

  @Property(tries = 1000)
  void theStepAfterTheLastKeepsTheValueAndTheNextIsRefused(@ForAll("cycles") OneCycle c) {
    assertEquals(c.at(c.totalSteps() - 1), c.at(c.totalSteps()));
    assertEquals(c.momentum().at(c.totalSteps() - 1), c.momentum().at(c.totalSteps()));
    assertThrows(IllegalArgumentException.class, () -> c.at(c.totalSteps() + 1));
    assertThrows(IllegalArgumentException.class, () -> c.momentum().at(c.totalSteps() + 1));
  }

  @Property(tries = 1000)
  void epochsTimesStepsOfAnEpochAreTheTotalSteps(@ForAll @IntRange(min = 1, max = 300) int epochs, @ForAll @IntRange(min = 1, max = 5000) int steps,
      @ForAll("fractions") double where) {
    long t = Math.round(where * epochs * steps);
    assertEquals(OneCycle.of(0.1, (long) epochs * steps).at(t), OneCycleLR.options(0.1, epochs, steps).schedule(0).at(t));
    assertEquals(OneCycleLR.options(0.1, (long) epochs * steps), OneCycleLR.options(0.1, epochs, steps));
  }

  @Property(tries = 1000)
  void aStrictOneRefusesTheStepAfterTheLastAndIsTheSameBefore(@ForAll("cycles") OneCycle c, @ForAll("fractions") double where) {
    OneCycle strict = c.strictOneCycle(true);
    long t = Math.round(where * (c.totalSteps() - 1));
    assertEquals(c.at(t), strict.at(t));
    assertEquals(c.momentum().at(t), strict.momentum().at(t));
    for (Schedule s : List.of(strict, strict.momentum())) {
      var e = assertThrows(IllegalArgumentException.class, () -> s.at(c.totalSteps()));
      assertTrue(e.getMessage().contains("allowed: 0.." + (c.totalSteps() - 1) + "."), e.getMessage());
    }
  }

  @Property(tries = 1000)
  void momentumMirrorsTheRateInTwoPhases(@ForAll("cycles") OneCycle cycle, @ForAll("fractions") double where) {
    OneCycle c = cycle.threePhase(false).momentum(0.5, 0.75);
    long t = Math.round(where * (c.totalSteps() - 1));
    boolean rising = t <= c.pctStart() * c.totalSteps() - 1;
    double low = rising ? c.initialLr() : c.minLr();
    double momentum = (c.maxMomentum() - c.momentum().at(t)) / (c.maxMomentum() - c.baseMomentum());
    assertEquals(low + (c.maxLr() - low) * momentum, c.at(t), 1e-12 * c.maxLr());
  }

  @Property(tries = 1000)
  void linearAndCosineMeetAtTheEndsAndMiddlesOfThePhases(@ForAll @IntRange(min = 1, max = 60) int halfRise,
      @ForAll @IntRange(min = 1, max = 60) int halfFall) {
    int top = 2 * halfRise;
    int total = top + 2 * halfFall + 1;
    OneCycle cos = OneCycle.of(0.1, total).pctStart((top + 1.0) / total);
    OneCycle linear = cos.annealStrategy(Annealing.LINEAR);
    for (long t : new long[] {0, halfRise, top, top + halfFall, total - 1}) {
      assertEquals(linear.at(t), cos.at(t), 1e-13, "t = " + t);
      assertEquals(linear.momentum().at(t), cos.momentum().at(t), 1e-13, "t = " + t);
    }
    assertEquals(0.1, cos.at(top), 1e-16);
  }

  @Property(tries = 1000)
  void threePhasesAreSymmetricAroundTheTop(@ForAll @IntRange(min = 1, max = 60) int top, @ForAll @IntRange(min = 1, max = 100) int tail,
      @ForAll("fractions") double where, @ForAll Annealing shape) {
    int total = 2 * top + tail + 1;
    OneCycle c = OneCycle.of(0.1, total).pctStart((top + 1.0) / total).threePhase(true).annealStrategy(shape);
    long k = Math.round(where * top);
    assertEquals(c.at(top - k), c.at(top + k), 1e-13);
    assertEquals(c.momentum().at(top - k), c.momentum().at(top + k), 1e-13);
  }

  @Property(tries = 1000)
  void itAgreesWithTheClosedFormInAHundredDigits(@ForAll("cycles") OneCycle c, @ForAll("fractions") double where) {
    long t = Math.round(where * c.totalSteps());
    AccuracyLawsTest.assertNear(Oracle.oneCycle(c, t, c.initialLr(), c.maxLr(), c.minLr()), c.at(t), "at " + t);
    AccuracyLawsTest.assertNear(Oracle.oneCycle(c, t, c.maxMomentum(), c.baseMomentum(), c.maxMomentum()), c.momentum().at(t), "at " + t);
  }

  @Property(tries = 1000)
  void allRatesAreFiniteAndNotNegative(@ForAll("cycles") OneCycle c, @ForAll("fractions") double where) {
    long t = Math.round(where * c.totalSteps());
    assertTrue(c.at(t) >= 0 && Double.isFinite(c.at(t)));
    assertTrue(c.momentum().at(t) >= 0 && c.momentum().at(t) <= c.maxMomentum());
  }

  @Property(tries = 1000)
  void ratesAreProportionalToTheHighestRate(@ForAll("cycles") OneCycle c, @ForAll("fractions") double where,
      @ForAll @IntRange(min = -9, max = 9) int e) {
    long t = Math.round(where * c.totalSteps());
    OneCycle scaled = new OneCycle(Math.scalb(c.maxLr(), e), c.totalSteps(), c.pctStart(), c.annealStrategy(), c.divFactor(),
        c.finalDivFactor(), c.threePhase(), c.baseMomentum(), c.maxMomentum(), false);
    assertEquals(Math.scalb(c.at(t), e), scaled.at(t));
  }
}
