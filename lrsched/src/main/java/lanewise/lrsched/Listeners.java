package lanewise.lrsched;

import java.util.ArrayList;
import java.util.List;

/** The listeners of a scheduler, told in the order in which they came. */
final class Listeners {
  private final List<SchedulerListener> all = new ArrayList<>();

  void add(SchedulerListener listener) {
    Checks.requirePresent("listener", listener);
    all.add(listener);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  void stepped(long t, List<Double> lr) {
    stepped(t, lr, false, false);
  }

  /** A step, and what is to be said of it besides. */
  void stepped(long t, List<Double> lr, boolean metricIsNaN, boolean lowered) {
    for (SchedulerListener listener : List.copyOf(all)) {
      if (metricIsNaN) {
        listener.metricIsNaN(t);
      }
      if (lowered) {
        listener.lowered(t, lr);
      }
      listener.stepped(t, lr);
    }
  }
}
