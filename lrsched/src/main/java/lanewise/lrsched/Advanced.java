package lanewise.lrsched;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A schedule that begins at a later step of another: lr(t) = f(t + steps).
 *
 * @param schedule the other schedule
 * @param steps its steps that are left out, >= 0
 */
public record Advanced(Schedule schedule, long steps) implements Schedule {
  /** Checks the steps. */
  public Advanced {
    Checks.requirePresent("schedule", schedule);
    Checks.requireBetween("steps", steps, 0, Long.MAX_VALUE);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return schedule.at(Lengths.plus(step, steps), base);
  }

  @Override
  public OptionalLong length() {
    return Lengths.map(schedule.length(), n -> Math.max(0, n - steps));
  }

  @Override
  public Optional<Schedule> cycledMomentum() {
    return schedule.cycledMomentum().map(m -> new Advanced(m, steps));
  }
}
