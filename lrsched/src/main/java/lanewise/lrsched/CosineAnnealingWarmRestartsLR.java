package lanewise.lrsched;

import lanewise.optim.Optimizer;

/**
 * Drives the groups of an optimizer by {@link CosineAnnealingWarmRestarts}, each from its own base rate.
 *
 * <pre>{@code
 * var scheduler = new CosineAnnealingWarmRestartsLR(optimizer, CosineAnnealingWarmRestartsLR.options(10).tMult(2));
 * }</pre>
 *
 * <p>Source: PyTorch's {@code CosineAnnealingWarmRestarts}; what differs from there stands in {@link CosineAnnealingWarmRestarts}.
 */
public final class CosineAnnealingWarmRestartsLR extends LrScheduler {
  /** Begins at t = 0. */
  public CosineAnnealingWarmRestartsLR(Optimizer optimizer, CosineAnnealingWarmRestarts schedule) {
    this(optimizer, schedule, Start.NEW);
  }

  /** Begins as {@code start} says. */
  public CosineAnnealingWarmRestartsLR(Optimizer optimizer, CosineAnnealingWarmRestarts schedule, Start start) {
    super(optimizer, schedule, start);
  }

  /** PyTorch's defaults: cycles of equal length down to 0. Real steps are possible: {@link #step(double)}. */
  public static CosineAnnealingWarmRestarts options(long t0) {
    return CosineAnnealingWarmRestarts.of(t0);
  }
}
