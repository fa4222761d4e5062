package lanewise.optim;

import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Called before an optimizer's step. */
@FunctionalInterface
public interface StepPreHook {
  /**
   * Looks at a step, or changes what it evaluates.
   *
   * @param optimizer the optimizer that is about to step
   * @param closure what computes loss and gradients, where the step was given one
   * @return what the step is to use; normally {@code closure} itself
   */
  Optional<DoubleSupplier> before(Optimizer optimizer, Optional<DoubleSupplier> closure);
}
