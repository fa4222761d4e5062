package lanewise.tensor.step;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.Ladder;
import lanewise.tensor.kernel.Recipe;
import lanewise.tensor.kernel.Templates;

/**
 * The kernels of one algorithm by its flags and the level in force. An array in front of {@link Templates}, because a step asks once for each
 * parameter.
 *
 * @param <S> the description that they read
 */
final class StepKernels<S extends Step> {
  private static final int LEVELS = KernelLevel.values().length;

  private final AtomicReferenceArray<StepKernel<S>> known;
  private final IntFunction<Recipe<StepKernel<S>>> recipes;

  /**
   * The kernels of an algorithm.
   *
   * @param flags number of combinations of flags
   * @param recipes the recipe of each combination
   */
  StepKernels(int flags, IntFunction<Recipe<StepKernel<S>>> recipes) {
    this.known = new AtomicReferenceArray<>(flags * LEVELS);
    this.recipes = recipes;
  }

  /** The kernel for these flags at the level in force. */
  StepKernel<S> of(int flags) {
    KernelLevel level = Ladder.level();
    int at = flags * LEVELS + level.ordinal();
    StepKernel<S> kernel = known.get(at);
    if (kernel == null) {
      kernel = Templates.kernel(recipes.apply(flags), level.bits());
      known.set(at, kernel);
    }
    return kernel;
  }
}
