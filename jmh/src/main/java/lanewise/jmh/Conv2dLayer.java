package lanewise.jmh;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.Convolution;
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
 * One 2-d convolution: forward, to data, to weights. The parameter {@code shape} is {@code N:C:HW:O:K:stride:pad[:groups[:dilation]]}: images,
 * input channels, side of the image, output channels, side of the kernel, and so on; the defaults are the five layers of the notebook's CNN, a layer
 * of a residual network and a depthwise one. Secondary results are {@code GFLOPs}, a multiply-add being two, and their {@code share} of the ceiling;
 * the operations are nominal: taps outside of the image are counted, too. Results come from the pool, as in training.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Conv2dLayer -p threads=1 -p shape=512:16:7:32:3:2:1,8:32:28:64:3:1:2:4:2</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = Machine.MODULES)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Conv2dLayer extends Warmed {
  /** The numbers of the convolution. */
  @Param({"512:1:28:8:5:2:2", "512:8:14:16:3:2:1", "512:16:7:32:3:2:1", "512:32:4:64:3:2:1", "512:64:2:10:3:2:1", "8:64:56:64:3:1:1",
      "8:128:28:128:3:1:1:128"})
  public String shape;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private ConvGeometry geometry;
  private Tensor x;
  private Tensor weight;
  private Optional<Tensor> bias;
  private Tensor dy;
  private double operations;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    ConvShape parsed = ConvShape.parse(shape);
    geometry = parsed.geometry();
    operations = parsed.operations();
    int n = parsed.batch();
    Rng rng = Rng.seed(1);
    weight = rng.normal(0, 1, geometry.outChannels(), geometry.groupInChannels(), geometry.kernelHeight(), geometry.kernelWidth());
    bias = Optional.of(rng.normal(0, 1, geometry.outChannels()));
    x = Images.channelsLast(rng.normal(0, 1, n, geometry.inChannels(), geometry.inHeight(), geometry.inWidth()));
    dy = Images.channelsLast(rng.normal(0, 1, n, geometry.outChannels(), geometry.outHeight(), geometry.outWidth()));
  }

  /** y. */
  @Benchmark
  public int forward(FlopRate rate) {
    rate.add(operations);
    try (var _ = lanewise.tensor.Scope.open()) {
      return Convolution.forward(x, weight, bias, geometry).size();
    }
  }

  /** dx. */
  @Benchmark
  public int toData(FlopRate rate) {
    rate.add(operations);
    try (var _ = lanewise.tensor.Scope.open()) {
      return Convolution.toData(dy, weight, geometry).size();
    }
  }

  /** dw and db. */
  @Benchmark
  public int toWeights(FlopRate rate) {
    rate.add(operations);
    try (var _ = lanewise.tensor.Scope.open()) {
      return Convolution.toWeights(x, dy, true, geometry).weight().size();
    }
  }
}
