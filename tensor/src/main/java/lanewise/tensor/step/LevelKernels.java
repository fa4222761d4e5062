package lanewise.tensor.step;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.Ladder;
import lanewise.tensor.kernel.Recipe;
import lanewise.tensor.kernel.Templates;

/**
 * Kernels by flags and the level in force. An array in front of {@link Templates}: asking makes no garbage.
 *
 * @param <K> the interface through which a kernel is called
 */
final class LevelKernels<K> {
  private static final int LEVELS = KernelLevel.values().length;

  private final AtomicReferenceArray<K> known;
  private final IntFunction<Recipe<K>> recipes;

  /**
   * The kernels of an algorithm.
   *
   * @param flags number of combinations of flags
   * @param recipes the recipe of each combination
   */
  LevelKernels(int flags, IntFunction<Recipe<K>> recipes) {
    this.known = new AtomicReferenceArray<>(flags * LEVELS);
    this.recipes = recipes;
  }

  /** The kernel for these flags at the level in force. */
  K of(int flags) {
    KernelLevel level = Ladder.level();
    int at = flags * LEVELS + level.ordinal();
    K kernel = known.get(at);
    if (kernel == null) {
      kernel = Templates.kernel(recipes.apply(flags), level.bits());
      known.set(at, kernel);
    }
    return kernel;
  }
}
