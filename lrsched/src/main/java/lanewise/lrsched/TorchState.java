package lanewise.lrsched;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * Reads the {@code state_dict} of PyTorch's schedulers: its parameters are compared, its position is taken over. What is left out are the
 * intermediate results of PyTorch's recursion and its functions.
 */
final class TorchState {
  /** What PyTorch needs for its recursion, and what is known here from elsewhere. */
  private static final Set<String> LEFT_OUT = Set.of("_is_initial", "_get_lr_called_within_step", "lr_lambdas", "T_i", "T_cur", "use_beta1",
      "_scale_fn_custom", "_scale_fn_ref", "verbose");
  /** What a part of a composition has for itself. */
  private static final Set<String> OF_PARTS = Set.of("base_lrs", "last_epoch", "_step_count", "_last_lr");
  /** What {@link ReduceLROnPlateau} has and PyTorch has not. */
  private static final Set<String> OURS = Set.of("kind", "version", "torch_negative_rel", "smoothing");

  private TorchState() {}

  /** Whether a state is PyTorch's: ours say of which kind they are. */
  static boolean isOne(Map<String, ?> state) {
    return state != null && !state.containsKey("kind") && !state.containsKey("version");
  }

  /**
   * Reads the state of a scheduler with a schedule.
   *
   * @param drives what drives the groups now: its schedules are compared, its momenta kept
   * @param cycling whether the scheduler cycles momentum
   */
  static Resumption read(SavedState saved, List<Drive> drives, boolean cycling) {
    List<Schedule> schedules = drives.stream().map(d -> d.track().lr()).toList();
    Schedule schedule = schedules.getFirst();
    compare(saved, schedules, cycling);
    SavedState counted = saved;
    while (!counted.contains("last_epoch") && counted.hasParts("_schedulers")) {
      counted = counted.part("_schedulers", 0);
    }
    double fraction = schedule instanceof ContinuousSchedule && saved.contains("T_cur") ? saved.number("T_cur", 0, Double.POSITIVE_INFINITY) % 1 : 0;
    Moment t = new Moment(counted.whole("last_epoch", 0), fraction);
    long steps = saved.contains("_step_count") ? Math.max(0, saved.whole("_step_count", 0) - 1) : t.whole();
    List<Double> rates = saved.finiteNumbers("_last_lr", drives.size());
    List<Double> found = bases(saved, drives);
    List<Double> bases = found;
    // Not where PyTorch was given a last_epoch: its count and its way begin anew then.
    if (drives.getFirst().track().baseAtFirstStep() && steps == t.whole() && rates.size() == found.size()) {
      bases = IntStream.range(0, drives.size()).mapToObj(i -> beginning((Swa) schedules.get(i), steps, rates.get(i), found.get(i))).toList();
    }
    return new Resumption(t, bases, drives.stream().map(Drive::baseMomentum).toList(), rates, steps);
  }

  /** Compares the options of {@link ReduceLROnPlateau}. */
  static void requireSameOptions(SavedState saved, Map<String, Object> own) {
    saved.leaveOut(Set.of("mode_worse", "default_min_lr", "verbose"));
    own.forEach((name, value) -> {
      if (!OURS.contains(name)) {
        saved.requireSame(name, value);
      }
    });
  }

  /** The base rates; an absolute schedule has its own, with which the state has to agree. */
  private static List<Double> bases(SavedState saved, List<Drive> drives) {
    List<Double> own = drives.stream().map(Drive::baseLr).toList();
    LrScheduler.Track track = drives.getFirst().track();
    if (track.baseLr().isPresent()) {
      saved.requireSame("base_lrs", own);
      return own;
    }
    SavedState first = saved;
    Schedule schedule = track.lr();
    while (!parts(schedule).isEmpty() && first.hasParts("_schedulers")) {
      first = first.part("_schedulers", 0);
      schedule = plain(parts(schedule).getFirst());
    }
    if (schedule instanceof Cyclic || schedule instanceof OneCycle) {
      return own;
    }
    return first.numbers("base_lrs", drives.size());
  }

  /** The rate from which averaging set out, reckoned back from the one that it has reached; at its end there is nothing to reckon. */
  private static double beginning(Swa swa, long steps, double rate, double base) {
    long left = swa.annealEpochs() - steps;
    if (left <= 0) {
      return base;
    }
    double share = swa.annealStrategy().between(1, 0, steps, left);
    return Math.max(0, (rate - swa.swaLr() * swa.annealStrategy().between(0, 1, steps, left)) / share);
  }

  private static void compare(SavedState saved, List<Schedule> schedules, boolean cycling) {
    SequencedMap<String, Object> own = ScheduleState.of(schedules);
    Schedule schedule = plain(schedules.getFirst());
    saved.leaveOut(LEFT_OUT);
    List<String> names = new ArrayList<>(names(schedule));
    boolean known = !names.isEmpty() || schedule instanceof LambdaSchedule || schedule instanceof Multiplicative || schedule instanceof Chained;
    if (!known || own.containsKey("groups")) {
      saved.refuse("PyTorch has no scheduler with the rates of " + schedules);
      return;
    }
    if (schedule instanceof OneCycle cycle) {
      own.put("_schedule_phases", phases(cycle));
      own.put("_anneal_func_type", own.get("anneal_strategy"));
    }
    if (schedule instanceof Cyclic || schedule instanceof OneCycle) {
      own.put("cycle_momentum", cycling);
    }
    if (schedule instanceof Cyclic && cycling) {
      names.addAll(List.of("base_momentums", "max_momentums"));
    }
    for (String name : names) {
      saved.requireSame(name, own.get(name));
    }
    int parts = parts(schedule).size();
    if (parts > 0 && saved.requireParts("_schedulers", parts)) {
      for (int i = 0; i < parts; i++) {
        int number = i;
        SavedState part = saved.part("_schedulers", i);
        List<Schedule> ours = schedules.stream().map(s -> parts(s).get(number)).toList();
        part.leaveOut(OF_PARTS);
        compare(part, ours, ours.getFirst().cycledMomentum().isPresent());
      }
    }
  }

  /** The parameters that PyTorch's state has; for functions none, and none for what PyTorch does not have. */
  private static List<String> names(Schedule schedule) {
    return switch (schedule) {
      case Step s -> List.of("step_size", "gamma");
      case MultiStep s -> List.of("milestones", "gamma");
      case Constant s -> List.of("factor", "total_iters");
      case Linear s -> List.of("start_factor", "end_factor", "total_iters");
      case Exponential s -> List.of("gamma");
      case Polynomial s -> List.of("total_iters", "power");
      case CosineAnnealing s -> List.of("T_max", "eta_min");
      case CosineAnnealingWarmRestarts s -> List.of("T_0", "T_mult", "eta_min");
      case Cyclic s -> List.of("max_lrs", "total_size", "step_ratio", "mode", "gamma", "scale_mode", "cycle_momentum");
      case OneCycle s -> List.of("total_steps", "_schedule_phases", "_anneal_func_type", "cycle_momentum");
      case Swa s -> List.of("anneal_epochs", "_anneal_strategy");
      case Sequential s -> List.of("_milestones");
      default -> List.of();
    };
  }

  private static List<Schedule> parts(Schedule schedule) {
    return switch (schedule) {
      case Sequential s -> s.schedules();
      case Chained s -> s.schedules();
      default -> List.of();
    };
  }

  /** The schedule inside what only concerns the momentum or the memory. */
  private static Schedule plain(Schedule schedule) {
    return switch (schedule) {
      case WithoutMomentum s -> plain(s.schedule());
      case RememberedProduct s -> s.schedule();
      default -> schedule;
    };
  }

  private static List<Map<String, Object>> phases(OneCycle c) {
    double rise = c.pctStart() * c.totalSteps() - 1;
    double end = c.totalSteps() - 1;
    Map<String, Object> up = phase(rise, "initial_lr", "max_lr", "max_momentum", "base_momentum");
    return c.threePhase()
        ? List.of(up, phase(2 * c.pctStart() * c.totalSteps() - 2, "max_lr", "initial_lr", "base_momentum", "max_momentum"),
            phase(end, "initial_lr", "min_lr", "max_momentum", "max_momentum"))
        : List.of(up, phase(end, "max_lr", "min_lr", "base_momentum", "max_momentum"));
  }

  private static Map<String, Object> phase(double end, String startLr, String endLr, String startMomentum, String endMomentum) {
    return Map.of("end_step", end, "start_lr", startLr, "end_lr", endLr, "start_momentum", startMomentum, "end_momentum", endMomentum);
  }
}
