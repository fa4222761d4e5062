package lanewise.tensor;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import lanewise.tensor.kernel.tile.FmaLoop;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * What the machine gives at most, measured: the denominators of every figure about speed. Each measurement takes a few tenths of a second on the
 * {@link Workers#threads threads} of the library, and its best repetition counts.
 */
public final class Ceilings {
  private static final long MEASURING_NANOS = TimeUnit.MILLISECONDS.toNanos(180);
  private static final int LEAST = 5;
  private static final int CALLS_UNTIL_COMPILED = 6000;
  private static final int TURNS = 20_000;
  private static final int REGISTER_FLOATS = 256;
  /** Floats of an array that no cache holds. */
  private static final int STREAM = 1 << 23;

  private Ceilings() {}

  /** Multiply-adds on registers at the level in force, in GFLOP/s. */
  public static double gflopsOfFma() {
    FmaLoop kernel = FmaLoop.kernel();
    int threads = Workers.threads();
    float[][] registers = new float[threads][REGISTER_FLOATS];
    for (float[] r : registers) {
      r[0] = 0.5f;
    }
    for (int i = 0; i < CALLS_UNTIL_COMPILED; i++) {
      kernel.run(registers[0], 8);
    }
    long[] operations = new long[threads];
    return best(() -> {
      WorkerPool.run(threads, Long.MAX_VALUE, (i, _) -> operations[i] = kernel.run(registers[i], TURNS));
      long sum = 0;
      for (long o : operations) {
        sum += o;
      }
      return sum;
    });
  }

  /** The triad a = b + s * c over arrays that no cache holds, in GB/s: 12 bytes for each element. */
  public static double gigabytesOfTriad() {
    int threads = Workers.threads();
    float[] a = new float[STREAM];
    float[] b = new float[STREAM];
    float[] c = new float[STREAM];
    int part = STREAM / threads;
    return best(() -> {
      WorkerPool.run(threads, Long.MAX_VALUE, (i, _) -> triad(a, b, c, i * part, (i + 1) * part));
      return 3L * Float.BYTES * part * threads;
    });
  }

  /** A copy from array to array that no cache holds, in GB/s: 8 bytes for each element. */
  public static double gigabytesOfCopy() {
    int threads = Workers.threads();
    float[] a = new float[STREAM];
    float[] b = new float[STREAM];
    int part = STREAM / threads;
    return best(() -> {
      WorkerPool.run(threads, Long.MAX_VALUE, (i, _) -> System.arraycopy(b, i * part, a, i * part, part));
      return 2L * Float.BYTES * part * threads;
    });
  }

  /**
   * The rate of some work, best of many repetitions, in units of 10^9 a second.
   *
   * @param work does it once and returns how much it was
   */
  public static double best(LongSupplier work) {
    double best = 0;
    long end = System.nanoTime() + MEASURING_NANOS;
    for (int i = 0; i < LEAST || System.nanoTime() < end; i++) {
      long start = System.nanoTime();
      long amount = work.getAsLong();
      best = Math.max(best, (double) amount / Math.max(1, System.nanoTime() - start));
    }
    return best;
  }

  private static void triad(float[] a, float[] b, float[] c, int from, int to) {
    for (int i = from; i < to; i++) {
      a[i] = b[i] + 3 * c[i];
    }
  }
}
