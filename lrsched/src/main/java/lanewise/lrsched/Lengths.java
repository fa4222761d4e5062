package lanewise.lrsched;

import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;

/** Arithmetic with the natural lengths of schedules. */
final class Lengths {
  private Lengths() {}

  /** The length of a schedule for an operation that needs one. */
  static long of(Schedule schedule, String operation) {
    return schedule.length().orElseThrow(() -> new IllegalArgumentException(
        "schedule " + schedule + " has no natural length, which " + operation
            + " needs; give it one with lasting(steps), or use join(schedules, milestones)"));
  }

  /** The changed length; empty stays empty. */
  static OptionalLong map(OptionalLong length, LongUnaryOperator change) {
    return length.isPresent() ? OptionalLong.of(change.applyAsLong(length.getAsLong())) : length;
  }

  /** a + b, at most the greatest long. */
  static long plus(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
