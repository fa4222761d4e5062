package lanewise.lrsched;

import lanewise.optim.Optimizer;

/**
 * Drives the groups of an optimizer by {@link Exponential}, each from its own base rate.
 *
 * <pre>{@code
 * var scheduler = new ExponentialLR(optimizer, ExponentialLR.options(0.9));
 * }</pre>
 *
 * <p>Source: PyTorch's {@code ExponentialLR}; what differs from there stands in {@link Exponential}.
 */
public final class ExponentialLR extends LrScheduler {
  /** Begins at t = 0. */
  public ExponentialLR(Optimizer optimizer, Exponential schedule) {
    this(optimizer, schedule, Start.NEW);
  }

  /** Begins as {@code start} says. */
  public ExponentialLR(Optimizer optimizer, Exponential schedule, Start start) {
    super(optimizer, schedule, start);
  }

  /** Times {@code gamma} at every step. */
  public static Exponential options(double gamma) {
    return new Exponential(gamma);
  }
}
