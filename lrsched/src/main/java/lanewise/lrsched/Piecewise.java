package lanewise.lrsched;

import java.util.List;
import java.util.OptionalLong;

/**
 * Stairs: a factor of its own between any two milestones,
 *
 * <pre>{@code lr(t) = b factors[number of milestones <= t]}</pre>
 *
 * <p>The last factor stays; the natural length is the last milestone. Source: what is usually written as a lambda of if and else; optax'
 * {@code piecewise_constant_schedule} gives the ratios of neighbouring factors instead ({@link Optax#piecewiseConstant}).
 *
 * @param milestones the steps at which the factor changes: > 0, strictly increasing
 * @param factors one more than milestones, each finite and >= 0
 */
public record Piecewise(List<Long> milestones, List<Double> factors) implements Schedule {
  /** Checks and copies the lists. */
  public Piecewise {
    milestones = Checks.copy("milestones", milestones);
    factors = Checks.copy("factors", factors);
    Checks.requireIncreasing("milestones", milestones, 1);
    if (factors.size() != milestones.size() + 1) {
      throw new IllegalArgumentException("factors " + factors + " for milestones " + milestones + "; allowed: one more than milestones");
    }
    factors.forEach(f -> Checks.requireFinite("factors", f, 0));
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return base * factors.get(Milestones.passed(milestones, step));
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(milestones.isEmpty() ? 0 : milestones.getLast());
  }
}
