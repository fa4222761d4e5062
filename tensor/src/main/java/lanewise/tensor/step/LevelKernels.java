package lanewise.tensor.step;

import java.lang.invoke.MethodHandles;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.KernelTrainer;
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
  private final Optional<Trial<K>> trial;

  /** Calls a kernel on tiny data, as {@link Exercised#exercise} does. */
  interface Trial<K> {
    /** Returns the floats computed, or more where one takes the twin longer than a multiply-add. */
    int of(K kernel, Exercise data);
  }

  /**
   * The kernels of an algorithm whose vector form works from the first call on.
   *
   * @param flags number of combinations of flags
   * @param template the class with the vector form, in this package; it asks for its flags with {@link #flags}
   * @param twin the scalar form of a combination
   */
  LevelKernels(int flags, Class<?> template, IntFunction<K> twin) {
    this(flags, template, twin, Optional.empty());
  }

  /** The same, but the twin works until the vector form is compiled: the trial makes it known to the compiler. */
  LevelKernels(int flags, Class<?> template, IntFunction<K> twin, Trial<K> trial) {
    this(flags, template, twin, Optional.of(trial));
    KernelTrainer.whenAllFast(this::forget);
  }

  private LevelKernels(int flags, Class<?> template, IntFunction<K> twin, Optional<Trial<K>> trial) {
    this.known = new AtomicReferenceArray<>(flags * LEVELS);
    this.template = template;
    this.twin = twin;
    this.trial = trial;
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
  Recipe<K> form(int flags) {
    Form<K> form = new Form<>(flags, template, twin);
    return trial.isPresent() ? new TriedForm<>(form, trial.get()) : form;
  }

  /** The vector forms are compiled: the kernels are asked for anew, without the switch between both forms. */
  private void forget() {
    for (int i = 0; i < known.length(); i++) {
      known.set(i, null);
    }
  }

  /** The flags that a copy of a template is made for. */
  static int flags(Templates.Data data) {
    return data.recipe() instanceof TriedForm<?> tried ? tried.form().flags() : ((Form<?>) data.recipe()).flags();
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

  /** One combination of flags with its trial. */
  record TriedForm<K>(Form<K> form, Trial<K> trial) implements Exercised<K> {
    @Override
    public K scalar() {
      return form.scalar();
    }

    @Override
    public Class<?> template() {
      return form.template();
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return form.lookup();
    }

    @Override
    public int exercise(K kernel, Exercise data) {
      return trial.of(kernel, data);
    }
  }
}
