package lanewise.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What to change, from what was found. */
final class Advice {
  private static final long LITTLE_HEAP = 256L << 20;
  /** Below this share of the ceiling something is wrong. */
  private static final double POOR = 0.4;
  /** With less than this much more on all threads, they are in each other's way. */
  private static final double POOR_SCALING = 1.3;

  private Advice() {}

  /** At least one line. */
  static List<String> of(Findings f, List<Speed> speeds) {
    List<String> advice = new ArrayList<>();
    if (f.kernels().equals("scalar")) {
      advice.add("the kernels do not use SIMD, which makes them many times slower: " + f.reason());
    }
    int vectorBytes = Integer.parseInt(f.flags().getOrDefault("MaxVectorSize", "0"));
    if (f.has("avx512f") && vectorBytes > 0 && vectorBytes < 64) {
      advice.add("the processor has AVX-512 and the JVM does not use it; try LANEWISE_JAVA_OPTS=-XX:UseAVX=3 and look at the speed");
    } else if (f.vectorBits() > 0 && f.vectorBits() < 8 * vectorBytes) {
      advice.add(String.format(Locale.ROOT, "the kernels use %d of %d bits of a vector; leave out -Dlanewise.kernels", f.vectorBits(),
          8 * vectorBytes));
    }
    if (f.threads() < f.processors()) {
      advice.add(f.threads() + " of " + f.processors() + " processors are used; see --threads and the property lanewise.threads");
    } else if (f.threads() > f.processors()) {
      advice.add(f.threads() + " threads share " + f.processors() + " processors; use fewer");
    }
    if (f.heap() < LITTLE_HEAP) {
      advice.add("the heap is small; try LANEWISE_JAVA_OPTS=-Xmx1g");
    }
    if (f.collector().contains("G1")) {
      advice.add("with -XX:+UseSerialGC a training takes a quarter of the memory");
    }
    speed(f, speeds, advice);
    return advice.isEmpty() ? List.of("nothing to change") : advice;
  }

  private static void speed(Findings f, List<Speed> speeds, List<String> advice) {
    if (speeds.isEmpty()) {
      return;
    }
    boolean poor = speeds.stream().anyMatch(s -> s.product() < POOR * s.fma());
    boolean crowded = speeds.size() > 1 && speeds.getLast().fma() < POOR_SCALING * speeds.getFirst().fma();
    if (f.load() > 1) {
      advice.add(String.format(Locale.ROOT, "other processes are at work (load %.1f): figures and training suffer", f.load()));
    } else if (crowded) {
      advice.add("several threads bring little more than one: the processors may be shared with other machines, or be two halves of one core");
    } else if (poor) {
      advice.add("the product is far below the ceiling: run once more, and if it stays so, try another JDK 25");
    }
  }
}
