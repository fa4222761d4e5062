package lanewise.lrsched;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.IntFunction;
import lanewise.optim.Optimizer;

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
 *
 * <p>A scheduler is not for several threads at once: like its optimizer it belongs to the thread that trains.
 */
public class LrScheduler {
  private static final System.Logger LOG = System.getLogger("lanewise.lrsched");

  private final Optimizer optimizer;
  private final Start start;
  private final Drives drives;
  private final long optimizerStepsAtStart;
  private final Listeners listeners = new Listeners();
  private long steps;

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
    /** Checks that there is a schedule. */
    public Track {
      Checks.requirePresent("schedule", lr);
    }

    /** A schedule and its momentum, from the group's own base rate. */
    public static Track of(Schedule lr) {
      Checks.requirePresent("schedule", lr);
      return new Track(lr, lr.cycledMomentum(), OptionalDouble.empty(), false);
    }
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
    Checks.requirePresent("optimizer", optimizer);
    Checks.requirePresent("start", start);
    this.optimizer = optimizer;
    this.start = start;
    this.drives = new Drives(optimizer, tracks, start);
    this.optimizerStepsAtStart = optimizer.stepCount();
    drives.write(drives.plan(List.of(), new Moment(start.lastEpoch() + 1, 0), (group, drive, lr) -> lr));
  }

  /** The schedules by their groups; there has to be one for each. */
  protected static <S extends Schedule> IntFunction<S> oneForEach(List<? extends S> schedules, Optimizer optimizer) {
    List<S> own = Checks.copy("schedules", schedules);
    Checks.requirePresent("optimizer", optimizer);
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

  /**
   * Goes to the next t: {@code step(lastEpoch() + 1)}, or one more than the last real t. To be called after the optimizer's step.
   *
   * @throws IllegalArgumentException if there is no next t, after t = 2^63 - 1, and as {@link #step(long)}
   */
  public final void step() {
    if (drives.now().whole() == Long.MAX_VALUE) {
      throw new IllegalArgumentException("no step after lastEpoch " + Long.MAX_VALUE + "; allowed: lastEpoch up to " + (Long.MAX_VALUE - 1));
    }
    step(new Moment(drives.now().whole() + 1, drives.now().fraction()));
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
   * @param t finite and >= 0, at most 2^53: beyond, a double has no fractions, and {@link #step(long)} counts on
   * @throws IllegalArgumentException if t is not a whole number and a schedule is not a {@link ContinuousSchedule}, and as {@link #step(long)}
   */
  public final void step(double t) {
    Checks.requireStep(t);
    Checks.requireBetween("step", t, 0, Checks.LONGEST);
    step(new Moment((long) t, t - (long) t));
  }

  private void step(Moment t) {
    List<Drive> known = steps == 0 && start.lastEpoch() < 0 ? drives.atFirstStep() : drives.all();
    drives.write(drives.plan(known, t, start.chainable() ? drives::chained : (group, drive, lr) -> lr));
    steps++;
    if (steps == 1 && optimizer.stepCount() == optimizerStepsAtStart) {
      LOG.log(System.Logger.Level.WARNING, "a scheduler was stepped before the optimizer: the first rate of the schedule is skipped; "
          + "call optimizer.step() first, then scheduler.step()");
    }
    listeners.stepped(t.whole(), getLastLr());
  }

  /** Checks groups that have come since the last step; to be run to take them up, which leaves all rates as they are. */
  final Runnable adopting() {
    if (drives.all().size() == optimizer.paramGroups().size()) {
      return () -> {};
    }
    Drives.Plan plan = drives.plan(drives.all(), drives.now(), (group, drive, lr) -> optimizer.paramGroups().get(group).lr());
    return () -> drives.write(plan);
  }

  /** Tells a listener of every step from now on. */
  public final void addListener(SchedulerListener listener) {
    listeners.add(listener);
  }

  /** The rate of each group as the last step, or the constructor, wrote it; a copy. */
  public final List<Double> getLastLr() {
    return drives.lastLr();
  }

  /** The t in force, without its fraction: the number of steps since the start where only {@link #step()} was called. */
  public final long lastEpoch() {
    return drives.now().whole();
  }

  /** The base rate of each group that is scheduled. */
  public final List<Double> baseLrs() {
    return drives.all().stream().map(Drive::baseLr).toList();
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
    List<Drive> changed = new ArrayList<>(drives.all());
    if (group >= changed.size()) {
      optimizer.paramGroups().get(group).initialLr(lr);
      return;
    }
    changed.set(group, changed.get(group).withBase(lr));
    drives.write(drives.plan(changed, changed.size(), drives.now(),
        (i, drive, rate) -> i == group ? rate : optimizer.paramGroups().get(i).lr()));
  }

  /**
   * Everything that is needed to go on later: plain values (numbers, texts, lists and maps of them) by PyTorch's names where it has them, such as
   * {@code base_lrs}, {@code last_epoch}, {@code _last_lr}, {@code gamma}. Functions are represented by their names.
   */
  public final SequencedMap<String, Object> stateDict() {
    SequencedMap<String, Object> state = fixedState();
    state.put("base_lrs", baseLrs());
    state.put("last_epoch", lastEpoch());
    state.put("epoch_fraction", drives.now().fraction());
    state.put("_step_count", steps + 1);
    state.put("_last_lr", getLastLr());
    state.put("initial_momentums", drives.all().stream().map(Drive::baseMomentum).toList());
    return state;
  }

  /**
   * Goes on from a state and writes the rates and momenta that belong to it into the optimizer. The state is one of {@link #stateDict()}, or the
   * {@code state_dict} of PyTorch's scheduler of the same class, read into plain values.
   *
   * <p>Of PyTorch's state the position, the base rates and where they matter the last rates are taken over, and every parameter that is there is
   * compared. What it does not have stays as this scheduler was built: functions, rates of {@code OneCycleLR} and {@code SWALR} (PyTorch keeps them
   * in the optimizer's groups), the optimizer's momentum before the first cycling part. The base rates of a composition are those of its first part;
   * if that is cyclic, which overwrites them in PyTorch, they are this scheduler's own. Counters of parts are not needed, since a part's rate depends
   * on the position alone: where PyTorch's parts have come out of step, ours have not.
   *
   * @param state the state of a scheduler of the same kind and parameters, with as many groups; it is not changed
   * @throws IllegalArgumentException naming every difference: another kind or parameter, an entry that is missing, unknown or no valid number;
   *     nothing is changed then
   */
  public final void loadStateDict(Map<String, ?> state) {
    loading(state).run();
  }

  /** Checks a state; to be run to take it over. */
  final Runnable loading(Map<String, ?> state) {
    SavedState saved = new SavedState(state);
    Resumption found = TorchState.isOne(state)
        ? TorchState.read(saved, drives.withLate(), cyclesMomentum()) : ownState(saved, optimizer.paramGroups().size());
    saved.finish(getClass().getSimpleName());
    Drives.Plan plan = drives.plan(drives.with(found.bases(), found.momenta()), found.t(), (group, drive, lr) -> {
      boolean dormant = found.steps() == 0 && drive.track().baseAtFirstStep();
      return dormant ? optimizer.paramGroups().get(group).lr() : start.chainable() ? found.rates().get(group) : lr;
    });
    return () -> {
      drives.write(plan);
      steps = found.steps();
    };
  }

  private Resumption ownState(SavedState saved, int groups) {
    fixedState().forEach(saved::requireSame);
    Moment t = new Moment(saved.whole("last_epoch", 0), saved.number("epoch_fraction", 0, 1));
    return new Resumption(t, saved.numbers("base_lrs", groups), saved.numbers("initial_momentums", groups), saved.numbers("_last_lr", groups),
        saved.whole("_step_count", 1) - 1);
  }

  /** What does not change while the scheduler runs: its kind and parameters. */
  private SequencedMap<String, Object> fixedState() {
    SequencedMap<String, Object> state = ScheduleState.of(drives.all().stream().map(d -> d.track().lr()).toList());
    state.putFirst("version", 1L);
    state.putFirst("kind", getClass().getSimpleName());
    state.put("chainable", start.chainable());
    state.put("cycle_momentum", cyclesMomentum());
    return state;
  }

  private boolean cyclesMomentum() {
    return drives.all().stream().anyMatch(d -> d.track().momentum().isPresent());
  }
}
