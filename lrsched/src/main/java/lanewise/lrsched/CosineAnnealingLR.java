package lanewise.lrsched;

import lanewise.optim.Optimizer;

/**
 * Drives all groups of an optimizer by {@link CosineAnnealing}, each from its own base rate.
 *
 * <pre>{@code
 * var scheduler = new CosineAnnealingLR(optimizer, CosineAnnealingLR.options(epochs * batches.size()));
 * }</pre>
 *
 * <p>Source: PyTorch's {@code CosineAnnealingLR}. Different from there: each rate is computed from the base rate, not from the rate before, so
 * nothing drifts and a rate of 0 recovers.
 */
public final class CosineAnnealingLR extends LrScheduler {
  /** Applies t = lastEpoch + 1. */
  public CosineAnnealingLR(Optimizer optimizer, Options options) {
    super(optimizer, group -> Track.of(options.schedule()), options.lastEpoch);
  }

  /** PyTorch's defaults: down to 0 within {@code tMax} steps, and periodically on. */
  public static Options options(long tMax) {
    return new Options(tMax, 0, CosineAnnealing.Tail.PERIODIC, -1);
  }

  /**
   * The options of {@link CosineAnnealingLR}.
   *
   * @param tMax steps from the base rate to {@code etaMin}, >= 1
   * @param etaMin the rate at the end, finite and >= 0; default 0
   * @param tail what follows; default {@code PERIODIC}
   * @param lastEpoch the t that was reached before, or -1, the default, to start
   */
  public record Options(long tMax, double etaMin, CosineAnnealing.Tail tail, long lastEpoch) {
    /** Checks the values. */
    public Options {
      Checks.requireBetween("lastEpoch", lastEpoch, -1, Long.MAX_VALUE - 1);
      new CosineAnnealing(tMax, etaMin, tail);
    }

    /** With another rate at the end. */
    public Options etaMin(double etaMin) {
      return new Options(tMax, etaMin, tail, lastEpoch);
    }

    /** With another tail. */
    public Options tail(CosineAnnealing.Tail tail) {
      return new Options(tMax, etaMin, tail, lastEpoch);
    }

    /** Taking up a run again after this t. */
    public Options lastEpoch(long lastEpoch) {
      return new Options(tMax, etaMin, tail, lastEpoch);
    }

    /** The pure schedule. */
    public CosineAnnealing schedule() {
      return new CosineAnnealing(tMax, etaMin, tail);
    }
  }
}
