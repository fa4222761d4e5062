package lanewise.jmh;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the memory of this machine gives: plain Java loops, which C2 makes vectors of. It is the ceiling that optimizer steps and elementwise
 * operations are compared with.
 *
 * <p>Bytes a call, for each element: copy 8, triad 12, update 12, update3 20, update4 28; the line that a copy or a triad fetches before it
 * overwrites it is not counted. An update writes where it has read, as a step does: {@code update} has the arrays of plain SGD (parameter,
 * gradient), {@code update3} those of SGD with momentum or RMSprop, {@code update4} those of Adam. The more arrays, the more memory in all: 16 M
 * floats are 64 MiB, and a large last cache may hold a part of two such arrays and less of four.
 *
 * <p>Many arrays are made in the order in which an optimizer makes them: parameter and gradient of each tensor, then its state.
 *
 * <pre>java -jar jmh/target/benchmarks.jar StreamBandwidth -p arrays=156250x160</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx3g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StreamBandwidth {
  /** Elements of an array x number of arrays of each kind. */
  @Param({"16777216x1", "156250x160"})
  public String arrays;

  /** Threads. */
  @Param({"1", "2"})
  public int threads;

  private int size;
  private float[][] a;
  private float[][] b;
  private float[][] c;
  private float[][] d;
  private ExecutorService helpers;

  /** Makes the arrays, and as many helpers as the calling thread needs. */
  @Setup
  public void prepare() {
    String[] numbers = arrays.split("x");
    size = Integer.parseInt(numbers[0]);
    int count = Integer.parseInt(numbers[1]);
    a = new float[count][];
    b = new float[count][];
    c = new float[count][];
    d = new float[count][];
    for (int k = 0; k < count; k++) {
      a[k] = new float[size];
      b[k] = new float[size];
    }
    for (int k = 0; k < count; k++) {
      c[k] = new float[size];
      d[k] = new float[size];
    }
    helpers = Executors.newFixedThreadPool(threads);
  }

  /** Ends the helpers. */
  @TearDown
  public void end() {
    helpers.close();
  }

  /** a = b. */
  @Benchmark
  public float[][] copy() throws Exception {
    return split((k, from, to) -> System.arraycopy(b[k], from, a[k], from, to - from));
  }

  /** a = b + 3 c. */
  @Benchmark
  public float[][] triad() throws Exception {
    return split((k, from, to) -> triad(a[k], b[k], c[k], from, to));
  }

  /** a = a - 0.5 b. */
  @Benchmark
  public float[][] update() throws Exception {
    return split((k, from, to) -> update(a[k], b[k], from, to));
  }

  /** c = c / 2 + b, a = a - c / 2. */
  @Benchmark
  public float[][] update3() throws Exception {
    return split((k, from, to) -> update(a[k], b[k], c[k], from, to));
  }

  /** c = c / 2 + b, d = d / 2 + b, a = a - c / 2 - d / 2. */
  @Benchmark
  public float[][] update4() throws Exception {
    return split((k, from, to) -> update(a[k], b[k], c[k], d[k], from, to));
  }

  private static void triad(float[] a, float[] b, float[] c, int from, int to) {
    for (int i = from; i < to; i++) {
      a[i] = b[i] + 3 * c[i];
    }
  }

  private static void update(float[] a, float[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      a[i] = a[i] - 0.5f * b[i];
    }
  }

  private static void update(float[] a, float[] b, float[] c, int from, int to) {
    for (int i = from; i < to; i++) {
      float s = 0.5f * c[i] + b[i];
      c[i] = s;
      a[i] = a[i] - 0.5f * s;
    }
  }

  private static void update(float[] a, float[] b, float[] c, float[] d, int from, int to) {
    for (int i = from; i < to; i++) {
      float s = 0.5f * c[i] + b[i];
      float t = 0.5f * d[i] + b[i];
      c[i] = s;
      d[i] = t;
      a[i] = a[i] - 0.5f * s - 0.5f * t;
    }
  }

  /** Each thread takes a stretch of the elements of all arrays laid end to end. */
  private float[][] split(Part part) throws Exception {
    Future<?>[] parts = new Future<?>[threads - 1];
    long total = (long) size * a.length;
    for (int t = 1; t < threads; t++) {
      long from = total * t / threads;
      long to = total * (t + 1) / threads;
      parts[t - 1] = helpers.submit(() -> stretch(part, from, to));
    }
    stretch(part, 0, total / threads);
    for (Future<?> f : parts) {
      f.get();
    }
    return a;
  }

  private void stretch(Part part, long from, long to) {
    for (long at = from; at < to;) {
      int k = (int) (at / size);
      long end = Math.min(to, (k + 1L) * size);
      part.run(k, (int) (at - (long) k * size), (int) (end - (long) k * size));
      at = end;
    }
  }

  private interface Part {
    void run(int k, int from, int to);
  }
}
