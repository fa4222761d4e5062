package lanewise.lrsched;

import lanewise.optim.CyclesMomentum;
import lanewise.optim.OptimizerOptions;
import lanewise.optim.ParamGroup;

/**
 * What drives a group.
 *
 * @param track its schedules
 * @param baseLr the base rate that was found
 * @param baseMomentum the momentum that was found; 0 where there is none
 */
record Drive(LrScheduler.Track track, double baseLr, double baseMomentum) {
  /**
   * What drives a group that has none yet.
   *
   * @param late whether the group has come after the scheduler
   */
  static Drive adopt(int index, ParamGroup group, LrScheduler.Track track, Start start, boolean late) {
    double momentum = group.options() instanceof CyclesMomentum cycling ? cycling.cycledMomentum() : 0;
    return new Drive(track, baseOf(index, group, track, start, late), momentum);
  }

  private static double baseOf(int index, ParamGroup group, LrScheduler.Track track, Start start, boolean late) {
    if (track.baseLr().isPresent()) {
      return track.baseLr().getAsDouble();
    }
    boolean resumed = start.lastEpoch() >= 0;
    if (group.initialLr().isPresent() && (resumed || late || start.reuseInitialLr())) {
      return group.initialLr().getAsDouble();
    }
    if (resumed && !late) {
      throw new IllegalArgumentException("group " + index + " has no initial_lr to go on from; "
          + "set ParamGroup.initialLr, or load the optimizer's state first");
    }
    return group.lr();
  }

  Drive withBase(double lr) {
    return new Drive(track, lr, baseMomentum);
  }

  double lr(Moment t) {
    if (t.fraction() == 0) {
      return track.lr().at(t.whole(), baseLr);
    }
    if (track.lr() instanceof ContinuousSchedule continuous) {
      return continuous.at(t.whole() + t.fraction(), baseLr);
    }
    throw new IllegalArgumentException("step " + (t.whole() + t.fraction()) + " of " + track.lr() + "; allowed: whole numbers");
  }

  /** The group's options with a rate, and with the momentum of t where that is cycled. */
  OptimizerOptions change(int group, OptimizerOptions options, double rate, Moment t) {
    OptimizerOptions changed = options.lr(rate);
    if (track.momentum().isPresent()) {
      if (!(changed instanceof CyclesMomentum cycling)) {
        throw new IllegalArgumentException("group " + group + " with options " + options
            + " has no momentum to cycle; switch cycleMomentum off, or use Schedule.withoutMomentum()");
      }
      changed = cycling.cycledMomentum(track.momentum().get().at(t.whole(), baseMomentum));
    }
    changed.requireConsistent();
    return changed;
  }
}
