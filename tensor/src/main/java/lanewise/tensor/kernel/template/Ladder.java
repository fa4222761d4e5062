package lanewise.tensor.kernel.template;

import java.util.Arrays;
import java.util.stream.Collectors;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.Fma;

/**
 * The ladder from scalar twins to 512-bit vectors: decides once which form of the kernels runs, and says in one log line why it is not SIMD where it
 * is not.
 *
 * <p>SIMD needs the module {@code jdk.incubator.vector}, the C2 compiler (elsewhere every vector operation allocates, and is far slower than the
 * twin), and a fused multiply-add in hardware. {@code -Dlanewise.kernels=scalar|simd128|simd256|simd512} forces a level and fails where it cannot be
 * had.
 */
public final class Ladder {
  /** Forces a level. */
  public static final String PROPERTY = "lanewise.kernels";

  private static final System.Logger LOG = System.getLogger("lanewise.tensor");
  private static volatile KernelLevel level;
  private static volatile boolean forced;

  private Ladder() {}

  /** The level in force. */
  public static KernelLevel level() {
    KernelLevel l = level;
    return l != null ? l : decide();
  }

  /** True where the level was demanded: then the vector forms run from the first call on. */
  static boolean isForced() {
    level();
    return forced;
  }

  /** Why the level is in force. */
  public static String reason() {
    KernelLevel l = level();
    if (forced) {
      return "demanded";
    }
    return l == KernelLevel.SCALAR ? obstacle() : "the widest that this machine has";
  }

  /** Changes the level of this process; tests compare the levels with it. */
  public static void force(KernelLevel wanted) {
    String obstacle = wanted == KernelLevel.SCALAR ? "" : obstacle();
    if (wanted != KernelLevel.SCALAR && obstacle.isEmpty() && wanted.bits() > Widths.preferredBits()) {
      obstacle = "this machine's vectors have at most " + Widths.preferredBits() + " bits";
    }
    if (!obstacle.isEmpty()) {
      throw new IllegalStateException("kernels " + wanted.label() + " cannot be had: " + obstacle);
    }
    level = wanted;
    forced = true;
    LOG.log(System.Logger.Level.DEBUG, () -> "kernels: " + wanted.label() + ", as demanded");
  }

  private static synchronized KernelLevel decide() {
    if (level != null) {
      return level;
    }
    String demanded = System.getProperty(PROPERTY);
    if (demanded != null) {
      KernelLevel wanted = parse(demanded);
      if (wanted != KernelLevel.SCALAR && obstacle().isEmpty() && wanted.bits() > Widths.preferredBits()) {
        throw new IllegalStateException("kernels " + demanded + " cannot be had: vectors have at most " + Widths.preferredBits() + " bits here");
      }
      force(wanted);
      return wanted;
    }
    String obstacle = obstacle();
    if (obstacle.isEmpty()) {
      level = widest();
      LOG.log(System.Logger.Level.DEBUG, () -> "kernels: " + level.label());
    } else {
      level = KernelLevel.SCALAR;
      LOG.log(System.Logger.Level.WARNING, "kernels: scalar, because " + obstacle);
    }
    return level;
  }

  private static KernelLevel parse(String text) {
    for (KernelLevel l : KernelLevel.values()) {
      if (l.label().equals(text)) {
        return l;
      }
    }
    String allowed = Arrays.stream(KernelLevel.values()).map(KernelLevel::label).collect(Collectors.joining(", "));
    throw new IllegalStateException("property " + PROPERTY + " is '" + text + "'; allowed: " + allowed);
  }

  /** Why SIMD cannot run here, with what to do about it; empty where it can. */
  private static String obstacle() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return "the module jdk.incubator.vector is not there; start java with --add-modules jdk.incubator.vector";
    }
    String vm = System.getProperty("java.vm.info", "");
    if (vm.contains("interpreted mode") || vm.contains("emulated-client")) {
      return "this JVM runs without the C2 compiler (" + vm + "); start java without -Xint and -XX:TieredStopAtLevel";
    }
    if (!Fma.HARDWARE) {
      return "this JVM has no fused multiply-add in hardware; start java without -XX:UseAVX=0, -XX:UseAVX=1 and -XX:-UseFMA";
    }
    return "";
  }

  private static KernelLevel widest() {
    int bits = Widths.preferredBits();
    if (bits >= 512) {
      return KernelLevel.SIMD512;
    }
    return bits >= 256 ? KernelLevel.SIMD256 : KernelLevel.SIMD128;
  }
}
