package lanewise.lrsched;

import java.util.function.LongToDoubleFunction;

/**
 * A factor given by a function of the step:
 *
 * <pre>{@code lr(t) = b factor(t)}</pre>
 *
 * <p>The function is asked at every call and has to depend on the step alone. Its name stands for it where a schedule is printed or its state is
 * compared, because a function itself cannot be: give functions that differ different names. What holds after a last step is the function's affair;
 * there is no natural length.
 *
 * <p>Unlike PyTorch a factor that is negative, NaN or infinite is refused at its step. Source: PyTorch's {@code LambdaLR}.
 *
 * @param name names the function, not blank
 * @param factor the factor at a step, finite and >= 0
 */
public record LambdaSchedule(String name, LongToDoubleFunction factor) implements Schedule {
  /** Checks that both are there. */
  public LambdaSchedule {
    Checks.requireName(name);
    Checks.requirePresent("factor", factor);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return base * Checks.returned(name, step, factor.applyAsDouble(step));
  }
}
