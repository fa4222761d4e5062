package lanewise.lrsched;

import java.util.OptionalLong;

/**
 * A constant fraction of the base rate for some steps, then the base rate:
 *
 * <pre>{@code lr(t) = b factor   for t < totalIters, then b}</pre>
 *
 * <p>PyTorch undoes the factor by dividing: a factor 0 fails there, and with {@code totalIters} 0 the factor stays for ever. Here both do what the
 * formula says. The natural length is {@code totalIters}; {@link Factor} has no end. Source: PyTorch's {@code ConstantLR}.
 *
 * @param factor 0..1; PyTorch's default 1/3
 * @param totalIters steps with the factor, >= 0; PyTorch's default 5
 */
public record Constant(double factor, long totalIters) implements Schedule {
  /** Checks the values. */
  public Constant {
    Checks.requireBetween("factor", factor, 0, 1);
    Checks.requireBetween("totalIters", totalIters, 0, Long.MAX_VALUE);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return step < totalIters ? base * factor : base;
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(totalIters);
  }
}
