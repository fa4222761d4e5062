package lanewise.jmh;

import java.util.concurrent.TimeUnit;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.PoolPlan;
import lanewise.tensor.ops.PoolWindow;
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
 * Largest values and means over windows of images, forward and backward. {@code GBs} are 10^9 bytes of images and windows a second.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Pooling -p kernel=3 -p size=56 -p images=8</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = Machine.MODULES)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Pooling extends Warmed {
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
  private double bytes;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    Tensor drawn = Rng.seed(1).uniform(-1, 1, images, channels, size, size);
    plan = PoolPlan.windows(drawn.shape(), PoolWindow.of(kernel, kernel));
    x = channelsLast ? Images.channelsLast(drawn) : drawn;
    dy = lanewise.tensor.ops.Pooling.max(x, plan);
    maxima = lanewise.tensor.ops.Pooling.maxima(x, plan);
    bytes = (double) Float.BYTES * (x.size() + dy.size());
  }

  /** Largest values. */
  @Benchmark
  public float max(ByteRate rate) {
    rate.add(bytes);
    try (var _ = lanewise.tensor.Scope.open()) {
      return lanewise.tensor.ops.Pooling.max(x, plan).get(0, 0, 0, 0);
    }
  }

  /** Largest values with their places, as training wants them. */
  @Benchmark
  public float maxWithPlaces(ByteRate rate) {
    rate.add(bytes);
    try (var _ = lanewise.tensor.Scope.open()) {
      return lanewise.tensor.ops.Pooling.maxima(x, plan).values().get(0, 0, 0, 0);
    }
  }

  /** Their gradient. */
  @Benchmark
  public float maxGradient(ByteRate rate) {
    rate.add(bytes);
    try (var _ = lanewise.tensor.Scope.open()) {
      return maxima.gradient(dy).get(0, 0, 0, 0);
    }
  }

  /** Means. */
  @Benchmark
  public float mean(ByteRate rate) {
    rate.add(bytes);
    try (var _ = lanewise.tensor.Scope.open()) {
      return lanewise.tensor.ops.Pooling.mean(x, plan).get(0, 0, 0, 0);
    }
  }

  /** Their gradient. */
  @Benchmark
  public float meanGradient(ByteRate rate) {
    rate.add(bytes);
    try (var _ = lanewise.tensor.Scope.open()) {
      return lanewise.tensor.ops.Pooling.meanGradient(dy, plan).get(0, 0, 0, 0);
    }
  }
}
