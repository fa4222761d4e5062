package lanewise.lrsched;

import java.util.ArrayList;
import java.util.List;
import lanewise.optim.Optimizer;
import lanewise.optim.OptimizerOptions;
import lanewise.optim.ParamGroup;

/**
 * What drives each group of an optimizer, and the t that is in force. Every change is planned for all groups first, which may fail, and then written,
 * which cannot.
 */
final class Drives {
  private final Optimizer optimizer;
  private final LrScheduler.Tracks tracks;
  private final Start start;
  private List<Drive> all = List.of();
  private Moment now = new Moment(0, 0);
  private List<Double> lastLr = List.of();

  Drives(Optimizer optimizer, LrScheduler.Tracks tracks, Start start) {
    this.optimizer = optimizer;
    this.tracks = tracks;
    this.start = start;
  }

  /** What is to be written. */
  record Plan(List<Drive> drives, Moment t, List<OptimizerOptions> options, List<Double> rates) {}

  /** Makes the rate that is written of the one that the schedule gives. */
  @FunctionalInterface
  interface Rule {
    double rate(int group, Drive drive, double lr);
  }

  List<Drive> all() {
    return all;
  }

  Moment now() {
    return now;
  }

  List<Double> lastLr() {
    return lastLr;
  }

  /** What would drive all groups that there are now, with given base rates and momenta. */
  List<Drive> with(List<Double> bases, List<Double> momenta) {
    List<Drive> made = new ArrayList<>();
    for (int i = 0; i < bases.size(); i++) {
      made.add(new Drive(tracks.of(i), bases.get(i), momenta.get(i)));
    }
    return made;
  }

  /** What drives all groups that there are now, those included that no step has reached yet. */
  List<Drive> withLate() {
    return plan(all, now, (group, drive, lr) -> lr).drives;
  }

  /** The drives at the first step: some base rates are only known then. */
  List<Drive> atFirstStep() {
    List<Drive> found = new ArrayList<>(all);
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).track().baseAtFirstStep()) {
        found.set(i, found.get(i).withBase(optimizer.paramGroups().get(i).lr()));
      }
    }
    return found;
  }

  /** Everything for t in all groups. */
  Plan plan(List<Drive> known, Moment t, Rule rule) {
    return plan(known, optimizer.paramGroups().size(), t, rule);
  }

  /** Everything for t in the first {@code count} groups. */
  Plan plan(List<Drive> known, int count, Moment t, Rule rule) {
    List<ParamGroup> groups = optimizer.paramGroups();
    List<Drive> found = new ArrayList<>(known);
    List<OptimizerOptions> options = new ArrayList<>(count);
    List<Double> rates = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (i == found.size()) {
        found.add(Drive.adopt(i, groups.get(i), tracks.of(i), start, !all.isEmpty()));
      }
      Drive drive = found.get(i);
      double rate = rule.rate(i, drive, drive.lr(t));
      rates.add(rate);
      options.add(drive.change(i, groups.get(i).options(), rate, t));
    }
    return new Plan(List.copyOf(found), t, options, List.copyOf(rates));
  }

  void write(Plan plan) {
    for (int i = 0; i < plan.drives.size(); i++) {
      ParamGroup group = optimizer.paramGroups().get(i);
      double base = plan.drives.get(i).baseLr();
      if (i >= all.size() || all.get(i).baseLr() != base) {
        group.initialLr(base);
      }
      group.options(plan.options.get(i));
    }
    all = plan.drives;
    now = plan.t;
    lastLr = plan.rates;
  }

  /** The group's own rate times lr(t) / lr(t - 1): exactly lr(t) where nobody else has changed it. */
  double chained(int group, Drive drive, double lr) {
    if (group >= all.size()) {
      return lr;
    }
    double previous = drive.lr(now);
    return previous == 0 ? lr : lr * (optimizer.paramGroups().get(group).lr() / previous);
  }
}
