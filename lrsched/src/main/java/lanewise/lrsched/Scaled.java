package lanewise.lrsched;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Every value of a schedule times a factor.
 *
 * @param schedule the schedule
 * @param factor finite and >= 0
 */
public record Scaled(Schedule schedule, double factor) implements Schedule {
  /** Checks the factor. */
  public Scaled {
    Checks.requirePresent("schedule", schedule);
    Checks.requireFinite("factor", factor, 0);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return factor * schedule.at(step, base);
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
