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
 * What the memory of this machine gives: plain Java loops, which C2 makes vectors of, over three arrays that no cache holds. It is the ceiling that
 * optimizer steps and elementwise operations are compared with.
 *
 * <p>Bytes a call: copy 8, triad 12, update 12 for each of the {@code size} elements; the line that a copy or a triad fetches before it overwrites
 * it is not counted. An update writes where it has read, as a step does.
 *
 * <pre>java -jar jmh/target/benchmarks.jar StreamBandwidth</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StreamBandwidth {
  /** Elements of an array. */
  @Param("16777216")
  public int size;

  /** Threads. */
  @Param({"1", "2"})
  public int threads;

  private float[] a;
  private float[] b;
  private float[] c;
  private ExecutorService helpers;

  /** Makes the arrays, and as many helpers as the calling thread needs. */
  @Setup
  public void prepare() {
    a = new float[size];
    b = new float[size];
    c = new float[size];
    helpers = Executors.newFixedThreadPool(threads);
  }

  /** Ends the helpers. */
  @TearDown
  public void end() {
    helpers.close();
  }

  /** a = b. */
  @Benchmark
  public float[] copy() throws Exception {
    return split((from, to) -> System.arraycopy(b, from, a, from, to - from));
  }

  /** a = b + 3 c. */
  @Benchmark
  public float[] triad() throws Exception {
    return split((from, to) -> triad(a, b, c, from, to));
  }

  /** a = a - 0.5 b. */
  @Benchmark
  public float[] update() throws Exception {
    return split((from, to) -> update(a, b, from, to));
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

  private float[] split(Part part) throws Exception {
    Future<?>[] parts = new Future<?>[threads - 1];
    int share = size / threads;
    for (int t = 1; t < threads; t++) {
      int from = t * share;
      int to = t == threads - 1 ? size : from + share;
      parts[t - 1] = helpers.submit(() -> part.run(from, to));
    }
    part.run(0, threads == 1 ? size : share);
    for (Future<?> f : parts) {
      f.get();
    }
    return a;
  }

  private interface Part {
    void run(int from, int to);
  }
}
