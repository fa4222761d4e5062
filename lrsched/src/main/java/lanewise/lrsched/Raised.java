package lanewise.lrsched;

import java.util.OptionalLong;

/**
 * The value of a schedule for base 1, raised to a power, as a factor: lr(t) = b f(t, 1)^exponent.
 *
 * @param schedule the schedule
 * @param exponent finite and > 0
 */
public record Raised(Schedule schedule, double exponent) implements Schedule {
  /** Checks the exponent. */
  public Raised {
    Checks.requirePresent("schedule", schedule);
    Checks.requirePositive("exponent", exponent);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return base * StrictMath.pow(schedule.at(step, 1), exponent);
  }

  @Override
  public OptionalLong length() {
    return schedule.length();
  }
}
