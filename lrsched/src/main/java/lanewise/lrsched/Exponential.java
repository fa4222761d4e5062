package lanewise.lrsched;

/**
 * A decay by a factor at every step:
 *
 * <pre>{@code lr(t) = b gamma^t}</pre>
 *
 * <p>The decay goes on for ever, at last to 0. With gamma > 1 the rate grows, as in a search for a good learning rate, at last to infinity, which
 * optimizers refuse. There is no natural length. PyTorch's {@code ExponentialLR} multiplies the current rate; here every step is computed anew,
 * without drift.
 *
 * @param gamma the factor, finite and > 0
 */
public record Exponential(double gamma) implements Schedule {
  /** Checks the factor. */
  public Exponential {
    Checks.requirePositive("gamma", gamma);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return Powers.times(base, gamma, step);
  }
}
