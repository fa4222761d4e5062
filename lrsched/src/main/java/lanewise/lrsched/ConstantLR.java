package lanewise.lrsched;

import lanewise.optim.Optimizer;

/**
 * Drives the groups of an optimizer by {@link Constant}, each from its own base rate.
 *
 * <pre>{@code
 * var scheduler = new ConstantLR(optimizer, ConstantLR.options());
 * }</pre>
 *
 * <p>Source: PyTorch's {@code ConstantLR}; what differs from there stands in {@link Constant}.
 */
public final class ConstantLR extends LrScheduler {
  /** Begins at t = 0. */
  public ConstantLR(Optimizer optimizer, Constant schedule) {
    this(optimizer, schedule, Start.NEW);
  }

  /** Begins as {@code start} says. */
  public ConstantLR(Optimizer optimizer, Constant schedule, Start start) {
    super(optimizer, schedule, start);
  }

  /** PyTorch's defaults: a third of the base rate for 5 steps. */
  public static Constant options() {
    return options(1.0 / 3, 5);
  }

  /** The base rate times {@code factor} for {@code totalIters} steps. */
  public static Constant options(double factor, long totalIters) {
    return new Constant(factor, totalIters);
  }
}
