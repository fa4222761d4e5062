package lanewise.lrsched;

import java.util.OptionalLong;
import lanewise.lrsched.CosineAnnealing.Tail;

/**
 * A cosine with any number of waves, as a factor: with c = cycles, r = minRatio,
 *
 * <pre>{@code lr(t) = b (r + (1 - r) (1 + cos(2 pi c t / steps)) / 2)}</pre>
 *
 * <p>With c = 1/2 it falls once, from b to b r; with c = 1 it comes back to b. After {@code steps} the {@code PERIODIC} tail goes on waving, as
 * transformers' cosine does, which rises again; {@code HOLD} keeps the value that it has there. The natural length is {@code steps}. The angle is
 * reduced exactly, so that the error does not grow with the step.
 *
 * <p>Source: transformers' {@code cosine} and {@code cosine_with_min_lr} after their warm-up.
 *
 * @param steps steps of all waves together, 1..2^53
 * @param cycles number of waves, finite and > 0, at most 2^20; default 1/2
 * @param minRatio lowest rate / base rate, 0..1; default 0
 * @param tail what follows; default {@code PERIODIC}
 */
public record CosineWave(long steps, double cycles, double minRatio, Tail tail) implements Schedule {
  /** Checks the values. */
  public CosineWave {
    Checks.requireBetween("steps", steps, 1, Checks.LONGEST);
    Checks.requireBetween("cycles", cycles, Double.MIN_NORMAL, 1 << 20);
    Checks.requireBetween("minRatio", minRatio, 0, 1);
    Checks.requirePresent("tail", tail);
  }

  /** The schedule with transformers' defaults: half a wave down to 0, {@code PERIODIC}. */
  public static CosineWave of(long steps) {
    return new CosineWave(steps, 0.5, 0, Tail.PERIODIC);
  }

  /** With another number of waves. */
  public CosineWave cycles(double cycles) {
    return new CosineWave(steps, cycles, minRatio, tail);
  }

  /** With another lowest rate. */
  public CosineWave minRatio(double minRatio) {
    return new CosineWave(steps, cycles, minRatio, tail);
  }

  /** With another tail. */
  public CosineWave tail(Tail tail) {
    return new CosineWave(steps, cycles, minRatio, tail);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return base * factor(tail == Tail.HOLD ? Math.min(step, steps) : step, steps, cycles, minRatio);
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(steps);
  }

  static double factor(long step, long steps, double cycles, double minRatio) {
    double halves = 2 * cycles;
    double angle = halves * step;
    double rest = Math.fma(halves, step, -angle);
    // The angle in units of pi / steps, modulo one wave: the remainder is exact.
    double wave = 2.0 * steps;
    double done = angle % wave;
    if (done > steps) {
      done = wave - done;
      rest = -rest;
    }
    // From the nearer end, and the distance to it in two doubles; it is negative where the rest leads beyond the end, which is all the same to sin^2.
    boolean late = done > steps / 2.0;
    double near = late ? steps - done : done;
    double nearRest = late ? -rest : rest;
    double part = near + nearRest;
    double partRest = near - part + nearRest;
    double u = part / steps;
    double uRest = (Math.fma(-u, steps, part) + partRest) / steps;
    // At steps so late that the rest is longer than a wave, the last bit of the square could lead beyond the other end.
    return Math.clamp(late ? Annealing.COS.from(minRatio, 1, u, uRest) : Annealing.COS.from(1, minRatio, u, uRest), minRatio, 1);
  }
}
