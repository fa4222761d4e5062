package lanewise.lrsched;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A schedule with a given natural length. The values are the same, also after the end.
 *
 * @param schedule the schedule
 * @param steps its length, >= 0
 */
public record Lasting(Schedule schedule, long steps) implements Schedule {
  /** Checks the length. */
  public Lasting {
    Checks.requirePresent("schedule", schedule);
    Checks.requireBetween("steps", steps, 0, Long.MAX_VALUE);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return schedule.at(step, base);
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(steps);
  }

  @Override
  public Optional<Schedule> cycledMomentum() {
    return schedule.cycledMomentum();
  }
}
