package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import lanewise.lrsched.ReduceLROnPlateau.Mode;
import lanewise.lrsched.ReduceLROnPlateau.Options;
import lanewise.lrsched.ReduceLROnPlateau.ThresholdMode;
import lanewise.optim.Group;
import lanewise.optim.SGD;
import org.junit.jupiter.api.Test;

class ReduceLROnPlateauTest {
  /** Rates with how often each is there. */
  private static List<Double> times(double... ratesAndCounts) {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < ratesAndCounts.length; i += 2) {
      for (int n = 0; n < ratesAndCounts[i + 1]; n++) {
        all.add(ratesAndCounts[i]);
      }
    }
    return all;
  }

  private static void check(List<Double> expected, Options options, IntToDoubleFunction metric) {
    SGD sgd = Fixtures.sgd(0.5);
    var scheduler = new ReduceLROnPlateau(sgd, options);
    assertEquals(List.of(0.5), scheduler.getLastLr());
    for (int i = 0; i < expected.size(); i++) {
      scheduler.step(metric.applyAsDouble(i));
      assertEquals(expected.get(i), sgd.paramGroups().getFirst().lr(), 1e-12, "step " + i);
    }
  }

  private static Options abs(Mode mode, double threshold) {
    return ReduceLROnPlateau.options().mode(mode).thresholdMode(ThresholdMode.ABS).threshold(threshold).patience(5);
  }

  private static Options rel(Mode mode) {
    return ReduceLROnPlateau.options().mode(mode).threshold(0.1).patience(5).cooldown(5);
  }

  @Test
  void theTracesOfPyTorchsOwnTestsComeOut() {
    check(times(.5, 20), abs(Mode.MIN, .01).cooldown(5), i -> 10 - .0167 * i);
    check(times(.5, 6, .05, 7, .005, 7, .0005, 2), abs(Mode.MIN, .1), i -> 10 - .0165 * i);
    check(times(.5, 8, .05, 11, .005, 3), abs(Mode.MAX, 1e-4).cooldown(5), i -> i < 2 ? -.8 : -.234);
    check(times(.5, 20), rel(Mode.MAX).patience(3).cooldown(0), i -> 1.5 * Math.pow(1.025, i));
    check(times(.5, 6, .05, 11, .005, 3), rel(Mode.MAX), i -> 1.5 * Math.pow(1.005, i));
    check(times(.5, 6, .4, 14), rel(Mode.MAX).minLr(.4), i -> 1.5 * Math.pow(1.005, i));
    check(times(.5, 20), rel(Mode.MIN).patience(10), i -> 1.5 * Math.pow(.85, i));
    check(times(.5, 6, .05, 11, .005, 3), rel(Mode.MIN), i -> i == 7 ? .6 : i < 7 ? 1 : .5);
  }

  @Test
  void aConstantNegativeMetricIsBadUnlessTheRuleIsPyTorchs() {
    Options options = ReduceLROnPlateau.options().threshold(.1).patience(1);
    check(times(.5, 2, .05, 2, .005, 2), options, i -> -1);
    check(times(.5, 12), options.torchNegativeRel(true), i -> -1);
  }

  @Test
  void theOptionsAreCheckedFromBothSides() {
    Options options = ReduceLROnPlateau.options();
    assertEquals(new Options(Mode.MIN, 0.1, 10, 1e-4, ThresholdMode.REL, 0, List.of(0.0), 1e-8, false, 0), options);
    for (double bad : new double[] {0, 1, -0.1, 1.1}) {
      var e = assertThrows(IllegalArgumentException.class, () -> options.factor(bad));
      assertEquals("factor " + bad + "; allowed: > 0 and < 1", e.getMessage());
    }
    assertEquals(Double.MIN_VALUE, options.factor(Double.MIN_VALUE).factor());
    assertEquals(Math.nextDown(1.0), options.factor(Math.nextDown(1.0)).factor());
    for (double bad : new double[] {1, -Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      var e = assertThrows(IllegalArgumentException.class, () -> options.smoothing(bad));
      assertEquals("smoothing " + bad + "; allowed: >= 0 and < 1", e.getMessage());
    }
    assertEquals(Math.nextDown(1.0), options.smoothing(Math.nextDown(1.0)).smoothing());
    assertThrows(IllegalArgumentException.class, () -> options.patience(-1));
    assertThrows(IllegalArgumentException.class, () -> options.cooldown(-1));
    assertThrows(IllegalArgumentException.class, () -> options.minLr(new double[0]));
    assertThrows(IllegalArgumentException.class, () -> options.mode(null));
    assertThrows(IllegalArgumentException.class, () -> options.thresholdMode(null));
    for (long bad : new long[] {(1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThrows(IllegalArgumentException.class, () -> options.patience(bad));
      assertThrows(IllegalArgumentException.class, () -> options.cooldown(bad));
    }
    for (double bad : new double[] {-Double.MIN_VALUE, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> options.threshold(bad));
      assertThrows(IllegalArgumentException.class, () -> options.eps(bad));
      assertThrows(IllegalArgumentException.class, () -> options.minLr(0, bad));
    }
    assertEquals(1L << 53, options.patience(1L << 53).cooldown(1L << 53).cooldown());
    assertEquals(0, options.patience(0).cooldown(0).patience());
    assertEquals(0, options.threshold(0).eps(0).threshold());
  }

  @Test
  void lowestRatesAreOneForAllOrOneForEachGroup() {
    SGD sgd = Fixtures.sgd(0.5, 0.5);
    Options options = ReduceLROnPlateau.options().patience(0).minLr(0.4, 0.3);
    var e = assertThrows(IllegalArgumentException.class, () -> new ReduceLROnPlateau(sgd, options.minLr(1, 2, 3)));
    assertEquals("minLr [1.0, 2.0, 3.0] for 2 parameter groups; allowed: one value, or one for each group", e.getMessage());
    var scheduler = new ReduceLROnPlateau(sgd, options);
    scheduler.step(1);
    scheduler.step(1);
    assertEquals(List.of(0.4, 0.3), Fixtures.rates(sgd));
    sgd.addParamGroup(Group.group(List.of(Fixtures.parameter(1))).lr(0.7));
    String before = scheduler.stateDict().toString();
    assertThrows(IllegalArgumentException.class, () -> scheduler.step(1));
    assertEquals(List.of(0.4, 0.3, 0.7), Fixtures.rates(sgd));
    assertEquals(before, scheduler.stateDict().toString());
  }

  @Test
  void aGroupAddedLaterIsLoweredToTheOneLowestRate() {
    SGD sgd = Fixtures.sgd(0.5);
    var scheduler = new ReduceLROnPlateau(sgd, ReduceLROnPlateau.options().patience(0).minLr(0.2));
    scheduler.step(1);
    sgd.addParamGroup(Group.group(List.of(Fixtures.parameter(1))).lr(0.7));
    scheduler.step(1);
    assertEquals(List.of(0.2, 0.2), Fixtures.rates(sgd));
  }

  @Test
  void aMetricThatIsNaNIsReportedOnce() {
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
      var scheduler = new ReduceLROnPlateau(Fixtures.sgd(0.5), ReduceLROnPlateau.options());
      scheduler.step(1);
      scheduler.step(Double.NaN);
      scheduler.step(Double.NaN);
      assertEquals(2, scheduler.numBadEpochs());
      assertEquals(1, scheduler.best());
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
    assertEquals(List.of("a metric is NaN: it counts as a step without improvement"), messages);
  }

  @Test
  void listenersAreToldOfStepsLoweringsAndNaN() {
    var scheduler = new ReduceLROnPlateau(Fixtures.sgd(0.5, 1e-9), ReduceLROnPlateau.options().patience(0));
    List<String> told = new ArrayList<>();
    scheduler.addListener(new SchedulerListener() {
      @Override
      public void stepped(long t, List<Double> lr) {
        told.add("stepped " + t + " " + lr);
      }

      @Override
      public void lowered(long t, List<Double> lr) {
        told.add("lowered " + t + " " + lr);
      }

      @Override
      public void metricIsNaN(long t) {
        told.add("NaN " + t);
      }
    });
    scheduler.addListener(new SchedulerListener() {});
    assertThrows(IllegalArgumentException.class, () -> scheduler.addListener(null));
    scheduler.step(1);
    scheduler.step(Double.NaN);
    scheduler.step(0);
    assertEquals(List.of("stepped 1 [0.5, 1.0E-9]", "NaN 2", "lowered 2 [0.05, 1.0E-9]", "stepped 2 [0.05, 1.0E-9]", "stepped 3 [0.05, 1.0E-9]"),
        told);
  }

  @Test
  void oneLuckyMetricIsForgottenWhereMetricsAreSmoothed() {
    IntToDoubleFunction lucky = i -> i == 3 ? 0 : 2 - 0.05 * i;
    Options options = ReduceLROnPlateau.options().patience(3);
    check(times(.5, 7, .05, 4, .005, 4), options, lucky);
    check(times(.5, 15), options.patience(8).smoothing(0.9), lucky);
  }

  @Test
  void aStateWithOtherOptionsOrSpoiltNumbersIsRefusedWithEveryDifference() {
    SGD sgd = Fixtures.sgd(0.5);
    var scheduler = new ReduceLROnPlateau(sgd, ReduceLROnPlateau.options());
    Map<String, Object> state = new HashMap<>(new ReduceLROnPlateau(sgd, ReduceLROnPlateau.options().factor(0.5).patience(3)).stateDict());
    state.put("best", Double.NaN);
    state.put("_last_lr", List.of(Double.NaN));
    state.put("num_bad_epochs", -1);
    state.remove("last_epoch");
    String before = scheduler.stateDict().toString();
    var e = assertThrows(IllegalArgumentException.class, () -> scheduler.loadStateDict(state));
    for (String part : List.of("factor 0.5 instead of 0.1", "patience 3 instead of 10", "best NaN; allowed: a number",
        "_last_lr [NaN]; allowed: 1 finite numbers >= 0", "num_bad_epochs -1; allowed: a whole number >= 0", "last_epoch is missing")) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
    assertEquals(before, scheduler.stateDict().toString());
    assertEquals(List.of(0.5), Fixtures.rates(sgd));
  }
}
