package lanewise.tensor.kernel;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a call allocates in steady state. When that begins is the compiler's business, and on a busy machine it is late: so calls are made until they
 * are quiet, and only time ends it. What still allocates then always will.
 */
public final class Quiet {
  /** Bytes that a call of something that makes no objects may cost in the mean: the measurement itself makes a few. */
  public static final double MOST_BYTES = 8;
  /** For all kernels together, and what each has in any case. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(180);
  private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int CALLS = 200;
  private static final int QUIET_ROUNDS = 5;

  private Quiet() {}

  /** Prints the bytes of a call of each, in this order, 0 where several rounds were quiet: lines for {@link #bytes(String)}. */
  public static void print(Map<String, Runnable> all) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long last = System.nanoTime() + PATIENCE_NANOS;
    all.forEach((name, kernel) -> {
      int quiet = 0;
      double loud = 0;
      long end = Math.max(last, System.nanoTime() + LEAST_NANOS);
      while (quiet < QUIET_ROUNDS && System.nanoTime() < end) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
          kernel.run();
        }
        double bytes = (double) (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
        loud = bytes < MOST_BYTES ? loud : bytes;
        quiet = bytes < MOST_BYTES ? quiet + 1 : 0;
      }
      System.out.println(name + ": " + (quiet < QUIET_ROUNDS ? loud : 0) + " bytes a call");
    });
  }

  /** The number in a line. */
  public static double bytes(String line) {
    String[] words = line.split(" ");
    return Double.parseDouble(words[words.length - 4]);
  }

  /** True for such a line. */
  public static boolean isBytes(String line) {
    return line.endsWith(" bytes a call");
  }
}
