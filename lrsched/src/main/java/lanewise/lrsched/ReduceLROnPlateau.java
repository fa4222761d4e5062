package lanewise.lrsched;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
 * <p>Each step that is not better is a bad one; an equal metric is, and NaN, of which listeners are told, or a warning is logged once. The {@code
 * patience + 1}st bad step in a row lowers each group's rate to max(lr factor, minLr), if that changes it by more than {@code eps}. In the {@code
 * cooldown} steps after it no bad steps are counted. Rates are never raised, and the rate that a group has is what is lowered, so changes by others
 * stay.
 *
 * <p>PyTorch's relative threshold has the wrong sign for negative metrics: there best (1 - threshold) lies above a negative best, so that a metric
 * which gets worse counts as better. {@code torchNegativeRel} switches to that rule.
 *
 * <p>One lucky metric can be the best for ever. With {@code smoothing} s the metric is judged by its average m = s m + (1 - s) a, which begins with
 * the first metric; infinite metrics stay out of it and are judged as they are.
 *
 * <p>Source: PyTorch's {@code ReduceLROnPlateau}.
 */
public final class ReduceLROnPlateau {
  private static final System.Logger LOG = System.getLogger("lanewise.lrsched");

  private final Optimizer optimizer;
  private final Options options;
  private final Listeners listeners = new Listeners();
  private Plateau memory;
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
    Checks.requirePresent("optimizer", optimizer);
    Checks.requirePresent("options", options);
    int groups = optimizer.paramGroups().size();
    List<Double> least = options.minLr;
    if (least.size() != 1 && least.size() != groups) {
      throw new IllegalArgumentException("minLr " + least + " for " + groups + " parameter groups; allowed: one value, or one for each group");
    }
    this.optimizer = optimizer;
    this.options = options;
    this.memory = Plateau.begin(options);
    this.lastLr = rates();
  }

  /** PyTorch's defaults: a tenth after more than 10 steps without a relative improvement of 10^-4. */
  public static Options options() {
    return new Options(Mode.MIN, 0.1, 10, 1e-4, ThresholdMode.REL, 0, List.of(0.0), 1e-8, false, 0);
  }

  /**
   * Takes a metric.
   *
   * @throws IllegalArgumentException if a group added later has no {@code minLr} when its rate is to be lowered; nothing is changed then
   */
  public void step(double metric) {
    stepping(metric).run();
  }

  /** Judges a metric; to be run to act on it. */
  Runnable stepping(double metric) {
    Plateau.Verdict verdict = memory.after(metric, options);
    List<Double> before = rates();
    List<Double> after = verdict.lower() ? Plateau.lowered(before, options) : List.of();
    return () -> take(metric, verdict, before, after);
  }

  private void take(double metric, Plateau.Verdict verdict, List<Double> before, List<Double> after) {
    write(after);
    memory = verdict.next();
    lastEpoch++;
    lastLr = rates();
    if (Double.isNaN(metric) && listeners.isEmpty() && !warned) {
      warned = true;
      LOG.log(System.Logger.Level.WARNING, "a metric is NaN: it counts as a step without improvement");
    }
    listeners.stepped(lastEpoch, lastLr, Double.isNaN(metric), !lastLr.equals(before));
  }

  /** Tells a listener of every step, lowering and NaN from now on; the log is silent about NaN then. */
  public void addListener(SchedulerListener listener) {
    listeners.add(listener);
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
    return memory.best();
  }

  /** Number of steps without improvement since the last better one, lowering or cooldown. */
  public long numBadEpochs() {
    return memory.bad();
  }

  /** Number of steps for which the cooldown still lasts. */
  public long cooldownCounter() {
    return memory.cooldown();
  }

  /** Everything that is needed to go on later, as plain values by PyTorch's names. */
  public SequencedMap<String, Object> stateDict() {
    SequencedMap<String, Object> state = ScheduleState.of(options, optimizer.paramGroups().size());
    state.put("last_epoch", lastEpoch);
    state.put("_last_lr", lastLr);
    state.putAll(memory.state());
    return state;
  }

  /**
   * Goes on from a state and writes its rates into the optimizer. The state is one of {@link #stateDict()}, or the {@code state_dict} of PyTorch's
   * {@code ReduceLROnPlateau}, read into plain values: it knows no smoothing, so that an average begins anew with the next metric.
   *
   * @param state the state of a scheduler with the same options and as many groups; it is not changed
   * @throws IllegalArgumentException naming every difference: another option, an entry that is missing, unknown or no valid number; nothing is
   *     changed then
   */
  public void loadStateDict(Map<String, ?> state) {
    loading(state).run();
  }

  /** Checks a state; to be run to take it over. */
  Runnable loading(Map<String, ?> state) {
    SavedState saved = new SavedState(state);
    boolean torch = TorchState.isOne(state);
    SequencedMap<String, Object> own = ScheduleState.of(options, optimizer.paramGroups().size());
    if (torch) {
      TorchState.requireSameOptions(saved, own);
    } else {
      own.forEach(saved::requireSame);
    }
    long epoch = saved.whole("last_epoch", 0);
    List<Double> rates = saved.numbers("_last_lr", optimizer.paramGroups().size());
    Plateau loaded = Plateau.of(saved, torch);
    saved.finish("ReduceLROnPlateau");
    return () -> {
      write(rates);
      lastEpoch = epoch;
      lastLr = rates();
      memory = loaded;
    };
  }

  private List<Double> rates() {
    return optimizer.paramGroups().stream().map(ParamGroup::lr).toList();
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
   * @param smoothing weight of the average so far against a new metric, >= 0 and below 1; default 0, which is no smoothing
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
      boolean torchNegativeRel,
      double smoothing) {

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
      minLr = Checks.copy("minLr", minLr);
      Checks.requireBetween("number of values of minLr", minLr.size(), 1, Integer.MAX_VALUE);
      minLr.forEach(lr -> Checks.requireFinite("minLr", lr, 0));
      Checks.requireFinite("eps", eps, 0);
      if (!(smoothing >= 0 && smoothing < 1)) {
        throw new IllegalArgumentException("smoothing " + smoothing + "; allowed: >= 0 and < 1");
      }
    }

    /** With the other direction. */
    public Options mode(Mode mode) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel, smoothing);
    }

    /** With another factor. */
    public Options factor(double factor) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel, smoothing);
    }

    /** With another patience. */
    public Options patience(long patience) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel, smoothing);
    }

    /** With another threshold of the same mode. */
    public Options threshold(double threshold) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel, smoothing);
    }

    /** With another kind of threshold. */
    public Options thresholdMode(ThresholdMode thresholdMode) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel, smoothing);
    }

    /** With another cooldown. */
    public Options cooldown(long cooldown) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel, smoothing);
    }

    /** With other lowest rates: one, or one for each group. */
    public Options minLr(double... minLr) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, Arrays.stream(minLr).boxed().toList(), eps, torchNegativeRel,
          smoothing);
    }

    /** With another smallest change. */
    public Options eps(double eps) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel, smoothing);
    }

    /** With PyTorch's threshold for negative metrics, or not. */
    public Options torchNegativeRel(boolean torchNegativeRel) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel, smoothing);
    }

    /** With the metric replaced by its moving average, or not. */
    public Options smoothing(double smoothing) {
      return new Options(mode, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, torchNegativeRel, smoothing);
    }
  }
}
