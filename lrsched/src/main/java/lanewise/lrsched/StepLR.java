package lanewise.lrsched;

import lanewise.optim.Optimizer;

/**
 * Drives the groups of an optimizer by {@link Step}, each from its own base rate.
 *
 * <pre>{@code
 * var scheduler = new StepLR(optimizer, StepLR.options(30));
 * }</pre>
 *
 * <p>Source: PyTorch's {@code StepLR}; what differs from there stands in {@link Step}.
 */
public final class StepLR extends LrScheduler {
  /** Begins at t = 0. */
  public StepLR(Optimizer optimizer, Step schedule) {
    this(optimizer, schedule, Start.NEW);
  }

  /** Begins as {@code start} says. */
  public StepLR(Optimizer optimizer, Step schedule, Start start) {
    super(optimizer, schedule, start);
  }

  /** PyTorch's default: a tenth after every {@code stepSize} steps. */
  public static Step options(long stepSize) {
    return options(stepSize, 0.1);
  }

  /** Times {@code gamma} after every {@code stepSize} steps. */
  public static Step options(long stepSize, double gamma) {
    return new Step(stepSize, gamma);
  }
}
