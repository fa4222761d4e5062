package lanewise.lrsched;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads a saved state and collects everything that is wrong with it, so that one error can name it all. */
final class SavedState {
  private final Map<String, ?> state;
  private final String where;
  private final Set<String> unread;
  private final List<String> differences;
  private final Map<String, SavedState> parts = new LinkedHashMap<>();

  SavedState(Map<String, ?> state) {
    Checks.requirePresent("state", state);
    this(state, "", new ArrayList<>());
  }

  private SavedState(Map<String, ?> state, String where, List<String> differences) {
    this.state = state;
    this.where = where;
    this.unread = new TreeSet<>(Comparator.nullsFirst(Comparator.naturalOrder()));
    unread.addAll(state.keySet());
    this.differences = differences;
  }

  boolean contains(String name) {
    return state.containsKey(name);
  }

  /** Marks entries as known, whether they are there or not. */
  void leaveOut(Set<String> names) {
    unread.removeAll(names);
  }

  /** Marks all entries as known. */
  void leaveOutAll() {
    unread.clear();
  }

  /** All entries. */
  Map<String, ?> entries() {
    return state;
  }

  /** Something is wrong. */
  void refuse(String difference) {
    differences.add(where + difference);
  }

  /** Whether an entry is a list of states. */
  boolean hasParts(String name) {
    return state.get(name) instanceof List<?> list && !list.isEmpty() && list.stream().allMatch(SavedState::isState);
  }

  /** Whether an entry is a list of {@code count} states, which it has to be. */
  boolean requireParts(String name, int count) {
    if (has(name)) {
      if (hasParts(name) && state.get(name) instanceof List<?> list && list.size() == count) {
        return true;
      }
      refuse(name + " " + state.get(name) + "; allowed: " + count + " states");
    }
    return false;
  }

  /** One of the states in an entry that has some. */
  SavedState part(String name, int number) {
    String path = where + name + "[" + number + "].";
    return parts.computeIfAbsent(path, p -> new SavedState(named(((List<?>) state.get(name)).get(number)), p, differences));
  }

  private static boolean isState(Object value) {
    return value instanceof Map<?, ?> map && map.keySet().stream().allMatch(String.class::isInstance);
  }

  private static Map<String, Object> named(Object state) {
    Map<String, Object> entries = new LinkedHashMap<>();
    ((Map<?, ?>) state).forEach((name, value) -> entries.put((String) name, value));
    return entries;
  }

  /** An entry that has to have the value of the scheduler which reads it. */
  void requireSame(String name, Object own) {
    if (has(name) && !same(state.get(name), own)) {
      refuse(name + " " + state.get(name) + " instead of " + own);
    }
  }

  /** A whole number that is at least {@code least}; 0 where it is not one. */
  long whole(String name, long least) {
    if (has(name)) {
      if (state.get(name) instanceof Number n && n.longValue() == n.doubleValue() && n.longValue() >= least) {
        return n.longValue();
      }
      refuse(name + " " + state.get(name) + "; allowed: a whole number >= " + least);
    }
    return 0;
  }

  /** A number from {@code least} on, below {@code bound}; 0 where it is not one. */
  double number(String name, double least, double bound) {
    if (has(name)) {
      if (state.get(name) instanceof Number n && n.doubleValue() >= least && n.doubleValue() < bound) {
        return n.doubleValue();
      }
      refuse(name + " " + state.get(name) + "; allowed: a number >= " + least + " and < " + bound);
    }
    return 0;
  }

  /** Any number, infinite ones included; 0 where it is not one. */
  double metric(String name) {
    if (has(name)) {
      if (state.get(name) instanceof Number n && !Double.isNaN(n.doubleValue())) {
        return n.doubleValue();
      }
      refuse(name + " " + state.get(name) + "; allowed: a number");
    }
    return 0;
  }

  /** A list of numbers, each finite and >= 0; empty where it is not one. */
  List<Double> numbers(String name, int count) {
    return numbers(name, count, 0, count + " finite numbers >= 0, one for each group");
  }

  /** A list of finite numbers; empty where it is not one. */
  List<Double> finiteNumbers(String name, int count) {
    return numbers(name, count, -Double.MAX_VALUE, count + " finite numbers, one for each group");
  }

  private List<Double> numbers(String name, int count, double least, String allowed) {
    List<Double> numbers = new ArrayList<>();
    if (has(name)) {
      if (state.get(name) instanceof List<?> list && list.size() == count) {
        for (Object o : list) {
          if (o instanceof Number n && n.doubleValue() >= least && n.doubleValue() < Double.POSITIVE_INFINITY) {
            numbers.add(n.doubleValue());
          }
        }
      }
      if (numbers.size() != count) {
        refuse(name + " " + state.get(name) + "; allowed: " + allowed);
      }
    }
    return numbers;
  }

  /** @throws IllegalArgumentException if anything was missing, different or not asked for */
  void finish(String kind) {
    refuseUnread();
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException("a state that does not belong to this " + kind + ": " + String.join("; ", differences));
    }
  }

  private void refuseUnread() {
    unread.forEach(name -> refuse(name + " " + state.get(name) + " is unknown"));
    parts.values().forEach(SavedState::refuseUnread);
  }

  private boolean has(String name) {
    unread.remove(name);
    if (state.get(name) == null) {
      refuse(name + " is missing");
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
