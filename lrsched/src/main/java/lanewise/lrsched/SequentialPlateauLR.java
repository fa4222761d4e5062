package lanewise.lrsched;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import lanewise.optim.Optimizer;

/**
 * A schedule for a number of steps and then {@link ReduceLROnPlateau}, as the last part of a sequence: a warm-up before it, for example. Every step
 * takes a metric; up to the milestone it is not looked at.
 *
 * <pre>{@code
 * var scheduler = new SequentialPlateauLR(optimizer, LinearLR.options(0.1, 1, 5), 5, ReduceLROnPlateau.options().patience(3));
 * ...
 * scheduler.step(validationLoss);
 * }</pre>
 *
 * <p>As in {@link Sequential} the last part begins from the base rates: step t = milestone writes them, whatever the schedule ended with, and the
 * metrics of the steps after it are judged. A momentum that the schedule cycles keeps its last value. Any schedule may come first, also a sequence.
 *
 * <p>PyTorch refuses a {@code ReduceLROnPlateau} in its {@code SequentialLR}.
 */
public final class SequentialPlateauLR {
  private final Optimizer optimizer;
  private final LrScheduler first;
  private final ReduceLROnPlateau plateau;
  private final long milestone;

  /**
   * Begins at t = 0 of the schedule.
   *
   * @param schedule what drives the rates before the milestone
   * @param milestone the step at which the last part begins, 1..2^53
   * @param options options of the last part
   * @throws IllegalArgumentException as the two schedulers do; the optimizer is unchanged then
   */
  public SequentialPlateauLR(Optimizer optimizer, Schedule schedule, long milestone, ReduceLROnPlateau.Options options) {
    Checks.requirePresent("schedule", schedule);
    Checks.requireBetween("milestone", milestone, 1, Checks.LONGEST);
    this.optimizer = optimizer;
    this.milestone = milestone;
    this.plateau = new ReduceLROnPlateau(optimizer, options);
    this.first = new LrScheduler(optimizer, new Sequential(List.of(schedule, new Factor(1)), List.of(milestone)));
  }

  /**
   * Goes to the next t, or takes a metric.
   *
   * @throws IllegalArgumentException if one of the schedulers refuses the step; nothing is changed then
   */
  public void step(double metric) {
    if (first.lastEpoch() < milestone) {
      first.step();
    } else {
      Runnable adopt = first.adopting();
      Runnable judge = plateau.stepping(metric);
      adopt.run();
      judge.run();
    }
  }

  /** Tells a listener of every step from now on, and of lowering and NaN; t counts all steps. */
  public void addListener(SchedulerListener listener) {
    Checks.requirePresent("listener", listener);
    first.addListener(listener);
    plateau.addListener(new SchedulerListener() {
      @Override
      public void stepped(long t, List<Double> lr) {
        listener.stepped(milestone + t, lr);
      }

      @Override
      public void lowered(long t, List<Double> lr) {
        listener.lowered(milestone + t, lr);
      }

      @Override
      public void metricIsNaN(long t) {
        listener.metricIsNaN(milestone + t);
      }
    });
  }

  /** The rate of each group after the last step, or at construction; a copy. */
  public List<Double> getLastLr() {
    return plateau.lastEpoch() > 0 ? plateau.getLastLr() : first.getLastLr();
  }

  /** Number of steps so far. */
  public long lastEpoch() {
    return first.lastEpoch() + plateau.lastEpoch();
  }

  /** The last part, to ask it for its counters. */
  public ReduceLROnPlateau plateau() {
    return plateau;
  }

  /** Everything that is needed to go on later, as plain values: the states of both parts in {@code _schedulers}. */
  public SequencedMap<String, Object> stateDict() {
    SequencedMap<String, Object> state = new LinkedHashMap<>();
    state.put("kind", "SequentialPlateauLR");
    state.put("version", 1L);
    state.put("_milestones", List.of(milestone));
    state.put("last_epoch", lastEpoch());
    state.put("_last_lr", getLastLr());
    state.put("_schedulers", List.of(first.stateDict(), plateau.stateDict()));
    return state;
  }

  /**
   * Goes on from a state of {@link #stateDict()} and writes its rates into the optimizer.
   *
   * @param state the state of a scheduler with the same parts and as many groups; it is not changed
   * @throws IllegalArgumentException naming every difference of the first part that has any; nothing is changed then
   */
  public void loadStateDict(Map<String, ?> state) {
    SavedState saved = new SavedState(state);
    saved.requireSame("kind", "SequentialPlateauLR");
    saved.requireSame("version", 1L);
    saved.requireSame("_milestones", List.of(milestone));
    long epoch = saved.whole("last_epoch", 0);
    saved.numbers("_last_lr", optimizer.paramGroups().size());
    boolean parts = saved.requireParts("_schedulers", 2);
    if (parts) {
      saved.part("_schedulers", 0).requireSame("last_epoch", Math.min(epoch, milestone));
      saved.part("_schedulers", 1).requireSame("last_epoch", Math.max(0, epoch - milestone));
      saved.part("_schedulers", 0).leaveOutAll();
      saved.part("_schedulers", 1).leaveOutAll();
    }
    saved.finish("SequentialPlateauLR");
    Runnable loadFirst = first.loading(saved.part("_schedulers", 0).entries());
    Runnable loadPlateau = plateau.loading(saved.part("_schedulers", 1).entries());
    // Whichever is in force writes its rates last.
    List<Runnable> order = epoch > milestone ? List.of(loadFirst, loadPlateau) : List.of(loadPlateau, loadFirst);
    order.forEach(Runnable::run);
  }
}
