package lanewise.lrsched;

/**
 * A decay by a factor after every so many steps:
 *
 * <pre>{@code lr(t) = b gamma^floor(t / stepSize)}</pre>
 *
 * <p>lr(t) = b exactly for t < stepSize. The decay goes on for ever; with gamma > 1 the rate grows, at last to infinity, which optimizers refuse.
 * There is no natural length. PyTorch's rate is the same but for the rounding of its recursion; its step size 0 divides by zero at the first step and
 * is refused here. Source: PyTorch's {@code StepLR}.
 *
 * @param stepSize steps between two decays, >= 1
 * @param gamma the factor, finite and > 0; PyTorch's default 0.1
 */
public record Step(long stepSize, double gamma) implements Schedule {
  /** Checks the values. */
  public Step {
    Checks.requireBetween("stepSize", stepSize, 1, Long.MAX_VALUE);
    Checks.requirePositive("gamma", gamma);
  }

  /** The schedule with PyTorch's default: a tenth after every {@code stepSize} steps. */
  public static Step of(long stepSize) {
    return new Step(stepSize, 0.1);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return Powers.times(base, gamma, step / stepSize);
  }
}
