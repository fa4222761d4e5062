package lanewise.lrsched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Logger;
import lanewise.lrsched.ReduceLROnPlateau.Mode;
import lanewise.lrsched.ReduceLROnPlateau.Options;
import lanewise.lrsched.ReduceLROnPlateau.ThresholdMode;
import lanewise.optim.SGD;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Laws of the scheduler that looks at a metric. */
class ReduceLROnPlateauLawsTest {
  private static final Logger LOGGER = Logger.getLogger("lanewise.lrsched");

  @BeforeContainer
  static void keepWarningsOffTheConsole() {
    LOGGER.setUseParentHandlers(false);
  }

  @AfterContainer
  static void showWarningsAgain() {
    LOGGER.setUseParentHandlers(true);
  }

  @Provide
  Arbitrary<Options> options() {
    Arbitrary<Double> threshold = Arbitraries.oneOf(Rates.between(0, 0.2), Arbitraries.of(0.0, 1e-4));
    return Combinators.combine(Arbitraries.of(Mode.class), Rates.between(0.05, 0.95), Arbitraries.longs().between(0, 6), threshold,
        Arbitraries.of(ThresholdMode.class), Arbitraries.longs().between(0, 6), Rates.between(0, 0.2).list().ofSize(1))
        .as((mode, factor, patience, th, kind, cooldown, least) ->
            new Options(mode, factor, patience, th, kind, cooldown, least, 0, false, 0)).withoutEdgeCases();
  }

  /** Random walks and constants, with numbers in between that are none or infinite. */
  @Provide
  Arbitrary<List<Double>> metrics() {
    Arbitrary<Double> odd = Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    Arbitrary<Double> step = Arbitraries.frequencyOf(Tuple.of(20, Rates.between(-1, 1)), Tuple.of(5, Arbitraries.just(0.0)), Tuple.of(1, odd));
    return Combinators.combine(Rates.between(-3, 3), step.list().ofMinSize(1).ofMaxSize(80)).as((first, steps) -> {
      List<Double> walk = new ArrayList<>();
      double at = first;
      for (double s : steps) {
        at = Double.isFinite(s) ? at + s : at;
        walk.add(Double.isFinite(s) ? at : s);
      }
      return walk;
    }).withoutEdgeCases();
  }

  @Provide
  Arbitrary<Double> fractions() {
    return Rates.fraction();
  }

  @Provide
  Arbitrary<Double> weights() {
    return Rates.between(0, 0.99);
  }

  private static List<Double> rates(Options options, List<Double> metrics) {
    SGD sgd = Fixtures.sgd(0.5);
    var scheduler = new ReduceLROnPlateau(sgd, options);
    List<Double> rates = new ArrayList<>();
    for (double m : metrics) {
      scheduler.step(m);
      rates.add(sgd.paramGroups().getFirst().lr());
      assertEquals(Fixtures.rates(sgd), scheduler.getLastLr());
    }
    return rates;
  }

  private static long lowerings(List<Double> rates) {
    long n = 0;
    double last = 0.5;
    for (double r : rates) {
      n += r == last ? 0 : 1;
      last = r;
    }
    return n;
  }

  @Property(tries = 1000)
  void ratesNeverRiseAndNeverFallBelowTheLowest(@ForAll("options") Options options, @ForAll("metrics") List<Double> metrics) {
    double last = 0.5;
    for (double r : rates(options, metrics)) {
      assertTrue(r <= last && r >= options.minLr().getFirst(), last + " to " + r);
      last = r;
    }
  }

  @Property(tries = 1000)
  void thereAreNoMoreLoweringsThanPatienceAndCooldownAllow(@ForAll("options") Options options, @ForAll("metrics") List<Double> metrics) {
    long span = options.patience() + 1;
    long n = lowerings(rates(options.minLr(0), metrics));
    assertTrue(n <= metrics.size() / span);
    assertTrue(n <= Math.ceilDiv(metrics.size(), span + options.cooldown()));
  }

  @Property(tries = 1000)
  void aMetricThatAlwaysImprovesNeverLowers(@ForAll("options") Options options, @ForAll("fractions") double more) {
    List<Double> metrics = new ArrayList<>();
    double sign = options.mode() == Mode.MIN ? -1 : 1;
    double at = -sign * 5;
    for (int i = 0; i < 60; i++) {
      metrics.add(at);
      at += sign * (options.threshold() * (options.thresholdMode() == ThresholdMode.REL ? Math.abs(at) : 1) + 0.01 + more);
    }
    assertEquals(0, lowerings(rates(options, metrics)));
  }

  @Property(tries = 1000)
  void aConstantMetricLowersAfterPatienceAndThenEveryPatienceAndCooldown(@ForAll("options") Options options, @ForAll("fractions") double metric) {
    Options endless = options.minLr(0);
    List<Double> rates = rates(endless, Collections.nCopies(70, metric - 0.5));
    double expected = 0.5;
    for (int i = 1; i <= 70; i++) {
      long since = i - (endless.patience() + 2);
      if (since >= 0 && since % (endless.patience() + 1 + endless.cooldown()) == 0) {
        expected *= endless.factor();
      }
      assertEquals(expected, rates.get(i - 1));
    }
  }

  @Property(tries = 1000)
  void aStreamOfNaNIsAConstantBadOne(@ForAll("options") Options options) {
    List<Double> worse = Collections.nCopies(50, options.mode() == Mode.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
    assertEquals(rates(options, worse), rates(options, Collections.nCopies(50, Double.NaN)));
  }

  @Property(tries = 1000)
  void theLowestMetricIsTheHighestOfTheNegatedOnes(@ForAll("options") Options options, @ForAll("metrics") List<Double> metrics) {
    assertEquals(rates(options.mode(Mode.MIN), metrics), rates(options.mode(Mode.MAX), metrics.stream().map(m -> -m).toList()));
  }

  @Property(tries = 1000)
  void positiveScalingOfTheMetricChangesNothingInRelativeMode(@ForAll("options") Options options, @ForAll("metrics") List<Double> metrics) {
    Options relative = options.thresholdMode(ThresholdMode.REL);
    assertEquals(rates(relative, metrics), rates(relative, metrics.stream().map(m -> 1024 * m).toList()));
  }

  @Property(tries = 1000)
  void shiftingTheMetricChangesNothingInAbsoluteMode(@ForAll("options") Options options, @ForAll("metrics") List<Double> metrics) {
    Options absolute = options.thresholdMode(ThresholdMode.ABS).threshold(Math.round(options.threshold() * 64) / 64.0);
    List<Double> coarse = metrics.stream().map(m -> Math.rint(m * 64) / 64).toList();
    assertEquals(rates(absolute, coarse), rates(absolute, coarse.stream().map(m -> m + 16).toList()));
  }

  @Property(tries = 1000)
  void changesOfAtMostEpsAreNotMade(@ForAll("options") Options options, @ForAll("metrics") List<Double> metrics, @ForAll("fractions") double eps) {
    double last = 0.5;
    for (double r : rates(options.eps(eps), metrics)) {
      assertTrue(r == last || last - r > eps, last + " to " + r);
      last = r;
    }
  }

  @Property(tries = 1000)
  void onPositiveMetricsPyTorchsThresholdIsTheSame(@ForAll("options") Options options, @ForAll("metrics") List<Double> metrics) {
    List<Double> positive = metrics.stream().map(Math::abs).toList();
    assertEquals(rates(options, positive), rates(options.torchNegativeRel(true), positive));
  }

  @Property(tries = 1000)
  void smoothingJudgesTheAverageOfTheFiniteMetricsAndOthersAsTheyAre(@ForAll("options") Options options, @ForAll("metrics") List<Double> metrics,
      @ForAll("weights") double weight) {
    List<Double> averages = new ArrayList<>();
    double average = Double.NaN;
    for (double m : metrics) {
      if (Double.isFinite(m)) {
        average = Double.isNaN(average) ? m : weight * average + (1 - weight) * m;
      }
      averages.add(Double.isFinite(m) ? average : m);
    }
    assertEquals(rates(options, weight == 0 ? metrics : averages), rates(options.smoothing(weight), metrics));
  }

  @Property(tries = 1000)
  void aStateLoadedAnywhereAlsoWithinACooldownGoesOnAsIfUninterrupted(@ForAll("options") Options plain, @ForAll("metrics") List<Double> metrics,
      @ForAll("fractions") double where, @ForAll("weights") double weight) {
    Options options = plain.smoothing(weight);
    SGD sgd = Fixtures.sgd(0.5, 0.3);
    var scheduler = new ReduceLROnPlateau(sgd, options);
    int split = (int) (where * metrics.size());
    metrics.subList(0, split).forEach(scheduler::step);
    SGD other = Fixtures.sgd(0.7, 0.1);
    var loaded = new ReduceLROnPlateau(other, options);
    loaded.loadStateDict(scheduler.stateDict());
    assertEquals(scheduler.stateDict(), loaded.stateDict());
    for (double m : metrics.subList(split, metrics.size())) {
      scheduler.step(m);
      loaded.step(m);
      assertEquals(Fixtures.rates(sgd), Fixtures.rates(other));
      assertEquals(scheduler.stateDict(), loaded.stateDict());
    }
  }
}
