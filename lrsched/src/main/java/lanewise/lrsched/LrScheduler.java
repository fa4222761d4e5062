package lanewise.lrsched;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import lanewise.optim.CyclesMomentum;
import lanewise.optim.Optimizer;
import lanewise.optim.OptimizerOptions;
import lanewise.optim.ParamGroup;

/**
 * Drives the learning rates of an optimizer's groups by a {@link Schedule}, and their momentum (beta1 of Adam's family) by a second one where a
 * subclass has it.
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
 * group holds until the next step. The optimizer knows nothing of its schedulers.
 *
 * <p>The constructor applies t = 0: lr(0) is the rate of the optimizer's first step. The base rate of a group is its rate at that moment, also where
 * an earlier scheduler has left an {@code initial_lr} in the group; it is noted there for checkpoints. With {@code lastEpoch} k >= 0 the scheduler
 * takes up a run again: the base rates are the groups' {@code initial_lr}, and t = k + 1 is applied.
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
  private final boolean resumed;
  private final long optimizerStepsAtStart;
  private final List<Drive> drives = new ArrayList<>();
  private boolean stepped;
  private long lastEpoch;
  private List<Double> lastLr;

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
   */
  protected record Track(Schedule lr, Optional<Schedule> momentum, OptionalDouble baseLr) {
    /** A schedule of the learning rate alone, from the group's own base rate. */
    public static Track of(Schedule lr) {
      return new Track(lr, Optional.empty(), OptionalDouble.empty());
    }
  }

  /** What drives a group: its schedules, and the base rate that was found. */
  private record Drive(Track track, double baseLr) {}

  /** Drives all groups by one schedule, from t = 0. */
  public LrScheduler(Optimizer optimizer, Schedule schedule) {
    this(optimizer, group -> Track.of(schedule), -1);
  }

  /**
   * Drives each group by its own schedules.
   *
   * @param lastEpoch the t that was reached before, or -1 to start; t = lastEpoch + 1 is applied at once
   * @throws IllegalArgumentException if a schedule is missing, has no value at that t, gives a value that the optimizer's options refuse or cycles a
   *     momentum that they do not have, or a group lacks the {@code initial_lr} to go on from; the optimizer is unchanged then
   */
  protected LrScheduler(Optimizer optimizer, Tracks tracks, long lastEpoch) {
    Checks.requireBetween("lastEpoch", lastEpoch, -1, Long.MAX_VALUE - 1);
    this.optimizer = optimizer;
    this.tracks = tracks;
    this.resumed = lastEpoch >= 0;
    this.optimizerStepsAtStart = optimizer.stepCount();
    apply(lastEpoch + 1);
  }

  /** Goes to the next t: {@code step(lastEpoch() + 1)}. To be called after the optimizer's step. */
  public final void step() {
    step(lastEpoch + 1);
  }

  /**
   * Goes to a given t. The rates depend on t alone, so calling it twice is calling it once.
   *
   * @throws IllegalArgumentException if a schedule has no value at t or gives one that the optimizer refuses; nothing is changed then
   */
  public final void step(long t) {
    apply(t);
    if (!stepped) {
      stepped = true;
      if (optimizer.stepCount() == optimizerStepsAtStart) {
        LOG.log(System.Logger.Level.WARNING, "a scheduler was stepped before the optimizer: the first rate of the schedule is skipped; "
            + "call optimizer.step() first, then scheduler.step()");
      }
    }
  }

  /** The rate of each group as the last step, or the constructor, wrote it; a copy. */
  public final List<Double> getLastLr() {
    return lastLr;
  }

  /** The t in force: the number of steps since the start where only {@link #step()} was called. */
  public final long lastEpoch() {
    return lastEpoch;
  }

  /** Computes everything for t, then writes it. */
  private void apply(long t) {
    List<ParamGroup> groups = optimizer.paramGroups();
    List<Drive> found = new ArrayList<>(drives);
    List<OptimizerOptions> options = new ArrayList<>(groups.size());
    List<Double> rates = new ArrayList<>(groups.size());
    for (int i = 0; i < groups.size(); i++) {
      if (i == found.size()) {
        Track track = tracks.of(i);
        found.add(new Drive(track, baseOf(i, groups.get(i), track)));
      }
      Drive drive = found.get(i);
      double lr = drive.track.lr.at(t, drive.baseLr);
      rates.add(lr);
      options.add(changed(i, groups.get(i).options(), lr, drive, t));
    }
    for (int i = 0; i < groups.size(); i++) {
      if (i >= drives.size()) {
        groups.get(i).initialLr(found.get(i).baseLr);
        drives.add(found.get(i));
      }
      groups.get(i).options(options.get(i));
    }
    lastEpoch = t;
    lastLr = List.copyOf(rates);
  }

  private double baseOf(int index, ParamGroup group, Track track) {
    if (track.baseLr.isPresent()) {
      return track.baseLr.getAsDouble();
    }
    boolean late = !drives.isEmpty();
    if (group.initialLr().isPresent() && (resumed || late)) {
      return group.initialLr().getAsDouble();
    }
    if (resumed && !late) {
      throw new IllegalArgumentException("group " + index + " has no initial_lr to go on from; "
          + "set ParamGroup.initialLr, or load the optimizer's state first");
    }
    return group.lr();
  }

  private static OptimizerOptions changed(int index, OptimizerOptions options, double lr, Drive drive, long t) {
    OptimizerOptions changed = options.lr(lr);
    if (drive.track.momentum.isPresent()) {
      if (!(changed instanceof CyclesMomentum cycling)) {
        throw new IllegalArgumentException("group " + index + " with options " + options + " has no momentum to cycle; switch cycleMomentum off");
      }
      changed = cycling.cycledMomentum(drive.track.momentum.get().at(t));
    }
    changed.requireConsistent();
    return changed;
  }
}
