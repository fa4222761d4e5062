package lanewise.lrsched;

import java.util.function.LongToDoubleFunction;

/**
 * The product of the factors of all steps so far:
 *
 * <pre>{@code lr(t) = b factor(1) factor(2) ... factor(t)}</pre>
 *
 * <p>lr(0) = b; factor(0) is never asked for. There is no closed form for any function, so <em>a call costs t calls of the function</em>, and n steps
 * one after the other n^2 / 2. Nothing is remembered between calls. The product is held in twice the digits of a double with its own exponent: the
 * result is that of the exact product, rounded, for any number of steps that can be waited for, and nothing overflows on the way. After a factor 0 it
 * stays 0, and the function's later values are not asked for.
 *
 * <p>PyTorch multiplies the group's current rate, so that {@code step(epoch)} and the milestone of a {@code SequentialLR} multiply by one more
 * factor; here they are steps like any other. A factor that is negative, NaN or infinite is refused. Source: PyTorch's {@code MultiplicativeLR}.
 *
 * @param name names the function, not blank
 * @param factor the factor of a step t >= 1, finite and >= 0
 */
public record Multiplicative(String name, LongToDoubleFunction factor) implements Schedule {
  /** Checks that both are there. */
  public Multiplicative {
    Checks.requireName(name);
    Checks.requirePresent("factor", factor);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    RunningProduct product = new RunningProduct(base);
    for (long k = 1; k <= step && !product.isZero(); k++) {
      product.multiply(Checks.returned(name, k, factor.applyAsDouble(k)));
    }
    return product.value();
  }
}
