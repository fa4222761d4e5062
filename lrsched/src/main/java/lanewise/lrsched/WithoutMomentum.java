package lanewise.lrsched;

import java.util.OptionalLong;

/**
 * The rates of a schedule, without cycling the momentum.
 *
 * @param schedule the schedule
 */
public record WithoutMomentum(Schedule schedule) implements Schedule {
  /** Checks that there is a schedule. */
  public WithoutMomentum {
    Checks.requirePresent("schedule", schedule);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return schedule.at(step, base);
  }

  @Override
  public OptionalLong length() {
    return schedule.length();
  }
}
