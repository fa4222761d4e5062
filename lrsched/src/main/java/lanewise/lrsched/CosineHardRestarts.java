package lanewise.lrsched;

import java.util.OptionalLong;

/**
 * Several halves of a cosine of equal length one after the other, each from the base rate down to 0, then 0. With c = cycles:
 *
 * <pre>{@code lr(t) = b (1 + cos(pi frac(c t / steps))) / 2   for t < steps, then 0}</pre>
 *
 * <p>The length of a cycle, steps / c, need not be a whole number; the restarts that fall on a step have the base rate exactly. The natural length is
 * {@code steps}.
 *
 * <p>Source: transformers' {@code cosine_with_restarts} after its warm-up.
 *
 * @param steps steps of all cycles together, 1..2^53
 * @param cycles number of cycles, 1..1000; default 1
 */
public record CosineHardRestarts(long steps, int cycles) implements Schedule {
  /** Checks the values. */
  public CosineHardRestarts {
    Checks.requireBetween("steps", steps, 1, Checks.LONGEST);
    Checks.requireBetween("cycles", (long) cycles, 1, 1000);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    if (step >= steps) {
      return 0;
    }
    long done = step * cycles % steps;
    return Annealing.COS.between(base, 0, done, steps - done);
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(steps);
  }
}
