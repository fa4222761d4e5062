package lanewise.tensor.step;

import java.util.function.IntFunction;
import lanewise.tensor.kernel.Recipe;

/**
 * The kernels of one elementwise algorithm by its flags and the level in force. A step asks once for each parameter.
 *
 * @param <S> the description that they read
 */
final class StepKernels<S extends Step> {
  private final LevelKernels<StepKernel<S>> kernels;

  /**
   * The kernels of an algorithm.
   *
   * @param flags number of combinations of flags
   * @param recipes the recipe of each combination
   */
  StepKernels(int flags, IntFunction<Recipe<StepKernel<S>>> recipes) {
    kernels = new LevelKernels<>(flags, recipes);
  }

  /** The kernel for these flags at the level in force. */
  StepKernel<S> of(int flags) {
    return kernels.of(flags);
  }
}
