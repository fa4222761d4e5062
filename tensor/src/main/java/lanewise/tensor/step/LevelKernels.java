package lanewise.tensor.step;

import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.template.Recipe;
import lanewise.tensor.kernel.template.Templates;

/**
 * The kernels of an algorithm by flags and the level in force, made from its scalar twin and its vector template. An array in front of
 * {@link Templates}: asking makes no garbage.
 *
 * @param <K> the interface through which a kernel is called
 */
final class LevelKernels<K> {
  private static final int LEVELS = KernelLevel.values().length;

  private final AtomicReferenceArray<K> known;
  private final Class<?> template;
  private final IntFunction<K> twin;

  /**
   * The kernels of an algorithm.
   *
   * @param flags number of combinations of flags
   * @param template the class with the vector form, in this package; it asks for its flags with {@link #flags}
   * @param twin the scalar form of a combination
   */
  LevelKernels(int flags, Class<?> template, IntFunction<K> twin) {
    this.known = new AtomicReferenceArray<>(flags * LEVELS);
    this.template = template;
    this.twin = twin;
  }

  /** The kernel for these flags at the level in force. */
  K of(int flags) {
    KernelLevel level = Ladder.level();
    int at = flags * LEVELS + level.ordinal();
    K kernel = known.get(at);
    if (kernel == null) {
      kernel = Templates.kernel(form(flags), level.bits());
      known.set(at, kernel);
    }
    return kernel;
  }

  /** What the kernels for these flags are made from. */
  Form<K> form(int flags) {
    return new Form<>(flags, template, twin);
  }

  /** The flags that a copy of a template is made for. */
  static int flags(Templates.Data data) {
    return ((Form<?>) data.recipe()).flags();
  }

  /** One combination of flags. */
  record Form<K>(int flags, Class<?> template, IntFunction<K> twin) implements Recipe<K> {
    @Override
    public K scalar() {
      return twin.apply(flags);
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }
  }
}
