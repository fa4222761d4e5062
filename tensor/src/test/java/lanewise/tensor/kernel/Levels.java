package lanewise.tensor.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.template.Ladder;

/** The levels of this machine, one after the other in one process. */
public final class Levels {
  private static final KernelLevel WIDEST = Ladder.level();

  private Levels() {}

  /** Every SIMD level up to the machine's own; none where there is only the scalar twin. */
  public static List<KernelLevel> simd() {
    return Arrays.stream(KernelLevel.values()).filter(l -> l != KernelLevel.SCALAR && l.bits() <= WIDEST.bits()).toList();
  }

  /** The scalar twin and {@link #simd}. */
  public static List<KernelLevel> all() {
    return Arrays.stream(KernelLevel.values()).filter(l -> l.bits() <= WIDEST.bits()).toList();
  }

  /** What the work gives at a level; afterwards the machine's own is in force again. */
  public static <T> T at(KernelLevel level, Supplier<T> work) {
    Ladder.force(level);
    try {
      return work.get();
    } finally {
      Ladder.force(WIDEST);
    }
  }

  /** What the work gives at the scalar twin. */
  public static <T> T scalar(Supplier<T> work) {
    return at(KernelLevel.SCALAR, work);
  }

  /** Runs at every level on a fresh copy of the target and compares the whole of it with the scalar twin's. */
  public static void compare(String what, Supplier<float[]> target, Consumer<float[]> kernel) {
    float[] expected = run(KernelLevel.SCALAR, target, kernel);
    for (KernelLevel level : simd()) {
      Bits.assertSame(expected, run(level, target, kernel), what + " at " + level.label());
    }
  }

  private static float[] run(KernelLevel level, Supplier<float[]> target, Consumer<float[]> kernel) {
    return at(level, () -> {
      float[] y = target.get();
      kernel.accept(y);
      return Arrays.copyOf(y, y.length);
    });
  }
}
