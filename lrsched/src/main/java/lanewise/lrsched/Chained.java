package lanewise.lrsched;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Schedules at the same time: the value of each is the base of the next,
 *
 * <pre>{@code lr(t) = f_k(t, ... f_2(t, f_1(t, b)))}</pre>
 *
 * <p>Of factor schedules that is b times the product of the factors, in any order. An affine one ({@link CosineAnnealing} with {@code etaMin} above
 * 0) acts on what the ones before it have left, and an absolute one ({@link OneCycle}) replaces it.
 *
 * <p>PyTorch's {@code ChainedScheduler} multiplies the group's current rate by ratios of neighbouring factors: what has reached 0 stays there, the
 * rounding adds up, and {@code LambdaLR} and others that compute from the base rate overwrite the ones before them at every step; here a lambda is a
 * factor like any other.
 *
 * @param schedules the parts in order, at least one
 */
public record Chained(List<Schedule> schedules) implements Schedule {
  /** Checks and copies the list. */
  public Chained {
    schedules = Checks.copy("schedules", schedules);
    if (schedules.isEmpty()) {
      throw new IllegalArgumentException("schedules []; allowed: at least one");
    }
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    double value = base;
    for (int i = 0; i < schedules.size(); i++) {
      value = schedules.get(i).at(step, value);
    }
    return value;
  }

  /** The longest length of the parts; empty if none has one. */
  @Override
  public OptionalLong length() {
    return schedules.stream().map(Schedule::length).filter(OptionalLong::isPresent).mapToLong(OptionalLong::getAsLong).max();
  }

  @Override
  public Optional<Schedule> cycledMomentum() {
    List<Schedule> parts = schedules.stream().flatMap(s -> s.cycledMomentum().stream()).toList();
    return parts.isEmpty() ? Optional.empty() : Optional.of(new Chained(parts));
  }
}
