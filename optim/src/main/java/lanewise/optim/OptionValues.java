package lanewise.optim;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Options as values under PyTorch's names, as a saved state has them, read into an options record by {@link OptimizerOptions#with(OptionValues)}. An
 * option that is not there keeps its value; it remembers which ones were asked for.
 */
public final class OptionValues {
  private final Map<String, ?> values;
  private final Set<String> unread;

  /** Values by name: numbers, booleans, texts and lists of numbers. */
  public OptionValues(Map<String, ?> values) {
    this.values = values;
    this.unread = new TreeSet<>(values.keySet());
  }

  /** One value. */
  public static OptionValues of(String name, Object value) {
    return new OptionValues(Map.of(name, value));
  }

  /** Whether an option is there. */
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** The names that nobody has asked for, sorted. */
  public Set<String> unread() {
    return unread;
  }

  /** A number. */
  public double number(String name, double otherwise) {
    return switch (read(name)) {
      case null -> otherwise;
      case Number n -> n.doubleValue();
      case Object o -> throw wrong(name, o, "a number");
    };
  }

  /** A whole number. */
  public int whole(String name, int otherwise) {
    double x = number(name, otherwise);
    if (x != (int) x) {
      throw wrong(name, x, "a whole number");
    }
    return (int) x;
  }

  /** One of two values. */
  public boolean flag(String name, boolean otherwise) {
    return switch (read(name)) {
      case null -> otherwise;
      case Boolean b -> b;
      case Object o -> throw wrong(name, o, "true or false");
    };
  }

  /** The i-th of a list of {@code count} numbers. */
  public double element(String name, int i, int count, double otherwise) {
    return switch (read(name)) {
      case null -> otherwise;
      case List<?> list when list.size() == count && list.get(i) instanceof Number n -> n.doubleValue();
      case Object o -> throw wrong(name, o, "a list of " + count + " numbers");
    };
  }

  /** Whether an option is there and says that there is none: PyTorch's {@code None}, an empty {@code Optional}. */
  public boolean isNone(String name) {
    return has(name) && (read(name) == null || read(name).equals(Optional.empty()));
  }

  /** Any value, as it is. */
  public Object value(String name, Object otherwise) {
    Object value = read(name);
    return value == null ? otherwise : value;
  }

  private Object read(String name) {
    unread.remove(name);
    return values.get(name);
  }

  private static IllegalArgumentException wrong(String name, Object value, String allowed) {
    return new IllegalArgumentException(name + " " + value + "; allowed: " + allowed);
  }
}
