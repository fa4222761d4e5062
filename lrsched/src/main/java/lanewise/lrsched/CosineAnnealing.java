package lanewise.lrsched;

import java.util.OptionalLong;

/**
 * Half a cosine from the base rate down (or up) to {@code etaMin} within {@code tMax} steps:
 *
 * <pre>{@code lr(t) = etaMin + (b - etaMin) (1 + cos(pi t / tMax)) / 2}</pre>
 *
 * <p>What follows after {@code tMax} is the {@code tail}. As in PyTorch the default is {@code PERIODIC}: the rate rises again and is back at b after
 * 2 tMax steps. {@code HOLD} stays at {@code etaMin}.
 *
 * <p>lr(0) = b and lr(tMax) = etaMin exactly; in between the error is a few units in the last place at any step, since t is reduced in integers and
 * the value is taken from the nearer end ({@link Annealing}). A base below {@code etaMin} gives a rising curve, a base equal to it a constant.
 *
 * <p>Source: Loshchilov, Hutter, SGDR (arXiv 1608.03983), without restarts; PyTorch's {@code CosineAnnealingLR}.
 *
 * @param tMax steps from the base rate to {@code etaMin}, 1..2^53
 * @param etaMin the rate at the end, finite and >= 0; default 0
 * @param tail what follows; default {@code PERIODIC}
 */
public record CosineAnnealing(long tMax, double etaMin, Tail tail) implements Schedule {
  /** What follows after {@code tMax} steps. */
  public enum Tail {
    /** The curve is mirrored: it rises again, with period 2 tMax. */
    PERIODIC,
    /** The rate stays at {@code etaMin}. */
    HOLD
  }

  /** Checks the values. */
  public CosineAnnealing {
    Checks.requireBetween("tMax", tMax, 1, Checks.LONGEST);
    Checks.requireFinite("etaMin", etaMin, 0);
    Checks.requirePresent("tail", tail);
  }

  /** The schedule with PyTorch's defaults: {@code etaMin} 0, {@code PERIODIC}. */
  public static CosineAnnealing of(long tMax) {
    return new CosineAnnealing(tMax, 0, Tail.PERIODIC);
  }

  /** With another rate at the end. */
  public CosineAnnealing etaMin(double etaMin) {
    return new CosineAnnealing(tMax, etaMin, tail);
  }

  /** With another tail. */
  public CosineAnnealing tail(Tail tail) {
    return new CosineAnnealing(tMax, etaMin, tail);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    long t = tail == Tail.HOLD ? Math.min(step, tMax) : step % (2 * tMax);
    if (t > tMax) {
      t = 2 * tMax - t;
    }
    return Annealing.COS.between(base, etaMin, t, tMax - t);
  }

  /** {@code tMax}. */
  @Override
  public OptionalLong length() {
    return OptionalLong.of(tMax);
  }
}
