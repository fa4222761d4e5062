package lanewise.lrsched;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Every value of a schedule, brought between two bounds.
 *
 * @param schedule the schedule
 * @param least lower bound, finite and >= 0
 * @param greatest upper bound, >= {@code least}; infinite for none
 */
public record Clamped(Schedule schedule, double least, double greatest) implements Schedule {
  /** Checks the bounds. */
  public Clamped {
    Checks.requirePresent("schedule", schedule);
    Checks.requireFinite("least", least, 0);
    Checks.requireBetween("greatest", greatest, least, Double.POSITIVE_INFINITY);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return Math.min(Math.max(schedule.at(step, base), least), greatest);
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
