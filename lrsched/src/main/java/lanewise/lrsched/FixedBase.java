package lanewise.lrsched;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A schedule with its own base rate: absolute, since the base rate of the group is ignored.
 *
 * @param schedule the schedule
 * @param base its base rate, finite and >= 0
 */
public record FixedBase(Schedule schedule, double base) implements Schedule {
  /** Checks the base rate. */
  public FixedBase {
    Checks.requirePresent("schedule", schedule);
    Checks.requireFinite("base", base, 0);
  }

  @Override
  public double at(long step, double ignored) {
    Checks.requireStep(step);
    return schedule.at(step, base);
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
