package lanewise.lrsched;

import java.util.OptionalLong;

/**
 * A straight line from one fraction of the base rate to another:
 *
 * <pre>{@code lr(t) = b (startFactor + (endFactor - startFactor) min(t, totalIters) / totalIters)}</pre>
 *
 * <p>lr(0) = b startFactor and lr(t) = b endFactor for t >= totalIters, exactly. The line is taken from the nearer end ({@link Annealing}). With
 * {@code totalIters} 0 the rate is b endFactor from the start, where PyTorch stays at startFactor. PyTorch refuses startFactor 0, by which its
 * recursion would divide; here it is the usual warm-up. The natural length is {@code totalIters}. Source: PyTorch's {@code LinearLR}.
 *
 * @param startFactor 0..1; PyTorch's default 1/3
 * @param endFactor 0..1; PyTorch's default 1
 * @param totalIters steps of the line, 0..2^53; PyTorch's default 5
 */
public record Linear(double startFactor, double endFactor, long totalIters) implements Schedule {
  /** Checks the values. */
  public Linear {
    Checks.requireBetween("startFactor", startFactor, 0, 1);
    Checks.requireBetween("endFactor", endFactor, 0, 1);
    Checks.requireBetween("totalIters", totalIters, 0, Checks.LONGEST);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    long t = Math.min(step, totalIters);
    return base * Annealing.LINEAR.between(startFactor, endFactor, t, totalIters - t);
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(totalIters);
  }
}
