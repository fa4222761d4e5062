package lanewise.lrsched;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.IntFunction;
import lanewise.optim.Optimizer;
import lanewise.optim.OptimizerOptions;
import lanewise.optim.ParamGroup;

/**
 * Drives the learning rates of an optimizer's groups by a {@link Schedule}, and where the schedule cycles it the momentum (beta1 of Adam's family).
 *
 * <pre>{@code
 * var scheduler = new LrScheduler(optimizer, CosineAnnealing.of(1000).etaMin(1e-5));
 * for (...) {
 *   ...
 *   optimizer.step();
 *   scheduler.step();
 * }
 * }</pre>
 *
 * <p>The scheduler is the optimizer, the base rates, a count t of its steps and a pure function: each step computes lr(t) anew from the base rate and
 * puts it into the group. So {@link #step(long)} may be called with any t in any order, nothing drifts, and a rate that somebody else wrote into a
 * group holds until the next step; to change the rates for good there are {@link #setBaseLr} and {@link Start#chainable}. The optimizer knows nothing
 * of its schedulers.
 *
 * <p>The constructor applies t = 0: lr(0) is the rate of the optimizer's first step. The base rate of a group is its rate at that moment, also where
 * an earlier scheduler has left an {@code initial_lr} in the group; it is noted there for checkpoints. {@link Start} says otherwise where it has to.
 *
 * <p>A group added to the optimizer later is scheduled from the next step on; its base rate is its {@code initial_lr}, or where it has none its rate
 * at that step.
 *
 * <p>A scheduler that is stepped before the optimizer has made a step skips the first rate; a warning says so, once.
 */
public class LrScheduler {
  private static final System.Logger LOG = System.getLogger("lanewise.lrsched");

  private final Optimizer optimizer;
  private final Tracks tracks;
  private final Start start;
  private final long optimizerStepsAtStart;
  private List<Drive> drives = List.of();
  private long steps;
  private Moment now = new Moment(0, 0);
  private List<Double> lastLr = List.of();

  /** The schedules of a group. */
  @FunctionalInterface
  protected interface Tracks {
    /**
     * The schedules of a group.
     *
     * @throws IllegalArgumentException if there are none for this group
     */
    Track of(int group);
  }

  /**
   * The schedules of one group.
   *
   * @param lr the learning rate
   * @param momentum the momentum, where it is cycled
   * @param baseLr the base rate, where it does not come from the group
   * @param baseAtFirstStep whether the base rate is the group's rate at the scheduler's first step and not at its construction
   */
  protected record Track(Schedule lr, Optional<Schedule> momentum, OptionalDouble baseLr, boolean baseAtFirstStep) {
    /** A schedule and its momentum, from the group's own base rate. */
    public static Track of(Schedule lr) {
      return new Track(lr, lr.cycledMomentum(), OptionalDouble.empty(), false);
    }
  }

  /** What is to be written. */
  private record Plan(List<Drive> drives, Moment t, List<OptimizerOptions> options, List<Double> rates) {}

  /** Makes the rate that is written of the one that the schedule gives. */
  @FunctionalInterface
  private interface Rule {
    double rate(int group, Drive drive, double lr);
  }

  /** Drives all groups by one schedule, from t = 0. */
  public LrScheduler(Optimizer optimizer, Schedule schedule) {
    this(optimizer, schedule, Start.NEW);
  }

  /** Drives all groups by one schedule. */
  public LrScheduler(Optimizer optimizer, Schedule schedule, Start start) {
    this(optimizer, group -> Track.of(schedule), start);
  }

  /**
   * Drives each group by a schedule of its own.
   *
   * @throws IllegalArgumentException if there is not one schedule for each group
   */
  public LrScheduler(Optimizer optimizer, List<? extends Schedule> schedules, Start start) {
    IntFunction<Schedule> own = oneForEach(schedules, optimizer);
    this(optimizer, group -> Track.of(own.apply(group)), start);
  }

  /**
   * Drives each group by its own schedules.
   *
   * @throws IllegalArgumentException if a schedule is missing, has no value at the first t, gives a value that the optimizer refuses or cycles a
   *     momentum that it does not have, or a group lacks the {@code initial_lr} to go on from; the optimizer is unchanged then
   */
  protected LrScheduler(Optimizer optimizer, Tracks tracks, Start start) {
    this.optimizer = optimizer;
    this.tracks = tracks;
    this.start = start;
    this.optimizerStepsAtStart = optimizer.stepCount();
    write(plan(optimizer.paramGroups().size(), List.of(), new Moment(start.lastEpoch() + 1, 0), (group, drive, lr) -> lr));
  }

  /** The schedules by their groups; there has to be one for each. */
  protected static <S extends Schedule> IntFunction<S> oneForEach(List<? extends S> schedules, Optimizer optimizer) {
    List<S> own = List.copyOf(schedules);
    if (own.size() != optimizer.paramGroups().size()) {
      throw new IllegalArgumentException(own.size() + " schedules for " + optimizer.paramGroups().size()
          + " parameter groups; allowed: a list with one for each group, or one schedule instead of a list");
    }
    return group -> {
      if (group >= own.size()) {
        throw new IllegalArgumentException(own.size() + " schedules have none for group " + group + "; allowed: one for each group");
      }
      return own.get(group);
    };
  }

  /** Goes to the next t: {@code step(lastEpoch() + 1)}, or one more than the last real t. To be called after the optimizer's step. */
  public final void step() {
    step(new Moment(now.whole() + 1, now.fraction()));
  }

  /**
   * Goes to a given t. The rates depend on t alone, so calling it twice is calling it once.
   *
   * @throws IllegalArgumentException if a schedule has no value at t or gives one that the optimizer refuses; nothing is changed then
   */
  public final void step(long t) {
    step(new Moment(t, 0));
  }

  /**
   * Goes to a real t, such as epoch + batch / batches.
   *
   * @throws IllegalArgumentException if t is not a whole number and a schedule is not a {@link ContinuousSchedule}, and as {@link #step(long)}
   */
  public final void step(double t) {
    Checks.requireStep(t);
    step(new Moment((long) t, t - (long) t));
  }

  private void step(Moment t) {
    List<Drive> known = steps == 0 && start.lastEpoch() < 0 ? basesAtFirstStep() : drives;
    write(plan(optimizer.paramGroups().size(), known, t, start.chainable() ? this::chained : (group, drive, lr) -> lr));
    steps++;
    if (steps == 1 && optimizer.stepCount() == optimizerStepsAtStart) {
      LOG.log(System.Logger.Level.WARNING, "a scheduler was stepped before the optimizer: the first rate of the schedule is skipped; "
          + "call optimizer.step() first, then scheduler.step()");
    }
  }

  /** The rate of each group as the last step, or the constructor, wrote it; a copy. */
  public final List<Double> getLastLr() {
    return lastLr;
  }

  /** The t in force, without its fraction: the number of steps since the start where only {@link #step()} was called. */
  public final long lastEpoch() {
    return now.whole();
  }

  /** The base rate of each group that is scheduled. */
  public final List<Double> baseLrs() {
    return drives.stream().map(Drive::baseLr).toList();
  }

  /**
   * Gives a group another base rate, and at once the rate that belongs to it. Schedules that ignore the base rate go on as before.
   *
   * @param group number of the group
   * @param lr the base rate, finite and >= 0
   * @throws IllegalArgumentException if there is no such group or the optimizer refuses the rate; nothing is changed then
   */
  public final void setBaseLr(int group, double lr) {
    Checks.requireBetween("group", (long) group, 0, optimizer.paramGroups().size() - 1);
    Checks.requireFinite("lr", lr, 0);
    if (group >= drives.size()) {
      optimizer.paramGroups().get(group).initialLr(lr);
      return;
    }
    List<Drive> changed = new ArrayList<>(drives);
    changed.set(group, drives.get(group).withBase(lr));
    write(plan(changed.size(), changed, now, (i, drive, rate) -> i == group ? rate : optimizer.paramGroups().get(i).lr()));
  }

  /**
   * Everything that is needed to go on later: plain values (numbers, texts, lists and maps of them) by PyTorch's names where it has them, such as
   * {@code base_lrs}, {@code last_epoch}, {@code _last_lr}, {@code gamma}. Functions are represented by their names.
   */
  public final SequencedMap<String, Object> stateDict() {
    SequencedMap<String, Object> state = fixedState();
    state.put("base_lrs", baseLrs());
    state.put("last_epoch", now.whole());
    state.put("epoch_fraction", now.fraction());
    state.put("_step_count", steps + 1);
    state.put("_last_lr", lastLr);
    state.put("initial_momentums", drives.stream().map(Drive::baseMomentum).toList());
    return state;
  }

  /**
   * Goes on from a state of {@link #stateDict()} and writes the rates and momenta that belong to it into the optimizer.
   *
   * @param state the state of a scheduler of the same kind and parameters, with as many groups; it is not changed
   * @throws IllegalArgumentException naming every difference: another kind or parameter, an entry that is missing, unknown or no valid number;
   *     nothing is changed then
   */
  public final void loadStateDict(Map<String, ?> state) {
    int groups = optimizer.paramGroups().size();
    SavedState saved = new SavedState(state);
    fixedState().forEach(saved::requireSame);
    List<Double> bases = saved.numbers("base_lrs", groups);
    Moment t = new Moment(saved.whole("last_epoch", 0), saved.number("epoch_fraction", 0, 1));
    long count = saved.whole("_step_count", 1);
    List<Double> rates = saved.numbers("_last_lr", groups);
    List<Double> momenta = saved.numbers("initial_momentums", groups);
    saved.finish(getClass().getSimpleName());
    List<Drive> loaded = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      loaded.add(new Drive(tracks.of(i), bases.get(i), momenta.get(i)));
    }
    write(plan(groups, loaded, t, (group, drive, lr) -> start.chainable() ? rates.get(group) : lr));
    steps = count - 1;
  }

  /** What does not change while the scheduler runs: its kind and parameters. */
  private SequencedMap<String, Object> fixedState() {
    SequencedMap<String, Object> state = ScheduleState.of(drives.stream().map(d -> d.track().lr()).toList());
    state.putFirst("version", 1L);
    state.putFirst("kind", getClass().getSimpleName());
    state.put("chainable", start.chainable());
    state.put("cycle_momentum", drives.stream().anyMatch(d -> d.track().momentum().isPresent()));
    return state;
  }

  /** Computes everything for t and the first {@code count} groups, and changes nothing. */
  private Plan plan(int count, List<Drive> known, Moment t, Rule rule) {
    List<ParamGroup> groups = optimizer.paramGroups();
    List<Drive> found = new ArrayList<>(known);
    List<OptimizerOptions> options = new ArrayList<>(count);
    List<Double> rates = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (i == found.size()) {
        found.add(Drive.adopt(i, groups.get(i), tracks.of(i), start, !drives.isEmpty()));
      }
      Drive drive = found.get(i);
      double rate = rule.rate(i, drive, drive.lr(t));
      rates.add(rate);
      options.add(drive.change(i, groups.get(i).options(), rate, t));
    }
    return new Plan(List.copyOf(found), t, options, List.copyOf(rates));
  }

  private void write(Plan plan) {
    for (int i = 0; i < plan.drives.size(); i++) {
      ParamGroup group = optimizer.paramGroups().get(i);
      double base = plan.drives.get(i).baseLr();
      if (i >= drives.size() || drives.get(i).baseLr() != base) {
        group.initialLr(base);
      }
      group.options(plan.options.get(i));
    }
    drives = plan.drives;
    now = plan.t;
    lastLr = plan.rates;
  }

  /** The group's own rate times lr(t) / lr(t - 1): exactly lr(t) where nobody else has changed it. */
  private double chained(int group, Drive drive, double lr) {
    if (group >= drives.size()) {
      return lr;
    }
    double previous = drive.lr(now);
    return previous == 0 ? lr : lr * (optimizer.paramGroups().get(group).lr() / previous);
  }

  private List<Drive> basesAtFirstStep() {
    List<Drive> found = new ArrayList<>(drives);
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).track().baseAtFirstStep()) {
        found.set(i, found.get(i).withBase(optimizer.paramGroups().get(i).lr()));
      }
    }
    return found;
  }
}
