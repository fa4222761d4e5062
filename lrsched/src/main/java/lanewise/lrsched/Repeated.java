package lanewise.lrsched;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A schedule that starts again after every period: lr(t) = f(t - period k) in round k = min(floor(t / period), times - 1). The last round goes on
 * after its period.
 *
 * @param schedule the schedule
 * @param period steps of a round, >= 1
 * @param times number of rounds, >= 1; {@link #FOREVER} for no end
 */
public record Repeated(Schedule schedule, long period, long times) implements Schedule {
  /** The number of rounds that never end. */
  public static final long FOREVER = Long.MAX_VALUE;

  /** Checks the numbers. */
  public Repeated {
    Checks.requirePresent("schedule", schedule);
    Checks.requireBetween("period", period, 1, Long.MAX_VALUE);
    Checks.requireBetween("times", times, 1, Long.MAX_VALUE);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return schedule.at(step - period * Math.min(step / period, times - 1), base);
  }

  /** All rounds together; empty without an end. */
  @Override
  public OptionalLong length() {
    return times == FOREVER ? OptionalLong.empty() : OptionalLong.of(times > Long.MAX_VALUE / period ? Long.MAX_VALUE : times * period);
  }

  @Override
  public Optional<Schedule> cycledMomentum() {
    return schedule.cycledMomentum().map(m -> new Repeated(m, period, times));
  }
}
