package lanewise.lrsched;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads a saved state and collects everything that is wrong with it, so that one error can name it all. */
final class SavedState {
  private final Map<String, ?> state;
  private final Set<String> unread;
  private final List<String> differences = new ArrayList<>();

  SavedState(Map<String, ?> state) {
    Checks.requirePresent("state", state);
    this.state = state;
    this.unread = new TreeSet<>(state.keySet());
  }

  /** An entry that has to have the value of the scheduler which reads it. */
  void requireSame(String name, Object own) {
    if (has(name) && !same(state.get(name), own)) {
      differences.add(name + " " + state.get(name) + " instead of " + own);
    }
  }

  /** A whole number that is at least {@code least}; 0 where it is not one. */
  long whole(String name, long least) {
    if (has(name)) {
      if (state.get(name) instanceof Number n && n.longValue() == n.doubleValue() && n.longValue() >= least) {
        return n.longValue();
      }
      differences.add(name + " " + state.get(name) + "; allowed: a whole number >= " + least);
    }
    return 0;
  }

  /** A number from {@code least} on, below {@code bound}; 0 where it is not one. */
  double number(String name, double least, double bound) {
    if (has(name)) {
      if (state.get(name) instanceof Number n && n.doubleValue() >= least && n.doubleValue() < bound) {
        return n.doubleValue();
      }
      differences.add(name + " " + state.get(name) + "; allowed: a number >= " + least + " and < " + bound);
    }
    return 0;
  }

  /** Any number, infinite ones included; 0 where it is not one. */
  double metric(String name) {
    if (has(name)) {
      if (state.get(name) instanceof Number n && !Double.isNaN(n.doubleValue())) {
        return n.doubleValue();
      }
      differences.add(name + " " + state.get(name) + "; allowed: a number");
    }
    return 0;
  }

  /** A list of numbers, each finite and >= 0; empty where it is not one. */
  List<Double> numbers(String name, int count) {
    List<Double> numbers = new ArrayList<>();
    if (has(name)) {
      if (state.get(name) instanceof List<?> list && list.size() == count) {
        for (Object o : list) {
          if (o instanceof Number n && n.doubleValue() >= 0 && n.doubleValue() < Double.POSITIVE_INFINITY) {
            numbers.add(n.doubleValue());
          }
        }
      }
      if (numbers.size() != count) {
        differences.add(name + " " + state.get(name) + "; allowed: " + count + " finite numbers >= 0, one for each group");
      }
    }
    return numbers;
  }

  /** @throws IllegalArgumentException if anything was missing, different or not asked for */
  void finish(String kind) {
    unread.forEach(name -> differences.add(name + " " + state.get(name) + " is unknown"));
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException("a state that does not belong to this " + kind + ": " + String.join("; ", differences));
    }
  }

  private boolean has(String name) {
    unread.remove(name);
    if (state.get(name) == null) {
      differences.add(name + " is missing");
      return false;
    }
    return true;
  }

  /** Equal, whatever types of numbers a file format has made. */
  private static boolean same(Object a, Object b) {
    if (a instanceof Number m && b instanceof Number n) {
      return m.doubleValue() == n.doubleValue() && m.longValue() == n.longValue();
    }
    if (a instanceof List<?> left && b instanceof List<?> right) {
      Iterator<?> others = right.iterator();
      return left.size() == right.size() && left.stream().allMatch(x -> same(x, others.next()));
    }
    if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
      return left.keySet().equals(right.keySet()) && left.entrySet().stream().allMatch(e -> same(e.getValue(), right.get(e.getKey())));
    }
    return b.equals(a);
  }
}
