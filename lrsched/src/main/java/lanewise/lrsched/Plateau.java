package lanewise.lrsched;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import lanewise.lrsched.ReduceLROnPlateau.Mode;
import lanewise.lrsched.ReduceLROnPlateau.Options;
import lanewise.lrsched.ReduceLROnPlateau.ThresholdMode;

/**
 * What {@link ReduceLROnPlateau} remembers of its metrics. A metric makes the next one of it; nothing is changed.
 *
 * @param best the best metric so far, infinite before the first
 * @param bad steps without improvement since the last better one, lowering or cooldown
 * @param cooldown steps for which the cooldown still lasts
 * @param average the smoothed metric, infinite before the first
 */
record Plateau(double best, long bad, long cooldown, double average) {
  /** What follows from a metric: the next memory, and whether rates are to be lowered. */
  record Verdict(Plateau next, boolean lower) {}

  /** Before the first metric. */
  static Plateau begin(Options options) {
    double worst = options.mode() == Mode.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    return new Plateau(worst, 0, 0, Double.POSITIVE_INFINITY);
  }

  /** As a state has it; {@code torch} where the state is PyTorch's, which has no average. */
  static Plateau of(SavedState saved, boolean torch) {
    return new Plateau(saved.metric("best"), saved.whole("num_bad_epochs", 0), saved.whole("cooldown_counter", 0),
        torch ? Double.POSITIVE_INFINITY : saved.metric("average"));
  }

  /** Its entries in a state. */
  Map<String, Object> state() {
    return Map.of("best", best, "num_bad_epochs", bad, "cooldown_counter", cooldown, "average", average);
  }

  /** Judges a metric. */
  Verdict after(double metric, Options options) {
    boolean smooth = options.smoothing() > 0 && Double.isFinite(metric);
    double mean = !smooth ? average : Double.isInfinite(average) ? metric : options.smoothing() * average + (1 - options.smoothing()) * metric;
    double value = smooth ? mean : metric;
    boolean better = isBetter(value, options);
    boolean cooling = cooldown > 0;
    long count = better || cooling ? 0 : bad + 1;
    boolean lower = count > options.patience();
    long left = lower ? options.cooldown() : cooling ? cooldown - 1 : 0;
    return new Verdict(new Plateau(better ? value : best, lower ? 0 : count, left, mean), lower);
  }

  /** The rates of all groups after a lowering. */
  static List<Double> lowered(List<Double> rates, Options options) {
    List<Double> least = options.minLr();
    if (least.size() != 1 && least.size() < rates.size()) {
      throw new IllegalArgumentException("minLr " + least + " has no value for group " + least.size()
          + "; allowed: one value, or one for each group");
    }
    return IntStream.range(0, rates.size()).mapToObj(i -> {
      double next = Math.max(rates.get(i) * options.factor(), least.get(least.size() == 1 ? 0 : i));
      return rates.get(i) - next > options.eps() ? next : rates.get(i);
    }).toList();
  }

  private boolean isBetter(double metric, Options options) {
    double sign = options.mode() == Mode.MIN ? -1 : 1;
    if (options.thresholdMode() == ThresholdMode.REL && Double.isInfinite(best)) {
      return sign * metric > sign * best;
    }
    double scale = options.thresholdMode() == ThresholdMode.ABS ? 1 : options.torchNegativeRel() ? best : Math.abs(best);
    double limit = best + sign * options.threshold() * scale;
    return sign * metric > sign * limit;
  }
}
