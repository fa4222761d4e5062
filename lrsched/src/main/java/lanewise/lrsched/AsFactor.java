package lanewise.lrsched;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The values of a schedule for base 1 as factors of the base rate: lr(t) = b f(t, 1).
 *
 * @param schedule the schedule
 */
public record AsFactor(Schedule schedule) implements Schedule {
  /** Checks that there is a schedule. */
  public AsFactor {
    Checks.requirePresent("schedule", schedule);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return base * schedule.at(step, 1);
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
