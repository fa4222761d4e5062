package lanewise.tensor;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import lanewise.tensor.kernel.template.KernelTrainer;
import lanewise.tensor.kernel.tile.FmaLoop;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * What the machine gives at most, measured: the denominators of every figure about speed. Each measurement takes a few tenths of a second on the
 * {@link Workers#threads threads} of the library, and its best repetition counts. It goes on for as long as repetitions become faster.
 */
public final class Ceilings {
  private static final System.Logger LOG = System.getLogger("lanewise.tensor");
  private static final long MEASURING_NANOS = TimeUnit.MILLISECONDS.toNanos(120);
  /** So long a measurement goes on after a repetition that is faster than all before, and so long in all. */
  private static final long UNCHANGED_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  /** Faster than all before means by so much. */
  private static final double FASTER = 1.03;
  private static final int LEAST = 5;
  private static final int CALLS_UNTIL_COMPILED = 20_000;
  /** The compiler is waited for no longer; the loop on registers is then measured as it is. */
  private static final int COMPILER_SECONDS = 3;
  private static final int TURNS = 20_000;
  private static final int REGISTER_FLOATS = 256;
  /** Floats of an array that no cache holds. */
  private static final int STREAM = 1 << 23;

  private Ceilings() {}

  /** Multiply-adds on registers at the level in force, in GFLOP/s; waits up to {@value #COMPILER_SECONDS} seconds for the compiler before. */
  public static double gflopsOfFma() {
    FmaLoop.kernel();
    if (!KernelTrainer.await(TimeUnit.SECONDS.toNanos(COMPILER_SECONDS))) {
      LOG.log(System.Logger.Level.WARNING, "multiply-adds are measured while kernels are being compiled: the ceiling may be too low");
    }
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
    for (int i = 0; i < CALLS_UNTIL_COMPILED; i++) {
      triad(a, b, c, 0, 64);
    }
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
    long now = System.nanoTime();
    long last = now + MOST_NANOS;
    long end = now + MEASURING_NANOS;
    for (int i = 0; i < LEAST || now < end; i++) {
      long start = now;
      long amount = work.getAsLong();
      now = System.nanoTime();
      double rate = (double) amount / Math.max(1, now - start);
      if (rate > FASTER * best) {
        end = Math.min(last, Math.max(end, now + UNCHANGED_NANOS));
      }
      best = Math.max(best, rate);
    }
    return best;
  }

  private static void triad(float[] a, float[] b, float[] c, int from, int to) {
    for (int i = from; i < to; i++) {
      a[i] = b[i] + 3 * c[i];
    }
  }
}
