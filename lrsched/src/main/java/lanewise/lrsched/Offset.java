package lanewise.lrsched;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Every value of a schedule plus an amount. A negative sum is refused when its step is asked for.
 *
 * @param schedule the schedule
 * @param amount finite
 */
public record Offset(Schedule schedule, double amount) implements Schedule {
  /** Checks the amount. */
  public Offset {
    Checks.requirePresent("schedule", schedule);
    Checks.requireFinite("amount", amount, -Double.MAX_VALUE);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    double value = schedule.at(step, base) + amount;
    if (value < 0) {
      throw new IllegalArgumentException("value " + value + " at step " + step + " with the offset " + amount + "; allowed: >= 0");
    }
    return value;
  }

  @Override
  public OptionalLong length() {
    return schedule.length();
  }

  @Override
  public Optional<Schedule> cycledMomentum() {
    return schedule.cycledMomentum();
  }
}
