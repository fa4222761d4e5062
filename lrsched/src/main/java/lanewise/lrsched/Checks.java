package lanewise.lrsched;

import java.util.List;
import java.util.Objects;

/** Checks of arguments; each message names the argument, its value and what is allowed. */
final class Checks {
  /** The greatest number of steps that a schedule may last: up to here a double counts every step. */
  static final long LONGEST = 1L << 53;

  private Checks() {}

  static void requireFinite(String name, double value, double least) {
    if (!(value >= least) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: finite and >= " + least);
    }
  }

  static void requirePositive(String name, double value) {
    if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: finite and > 0");
    }
  }

  static void requireBetween(String name, double value, double least, double greatest) {
    if (!(value >= least && value <= greatest)) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: " + least + ".." + greatest);
    }
  }

  static void requireBetween(String name, long value, long least, long greatest) {
    if (value < least || value > greatest) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: " + least + ".." + greatest);
    }
  }

  /** Steps are counted from 0. */
  static void requireStep(long step) {
    if (step < 0) {
      throw new IllegalArgumentException("step " + step + "; allowed: >= 0");
    }
  }

  /** Real steps are counted from 0, too. */
  static void requireStep(double step) {
    requireFinite("step", step, 0);
  }

  static void requirePresent(String name, Object value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " null; allowed: not null");
    }
  }

  /** A copy that cannot be changed of a list that has to be there, without gaps. */
  static <T> List<T> copy(String name, List<? extends T> list) {
    requirePresent(name, list);
    if (list.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException(name + " " + list + "; allowed: no null among them");
    }
    return List.copyOf(list);
  }

  static void requireName(String name) {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("name " + (name == null ? "null" : "\"" + name + "\"") + "; allowed: a text that is not blank");
    }
  }

  static void requireIncreasing(String name, List<Long> steps, long least) {
    long previous = least - 1;
    for (long step : steps) {
      if (step <= previous) {
        throw new IllegalArgumentException(name + " " + steps + "; allowed: >= " + least + " and strictly increasing");
      }
      previous = step;
    }
  }

  /** What a function of the user has returned. */
  static double returned(String name, long argument, double value) {
    if (!(value >= 0) || value == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("function " + name + " returned " + value + " for " + argument + "; allowed: finite and >= 0");
    }
    return value;
  }
}
