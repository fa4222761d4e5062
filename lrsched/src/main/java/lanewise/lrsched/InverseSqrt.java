package lanewise.lrsched;

/**
 * A decay with the root of the steps:
 *
 * <pre>{@code lr(t) = b / sqrt(1 + t / timescale)}</pre>
 *
 * <p>It is half the base rate after 3 timescales, and goes on for ever. There is no natural length. PyTorch has it as a {@code LambdaLR} only.
 * Source: transformers' {@code inverse_sqrt} after its warm-up.
 *
 * @param timescale steps, 1..2^53
 */
public record InverseSqrt(long timescale) implements Schedule {
  /** Checks the value. */
  public InverseSqrt {
    Checks.requireBetween("timescale", timescale, 1, Checks.LONGEST);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return base * Math.sqrt(timescale / ((double) timescale + step));
  }
}
