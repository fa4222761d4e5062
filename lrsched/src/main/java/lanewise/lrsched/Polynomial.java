package lanewise.lrsched;

import java.util.OptionalLong;

/**
 * A power of the steps that are left, from the base rate to {@code etaMin}:
 *
 * <pre>{@code lr(t) = etaMin + (b - etaMin) (1 - min(t, totalIters) / totalIters)^power}</pre>
 *
 * <p>lr(0) = b and lr(t) = etaMin for t >= totalIters, exactly. Power 1 is a straight line; above 1 the curve is convex, below concave. The natural
 * length is {@code totalIters}. PyTorch's {@code PolynomialLR} ends at 0 and leaves the rate alone with {@code total_iters} 0, which is refused here;
 * other ends are those of transformers and optax.
 *
 * @param totalIters steps down to {@code etaMin}, 1..2^53; PyTorch's default 5
 * @param power the exponent, finite and > 0; PyTorch's default 1
 * @param etaMin the rate at the end, finite and >= 0; PyTorch's is always 0
 */
public record Polynomial(long totalIters, double power, double etaMin) implements Schedule {
  /** Checks the values. */
  public Polynomial {
    Checks.requireBetween("totalIters", totalIters, 1, Checks.LONGEST);
    Checks.requirePositive("power", power);
    Checks.requireFinite("etaMin", etaMin, 0);
  }

  /** PyTorch's schedule: down to 0. */
  public static Polynomial of(long totalIters, double power) {
    return new Polynomial(totalIters, power, 0);
  }

  /** With another rate at the end. */
  public Polynomial etaMin(double etaMin) {
    return new Polynomial(totalIters, power, etaMin);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    if (step == 0) {
      return base;
    }
    if (step >= totalIters) {
      return etaMin;
    }
    long left = totalIters - step;
    double share = Powers.ofFraction(left, totalIters, power);
    if (etaMin == 0) {
      return base * share;
    }
    return share < 0.5 ? etaMin + (base - etaMin) * share : base - (base - etaMin) * Powers.missing(left, step, power);
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(totalIters);
  }
}
