package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import lanewise.lrsched.ReduceLROnPlateau.Mode;
import lanewise.lrsched.ReduceLROnPlateau.Options;
import lanewise.lrsched.ReduceLROnPlateau.ThresholdMode;
import org.junit.jupiter.api.Test;

/** How a plateau is judged, at the borders of every rule. */
class PlateauTest {
  private static final Options PATIENT = ReduceLROnPlateau.options().patience(100);

  @Test
  void aMetricExactlyAtTheThresholdIsNotBetter() {
    Options abs = PATIENT.thresholdMode(ThresholdMode.ABS).threshold(0.25);
    assertFalse(isBetter(0.75, 1, abs));
    assertTrue(isBetter(0.7499, 1, abs));
    assertFalse(isBetter(1.25, 1, abs.mode(Mode.MAX)));
    assertTrue(isBetter(1.2501, 1, abs.mode(Mode.MAX)));
    Options rel = PATIENT.threshold(0.25);
    assertFalse(isBetter(1.5, 2, rel));
    assertTrue(isBetter(1.4999, 2, rel));
    assertFalse(isBetter(2.5, 2, rel.mode(Mode.MAX)));
    assertTrue(isBetter(2.5001, 2, rel.mode(Mode.MAX)));
  }

  @Test
  void ofNegativeMetricsAFractionOfTheirSizeCounts() {
    Options rel = PATIENT.threshold(0.25);
    assertFalse(isBetter(-2.5, -2, rel));
    assertTrue(isBetter(-2.5001, -2, rel));
    assertFalse(isBetter(-1.5, -2, rel.mode(Mode.MAX)));
    assertTrue(isBetter(-1.4999, -2, rel.mode(Mode.MAX)));
    Options torch = rel.torchNegativeRel(true);
    assertFalse(isBetter(-1.5, -2, torch));
    assertTrue(isBetter(-1.5001, -2, torch));
  }

  @Test
  void theFirstFiniteMetricIsBetterAndNaNAndTheWorstPossibleOneAreNot() {
    for (ThresholdMode mode : ThresholdMode.values()) {
      Options min = PATIENT.thresholdMode(mode);
      Plateau begun = Plateau.begin(min);
      assertEquals(new Plateau(1e300, 0, 0, Double.POSITIVE_INFINITY), begun.after(1e300, min).next());
      assertEquals(1, begun.after(Double.NaN, min).next().bad());
      assertEquals(Double.POSITIVE_INFINITY, begun.after(Double.NaN, min).next().best());
      assertEquals(1, begun.after(Double.POSITIVE_INFINITY, min).next().bad());
      Options max = min.mode(Mode.MAX);
      assertEquals(-1e300, Plateau.begin(max).after(-1e300, max).next().best());
      assertEquals(1, Plateau.begin(max).after(Double.NEGATIVE_INFINITY, max).next().bad());
    }
  }

  @Test
  void smoothedMetricsAreWeightedMeansOfTheOldAverageAndTheNewMetric() {
    Options smooth = PATIENT.smoothing(0.75);
    Plateau memory = Plateau.begin(smooth).after(8, smooth).next();
    assertEquals(new Plateau(8, 0, 0, 8), memory);
    memory = memory.after(4, smooth).next();
    assertEquals(new Plateau(7, 0, 0, 7), memory);
    memory = memory.after(Double.NaN, smooth).next();
    assertEquals(new Plateau(7, 1, 0, 7), memory, "NaN is bad and leaves the average alone");
    memory = memory.after(Double.POSITIVE_INFINITY, smooth).next();
    assertEquals(new Plateau(7, 2, 0, 7), memory, "as what is infinite");
    assertEquals(new Plateau(7, 3, 0, 7.25), memory.after(8, smooth).next());
  }

  @Test
  void withoutSmoothingThereIsNoAverage() {
    assertEquals(Double.POSITIVE_INFINITY, Plateau.begin(PATIENT).after(8, PATIENT).next().average());
  }

  @Test
  void aStepMoreThanPatienceLowersAndTheCooldownThenCountsDownToZero() {
    Options options = ReduceLROnPlateau.options().patience(1).cooldown(2);
    Plateau memory = Plateau.begin(options).after(1, options).next();
    List<String> trace = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Plateau.Verdict verdict = memory.after(1, options);
      memory = verdict.next();
      trace.add(memory.bad() + " " + memory.cooldown() + (verdict.lower() ? " lower" : ""));
    }
    assertEquals(List.of("1 0", "0 2 lower", "0 1", "0 0", "1 0", "0 2 lower", "0 1"), trace);
    var scheduler = new ReduceLROnPlateau(Fixtures.sgd(0.5), options);
    for (int i = 0; i < 4; i++) {
      scheduler.step(1);
    }
    assertEquals(1, scheduler.cooldownCounter());
    assertEquals(0, scheduler.numBadEpochs());
  }

  @Test
  void aBetterMetricWithinTheCooldownIsTheBestOneFromThenOn() {
    Options options = ReduceLROnPlateau.options().patience(0).cooldown(3);
    Plateau memory = new Plateau(1, 0, 2, Double.POSITIVE_INFINITY).after(0.5, options).next();
    assertEquals(new Plateau(0.5, 0, 1, Double.POSITIVE_INFINITY), memory);
  }

  @Test
  void aRateIsLoweredOnlyIfItChangesByMoreThanEps() {
    Options half = ReduceLROnPlateau.options().factor(0.5);
    assertEquals(List.of(1.0), Plateau.lowered(List.of(1.0), half.eps(0.5)));
    assertEquals(List.of(0.5), Plateau.lowered(List.of(1.0), half.eps(0.4999)));
    assertEquals(List.of(0.5, 0.25), Plateau.lowered(List.of(1.0, 0.5), half.eps(0)));
    assertEquals(List.of(0.75, 0.125), Plateau.lowered(List.of(1.0, 0.125), half.minLr(0.75, 0.2)), "and never raised");
  }

  @Test
  void aStateHasTheLowestRateOfEachGroup() {
    assertEquals(List.of(0.1, 0.2),
        new ReduceLROnPlateau(Fixtures.sgd(1.0, 2.0), ReduceLROnPlateau.options().minLr(0.1, 0.2)).stateDict().get("min_lrs"));
    assertEquals(List.of(0.1, 0.1), new ReduceLROnPlateau(Fixtures.sgd(1.0, 2.0), ReduceLROnPlateau.options().minLr(0.1)).stateDict().get("min_lrs"));
  }

  @Test
  void theLogIsSilentAboutMetricsThatAreNumbersAndAboutNaNWhereSomebodyListens() {
    Logger logger = Logger.getLogger("lanewise.lrsched");
    List<String> messages = new ArrayList<>();
    Handler handler = new Handler() {
      @Override
      public void publish(LogRecord line) {
        messages.add(line.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      var scheduler = new ReduceLROnPlateau(Fixtures.sgd(0.5), PATIENT);
      scheduler.step(1);
      scheduler.addListener(new SchedulerListener() {});
      scheduler.step(Double.NaN);
      assertEquals(List.of(), messages);
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
  }

  private static boolean isBetter(double metric, double best, Options options) {
    return new Plateau(best, 0, 0, Double.POSITIVE_INFINITY).after(metric, options).next().bad() == 0;
  }
}
