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
 * The convolutions of well-known networks in their directions, with {@code GFLOPs} (10^9 floating point operations a second, a multiply-add being
 * two; backward counts data and weights) and their {@code share} of the ceiling. The operations are nominal: taps outside of the image are counted,
 * too. Other sizes, groups and dilations: {@link Conv2dLayer}.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Convolutions -p layer=res14 -p direction=backward -p threads=1</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = Machine.MODULES)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Convolutions extends Warmed {
  /** A layer: 3x3 of a residual network by the size of its map, its 1x1, a first layer, a depthwise 3x3. */
  public enum LayerCase {
    /** 64 channels at 56x56. */
    res56(8, 64, 64, 56, 3, 1, 1, 1),
    /** 128 channels at 28x28. */
    res28(8, 128, 128, 28, 3, 1, 1, 1),
    /** 256 channels at 14x14. */
    res14(8, 256, 256, 14, 3, 1, 1, 1),
    /** 512 channels at 7x7. */
    res7(8, 512, 512, 7, 3, 1, 1, 1),
    /** 64 to 256 channels at 56x56, a kernel of one pixel. */
    pointwise(8, 64, 256, 56, 1, 1, 0, 1),
    /** 3 to 64 channels at 224x224, 7x7 with stride 2. */
    stem(4, 3, 64, 224, 7, 2, 3, 1),
    /** 128 channels at 28x28, one kernel each. */
    depthwise(8, 128, 128, 28, 3, 1, 1, 128);

    private final ConvShape shape;

    LayerCase(int batch, int in, int out, int size, int kernel, int stride, int padding, int groups) {
      shape = new ConvShape(batch,
          ConvGeometry.of(in, size, size, out, kernel, kernel, ConvGeometry.options().stride(stride).padding(padding).groups(groups)));
    }
  }

  /** What is computed. */
  public enum Direction {
    /** The convolution with its bias. */
    forward,
    /** The gradient with respect to the input. */
    data,
    /** The gradients with respect to weight and bias. */
    weights,
    /** All gradients. */
    backward
  }

  /** The layer. */
  @Param
  public LayerCase layer;

  /** The direction. */
  @Param
  public Direction direction;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private Tensor x;
  private Tensor weight;
  private Optional<Tensor> bias;
  private Tensor dy;

  /** Makes the operands; the activations have channels last, as between layers. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    ConvGeometry g = layer.shape.geometry();
    Rng rng = Rng.seed(1);
    weight = rng.normal(0, 1, g.outChannels(), g.groupInChannels(), g.kernelHeight(), g.kernelWidth());
    bias = Optional.of(rng.normal(0, 1, g.outChannels()));
    dy = Convolution.forward(rng.normal(0, 1, layer.shape.batch(), g.inChannels(), g.inHeight(), g.inWidth()), weight, bias, g);
    x = Convolution.toData(dy, weight, g);
  }

  /** One call. */
  @Benchmark
  public void run(FlopRate rate) {
    ConvGeometry g = layer.shape.geometry();
    try (var _ = lanewise.tensor.Scope.open()) {
      if (direction == Direction.forward) {
        Convolution.forward(x, weight, bias, g);
      }
      if (direction == Direction.data || direction == Direction.backward) {
        Convolution.toData(dy, weight, g);
      }
      if (direction == Direction.weights || direction == Direction.backward) {
        Convolution.toWeights(x, dy, true, g);
      }
    }
    rate.add((direction == Direction.backward ? 2 : 1) * layer.shape.operations());
  }
}
