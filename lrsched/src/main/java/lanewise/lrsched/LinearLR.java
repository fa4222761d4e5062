package lanewise.lrsched;

import lanewise.optim.Optimizer;

/**
 * Drives the groups of an optimizer by {@link Linear}, each from its own base rate.
 *
 * <pre>{@code
 * var scheduler = new LinearLR(optimizer, LinearLR.options());
 * }</pre>
 *
 * <p>Source: PyTorch's {@code LinearLR}; what differs from there stands in {@link Linear}.
 */
public final class LinearLR extends LrScheduler {
  /** Begins at t = 0. */
  public LinearLR(Optimizer optimizer, Linear schedule) {
    this(optimizer, schedule, Start.NEW);
  }

  /** Begins as {@code start} says. */
  public LinearLR(Optimizer optimizer, Linear schedule, Start start) {
    super(optimizer, schedule, start);
  }

  /** PyTorch's defaults: from a third of the base rate to the base rate within 5 steps. */
  public static Linear options() {
    return options(1.0 / 3, 1, 5);
  }

  /** From {@code startFactor} to {@code endFactor} within {@code totalIters} steps. */
  public static Linear options(double startFactor, double endFactor, long totalIters) {
    return new Linear(startFactor, endFactor, totalIters);
  }
}
