package lanewise.lrsched;

import lanewise.optim.Optimizer;

/**
 * Drives the groups of an optimizer by {@link Polynomial}, each from its own base rate.
 *
 * <pre>{@code
 * var scheduler = new PolynomialLR(optimizer, PolynomialLR.options());
 * }</pre>
 *
 * <p>Source: PyTorch's {@code PolynomialLR}; what differs from there stands in {@link Polynomial}.
 */
public final class PolynomialLR extends LrScheduler {
  /** Begins at t = 0. */
  public PolynomialLR(Optimizer optimizer, Polynomial schedule) {
    this(optimizer, schedule, Start.NEW);
  }

  /** Begins as {@code start} says. */
  public PolynomialLR(Optimizer optimizer, Polynomial schedule, Start start) {
    super(optimizer, schedule, start);
  }

  /** PyTorch's defaults: a straight line to 0 within 5 steps. */
  public static Polynomial options() {
    return options(5, 1);
  }

  /** Down to 0 within {@code totalIters} steps, by a power. */
  public static Polynomial options(long totalIters, double power) {
    return Polynomial.of(totalIters, power);
  }
}
