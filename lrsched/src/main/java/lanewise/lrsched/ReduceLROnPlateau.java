package lanewise.lrsched;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import lanewise.optim.Optimizer;
import lanewise.optim.ParamGroup;

/**
 * Lowers the rates of an optimizer when a metric has stopped improving. To be stepped with the metric, usually a validation loss after every epoch.
 *
 * <pre>{@code
 * var scheduler = new ReduceLROnPlateau(optimizer, ReduceLROnPlateau.options().factor(0.5).patience(5));
 * ...
 * scheduler.step(validationLoss);
 * }</pre>
 *
 * <p>A metric is better if it is beyond the best one so far by the threshold:
 *
 * <pre>
 * MIN, REL    a < best - threshold |best|        MAX, REL    a > best + threshold |best|
 * MIN, ABS    a < best - threshold               MAX, ABS    a > best + threshold
 * </pre>
 *
 * <p>Each step that is not better is a bad one; an equal metric is, and NaN, of which a warning is logged once. The {@code patience + 1}st bad step
 * in a row lowers each group's rate to max(lr factor, minLr), if that changes it by more than {@code eps}. In the {@code cooldown} steps after it no
 * bad steps are counted. Rates are never raised, and the rate that a group has is what is lowered, so changes by others stay.
 *
 * <p>PyTorch's relative threshold has the wrong sign for negative metrics: there best (1 - threshold) lies above a negative best, so that a metric
 * which gets worse counts as better. {@code torchNegativeRel} switches to that rule.
 *
 * <p>Source: PyTorch's {@code ReduceLROnPlateau}.
 */
public final class ReduceLROnPlateau {
  private static final System.Logger LOG = System.getLogger("lanewise.lrsched");

  private final Optimizer optimizer;
  private final Options options;
  private double best;
  private long numBadEpochs;
  private long cooldownCounter;
  private long lastEpoch;
  private boolean warned;
  private List<Double> lastLr;

  /** Which metrics are better. */
  public enum Mode {
    /** Lower ones. */
    MIN,
    /** Higher ones. */
    MAX
  }

  /** What the threshold is. */
  public enum ThresholdMode {
    /** A fraction of the best metric. */
    REL,
    /** A difference of metrics. */
    ABS
  }

  /**
   * Begins without a best metric; the rates stay as they are.
   *
   * @throws IllegalArgumentException if there is neither one {@code minLr} nor one for each group
   */
  public ReduceLROnPlateau(Optimizer optimizer, Options options) {
    int groups = optimizer.paramGroups().size();
    List<Double> least = options.minLr;
    if (least.size() != 1 && least.size() != groups) {
      throw new IllegalArgumentException("minLr " + least + " for " + groups + " parameter groups; allowed: one value, or one for each group");
    }
    this.optimizer = optimizer;
    this.options = options;
    this.best = options.mode == Mode.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    this.lastLr = rates();
  }

  /** PyTorch's defaults: a tenth after more than 10 steps without a relative improvement of 10^-4. */
  public static Options options() {
    return new Options(Mode.MIN, 0.1, 10, 1e-4, ThresholdMode.REL, 0, List.of(0.0), 1e-8, false);
  }

  /**
   * Takes a metric.
   *
   * @throws IllegalArgumentException if a group added later has no {@code minLr} when its rate is to be lowered; nothing is changed then
   */
  public void step(double metric) {
    boolean better = options.isBetter(metric, best);
    long bad = better ? 0 : numBadEpochs + 1;
    boolean cooling = cooldownCounter > 0;
    if (cooling) {
      bad = 0;
    }
    boolean lower = bad > options.patience;
    if (lower) {
      lowerRates();
    }
    best = better ? metric : best;
    numBadEpochs = lower ? 0 : bad;
    cooldownCounter = lower ? options.cooldown : cooling ? cooldownCounter - 1 : 0;
    lastEpoch++;
    lastLr = rates();
    if (Double.isNaN(metric) && !warned) {
      warned = true;
      LOG.log(System.Logger.Level.WARNING, "a metric is NaN: it counts as a step without improvement");
    }
  }

  /** The rate of each group after the last step, or at construction; a copy. */
  public List<Double> getLastLr() {
    return lastLr;
  }

  /** Number of steps so far. */
  public long lastEpoch() {
    return lastEpoch;
  }

  /** The best metric so far; infinite before the first. */
  public double best() {
    return best;
  }

  /** Number of steps without improvement since the last better one, lowering or cooldown. */
  public long numBadEpochs() {
    return numBadEpochs;
  }

  /** Number of steps for which the cooldown still lasts. */
  public long cooldownCounter() {
    return cooldownCounter;
  }

  /** Everything that is needed to go on later, as plain values by PyTorch's names. */
  public SequencedMap<String, Object> stateDict() {
    SequencedMap<String, Object> state = fixedState();
    state.put("last_epoch", lastEpoch);
    state.put("_last_lr", lastLr);
    state.put("best", best);
    state.put("cooldown_counter", cooldownCounter);
    state.put("num_bad_epochs", numBadEpochs);
    return state;
  }

  /**
   * Goes on from a state of {@link #stateDict()} and writes its rates into the optimizer.
   *
   * @param state the state of a scheduler with the same options and as many groups; it is not changed
   * @throws IllegalArgumentException naming every difference: another option, an entry that is missing, unknown or no valid number; nothing is
   *     changed then
   */
  public void loadStateDict(Map<String, ?> state) {
    SavedState saved = new SavedState(state);
    fixedState().forEach(saved::requireSame);
    long epoch = saved.whole("last_epoch", 0);
    List<Double> rates = saved.numbers("_last_lr", optimizer.paramGroups().size());
    double loadedBest = saved.metric("best");
    long cooldown = saved.whole("cooldown_counter", 0);
    long bad = saved.whole("num_bad_epochs", 0);
    saved.finish("ReduceLROnPlateau");
    write(rates);
    lastEpoch = epoch;
    lastLr = rates();
    best = loadedBest;
    cooldownCounter = cooldown;
    numBadEpochs = bad;
  }

  private SequencedMap<String, Object> fixedState() {
    SequencedMap<String, Object> state = new LinkedHashMap<>();
    state.put("kind", "ReduceLROnPlateau");
    state.put("version", 1L);
    state.put("factor", options.factor);
    state.put("min_lrs", optimizer.paramGroups().size() == options.minLr.size() ? options.minLr
        : optimizer.paramGroups().stream().map(g -> options.minLr.getFirst()).toList());
    state.put("patience", options.patience);
    state.put("cooldown", options.cooldown);
    state.put("eps", options.eps);
    state.put("mode", options.mode.name().toLowerCase(Locale.ROOT));
    state.put("threshold", options.threshold);
    state.put("threshold_mode", options.thresholdMode.name().toLowerCase(Locale.ROOT));
    state.put("torch_negative_rel", options.torchNegativeRel);
    return state;
  }

  private List<Double> rates() {
    return optimizer.paramGroups().stream().map(ParamGroup::lr).toList();
  }

  private void lowerRates() {
    List<Double> rates = rates();
    List<Double> lowered = new ArrayList<>();
    for (int i = 0; i < rates.size(); i++) {
      double next = Math.max(rates.get(i) * options.factor, options.minLr(i));
      lowered.add(rates.get(i) - next > options.eps ? next : rates.get(i));
    }
    write(lowered);
  }

  private void write(List<Double> rates) {
    for (int i = 0; i < rates.size(); i++) {
      optimizer.paramGroups().get(i).lr(rates.get(i));
    }
  }

  /**
   * The options of {@link ReduceLROnPlateau}.
   *
   * @param mode which metrics are better; default {@code MIN}
   * @param factor what a rate is multiplied by, above 0 and below 1; default 0.1
   * @param patience number of bad steps in a row that are borne, >= 0; default 10
   * @param threshold what counts as better, finite and >= 0; default 10^-4
   * @param thresholdMode what the threshold is; default {@code REL}
   * @param cooldown steps after a lowering that are not counted, >= 0; default 0
   * @param minLr lowest rate, for all groups or for each, finite and >= 0; default 0
   * @param eps smallest change of a rate that is made, finite and >= 0; default 10^-8
   * @param torchNegativeRel whether negative metrics have PyTorch's relative threshold; default false
   */
  public record Options(
      Mode mode,
      double factor,
      long patience,
      double threshold,
      ThresholdMode thresholdMode,
      long cooldown,
      List<Double> minLr,
      double eps,
      boolean torchNegativeRel) {

    /** Checks the values. */
    public Options {
      Checks.requirePresent("mode", mode);
      if (!(factor > 0 && factor < 1)) {
        throw new IllegalArgumentException("factor " + factor + "; allowed: > 0 and < 1");
      }
      Checks.requireBetween("patience", patience, 0, Checks.LONGEST);
      Checks.requireFinite("threshold", threshold, 0);
      Checks.requirePresent("thresholdMode", thresholdMode);
      Checks.requireBetween("cooldown", cooldown, 0, Checks.LONGEST);
      minLr = List.copyOf(minLr);
      Checks.requireBetween("number of values of minLr", minLr.size(), 1, Integer.MAX_VALUE);
      minLr.forEach(lr -> Checks.requireFinite("minLr", lr, 0));
      Checks.requireFinite("eps", eps, 0);
    }

    /** With the other direction. */
    public Options mode(Mode mode) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel);
    }

    /** With another factor. */
    public Options factor(double factor) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel);
    }

    /** With another patience. */
    public Options patience(long patience) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel);
    }

    /** With another threshold of the same mode. */
    public Options threshold(double threshold) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel);
    }

    /** With another kind of threshold. */
    public Options thresholdMode(ThresholdMode thresholdMode) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel);
    }

    /** With another cooldown. */
    public Options cooldown(long cooldown) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel);
    }

    /** With other lowest rates: one, or one for each group. */
    public Options minLr(double... minLr) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, Arrays.stream(minLr).boxed().toList(), eps, torchNegativeRel);
    }

    /** With another smallest change. */
    public Options eps(double eps) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel);
    }

    /** With PyTorch's threshold for negative metrics, or not. */
    public Options torchNegativeRel(boolean torchNegativeRel) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel);
    }

    private boolean isBetter(double metric, double best) {
      double sign = mode == Mode.MIN ? -1 : 1;
      if (thresholdMode == ThresholdMode.REL && Double.isInfinite(best)) {
        return sign * metric > sign * best;
      }
      double margin = thresholdMode == ThresholdMode.ABS ? threshold : threshold * (torchNegativeRel ? best : Math.abs(best));
      double limit = best + sign * margin;
      return sign * metric > sign * limit;
    }

    private double minLr(int group) {
      if (minLr.size() != 1 && group >= minLr.size()) {
        throw new IllegalArgumentException("minLr " + minLr + " has no value for group " + group + "; allowed: one value, or one for each group");
      }
      return minLr.get(minLr.size() == 1 ? 0 : group);
    }
  }
}
