package lanewise.jmh;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.Convolution;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * One 2-d convolution: forward, to data, to weights. The parameter {@code shape} is {@code N:C:HW:O:K:stride:pad}; the defaults are the five layers
 * of the notebook's CNN and a layer of a residual network.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Conv2dLayer -p threads=1 -p shape=512:16:7:32:3:2:1</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = Machine.MODULES)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Conv2dLayer {
  /** The numbers of the convolution. */
  @Param({"512:1:28:8:5:2:2", "512:8:14:16:3:2:1", "512:16:7:32:3:2:1", "512:32:4:64:3:2:1", "512:64:2:10:3:2:1", "8:64:56:64:3:1:1"})
  public String shape;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private ConvGeometry geometry;
  private Tensor x;
  private Tensor weight;
  private Optional<Tensor> bias;
  private Tensor dy;
  private lanewise.tensor.Scope scope;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    int[] s = Arrays.stream(shape.split(":")).mapToInt(Integer::parseInt).toArray();
    geometry = new ConvGeometry(s[1], s[2], s[2], s[3], s[4], s[4], s[5], s[5], s[6], s[6], 1, 1);
    Rng rng = Rng.seed(1);
    weight = rng.normal(0, 1, s[3], s[1], s[4], s[4]);
    bias = Optional.of(rng.normal(0, 1, s[3]));
    x = channelsLast(rng.normal(0, 1, s[0], s[1], s[2], s[2]));
    dy = channelsLast(rng.normal(0, 1, s[0], s[3], geometry.outHeight(), geometry.outWidth()));
  }

  /** A copy with channels last, the layout in which a layer meets its input: the result of an exact 1x1 convolution with the identity. */
  private static Tensor channelsLast(Tensor t) {
    int channels = t.shape().dim(1);
    float[] identity = new float[channels * channels];
    for (int c = 0; c < channels; c++) {
      identity[c * channels + c] = 1;
    }
    ConvGeometry same = new ConvGeometry(channels, t.shape().dim(2), t.shape().dim(3), channels, 1, 1, 1, 1, 0, 0, 1, 1);
    return Convolution.forward(t, Tensor.of(identity, channels, channels, 1, 1), Optional.empty(), same);
  }

  /** Opens the scope of a call: results come from the pool, as in training. */
  @Setup(Level.Invocation)
  public void open() {
    scope = lanewise.tensor.Scope.open();
  }

  /** Closes it. */
  @TearDown(Level.Invocation)
  public void close() {
    scope.close();
  }

  /** y. */
  @Benchmark
  public Tensor forward() {
    return Convolution.forward(x, weight, bias, geometry);
  }

  /** dx. */
  @Benchmark
  public Tensor toData() {
    return Convolution.toData(dy, weight, geometry);
  }

  /** dw and db. */
  @Benchmark
  public Convolution.WeightGradients toWeights() {
    return Convolution.toWeights(x, dy, true, geometry);
  }
}
