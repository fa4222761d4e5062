package lanewise.lrsched;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A straight line to the first value of a schedule, then the schedule from its step 0:
 *
 * <pre>{@code
 * lr(t) = f(0) (startFactor + (1 - startFactor) t / steps)   for t < steps
 *         f(t - steps)                                       from there on
 * }</pre>
 *
 * <p>The rates join without a jump, also where the schedule is absolute. Of a factor schedule with f(0) = b it is {@link Linear} and then the
 * schedule.
 *
 * @param schedule the schedule
 * @param steps steps of the rise, 0..2^53; 0 for none
 * @param startFactor fraction of f(0) at step 0, 0..1
 */
public record Warmup(Schedule schedule, long steps, double startFactor) implements Schedule {
  /** Checks the values. */
  public Warmup {
    Checks.requirePresent("schedule", schedule);
    Checks.requireBetween("steps", steps, 0, Checks.LONGEST);
    Checks.requireBetween("startFactor", startFactor, 0, 1);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    if (step >= steps) {
      return schedule.at(step - steps, base);
    }
    return schedule.at(0, base) * Annealing.LINEAR.between(startFactor, 1, step, steps - step);
  }

  @Override
  public OptionalLong length() {
    return Lengths.map(schedule.length(), n -> Lengths.plus(n, steps));
  }

  /** The first momentum of the schedule during the rise. */
  @Override
  public Optional<Schedule> cycledMomentum() {
    return schedule.cycledMomentum().map(m -> new Momentum(m, steps));
  }

  private record Momentum(Schedule schedule, long steps) implements Schedule {
    @Override
    public double at(long step, double base) {
      Checks.requireStep(step);
      return schedule.at(Math.max(0, step - steps), base);
    }
  }
}
