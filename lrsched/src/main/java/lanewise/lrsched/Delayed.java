package lanewise.lrsched;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The base rate for some steps, then a schedule from its step 0: what {@code join(List.of(constant(1), schedule), List.of(steps))} is.
 *
 * @param schedule the schedule
 * @param steps steps at the base rate, >= 0
 */
public record Delayed(Schedule schedule, long steps) implements Schedule {
  /** Checks the steps. */
  public Delayed {
    Checks.requirePresent("schedule", schedule);
    Checks.requireBetween("steps", steps, 0, Long.MAX_VALUE);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return step < steps ? base : schedule.at(step - steps, base);
  }

  @Override
  public OptionalLong length() {
    return Lengths.map(schedule.length(), n -> Lengths.plus(n, steps));
  }

  @Override
  public Optional<Schedule> cycledMomentum() {
    return schedule.cycledMomentum().map(m -> new Delayed(m, steps));
  }
}
