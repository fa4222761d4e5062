package lanewise.lrsched;

import lanewise.optim.Optimizer;

/**
 * Drives the groups of an optimizer by {@link CosineAnnealing}, each from its own base rate.
 *
 * <pre>{@code
 * var scheduler = new CosineAnnealingLR(optimizer, CosineAnnealingLR.options(epochs * batches.size()));
 * }</pre>
 *
 * <p>Source: PyTorch's {@code CosineAnnealingLR}; what differs from there stands in {@link CosineAnnealing}.
 */
public final class CosineAnnealingLR extends LrScheduler {
  /** Begins at t = 0. */
  public CosineAnnealingLR(Optimizer optimizer, CosineAnnealing schedule) {
    this(optimizer, schedule, Start.NEW);
  }

  /** Begins as {@code start} says. */
  public CosineAnnealingLR(Optimizer optimizer, CosineAnnealing schedule, Start start) {
    super(optimizer, schedule, start);
  }

  /** PyTorch's defaults: down to 0 within {@code tMax} steps, and periodically on. */
  public static CosineAnnealing options(long tMax) {
    return CosineAnnealing.of(tMax);
  }
}
