package lanewise.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.PoolPlan;
import lanewise.tensor.ops.PoolWindow;
import lanewise.tensor.ops.Resampling;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Largest values and means over windows of images, forward and backward.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Pooling -p kernel=3 -p size=56 -p images=8</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = Machine.MODULES)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Pooling {
  /** Images of a batch. */
  @Param("512")
  public int images;

  /** Channels. */
  @Param("64")
  public int channels;

  /** Height and width. */
  @Param("14")
  public int size;

  /** Height and width of the window, and its stride. */
  @Param("2")
  public int kernel;

  /** Whether the images come with channels last, as a convolution leaves them. */
  @Param({"false", "true"})
  public boolean channelsLast;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private PoolPlan plan;
  private Tensor x;
  private Tensor dy;
  private lanewise.tensor.ops.Pooling.Maxima maxima;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    Tensor drawn = Rng.seed(1).uniform(-1, 1, images, channels, size, size);
    plan = PoolPlan.windows(drawn.shape(), PoolWindow.of(kernel, kernel));
    x = channelsLast ? lastByIdentity(drawn) : drawn;
    dy = lanewise.tensor.ops.Pooling.max(x, plan);
    maxima = lanewise.tensor.ops.Pooling.maxima(x, plan);
  }

  /** The same images as an interpolation to their own size leaves them. */
  private static Tensor lastByIdentity(Tensor t) {
    return Resampling.bilinear(t.shape(), t.shape().dim(2), t.shape().dim(3), 1, 1, true).apply(t);
  }

  /** Largest values. */
  @Benchmark
  public float max() {
    try (var _ = lanewise.tensor.Scope.open()) {
      return lanewise.tensor.ops.Pooling.max(x, plan).get(0, 0, 0, 0);
    }
  }

  /** Largest values with their places, as training wants them. */
  @Benchmark
  public float maxWithPlaces() {
    try (var _ = lanewise.tensor.Scope.open()) {
      return lanewise.tensor.ops.Pooling.maxima(x, plan).values().get(0, 0, 0, 0);
    }
  }

  /** Their gradient. */
  @Benchmark
  public float maxGradient() {
    try (var _ = lanewise.tensor.Scope.open()) {
      return maxima.gradient(dy).get(0, 0, 0, 0);
    }
  }

  /** Means. */
  @Benchmark
  public float mean() {
    try (var _ = lanewise.tensor.Scope.open()) {
      return lanewise.tensor.ops.Pooling.mean(x, plan).get(0, 0, 0, 0);
    }
  }

  /** Their gradient. */
  @Benchmark
  public float meanGradient() {
    try (var _ = lanewise.tensor.Scope.open()) {
      return lanewise.tensor.ops.Pooling.meanGradient(dy, plan).get(0, 0, 0, 0);
    }
  }
}
