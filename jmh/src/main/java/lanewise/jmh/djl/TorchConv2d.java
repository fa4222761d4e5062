package lanewise.jmh.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import java.util.concurrent.TimeUnit;
import lanewise.jmh.ConvShape;
import lanewise.tensor.ops.ConvGeometry;
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
 * A convolution in libtorch, called from Java through DJL: the peer of {@code Conv2dLayer.forward}, with the same parameter {@code shape}. It is
 * there with the Maven profile {@code peers} only.
 *
 * <pre>java -jar jmh/target/benchmarks.jar "TorchConv2d|Conv2dLayer.forward" -p shape=512:16:7:32:3:2:1</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = {Libtorch.OFFLINE, Libtorch.NO_REPORTS, Libtorch.NATIVE_ACCESS})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TorchConv2d {
  /** N:C:HW:O:K:stride:pad[:groups[:dilation]]. */
  @Param({"512:8:14:16:3:2:1", "512:32:4:64:3:2:1", "8:64:56:64:3:1:1"})
  public String shape;

  /** Threads of libtorch. */
  @Param({"1", "2"})
  public int threads;

  private NDManager manager;
  private NDArray x;
  private NDArray weight;
  private NDArray bias;
  private Shape stride;
  private Shape padding;
  private Shape dilation;
  private int groups;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    manager = Libtorch.start(threads);
    ConvShape parsed = ConvShape.parse(shape);
    ConvGeometry g = parsed.geometry();
    x = Libtorch.normal(manager, parsed.batch(), g.inChannels(), g.inHeight(), g.inWidth());
    weight = Libtorch.normal(manager, g.outChannels(), g.groupInChannels(), g.kernelHeight(), g.kernelWidth());
    bias = Libtorch.normal(manager, g.outChannels());
    stride = new Shape(g.strideH(), g.strideW());
    padding = new Shape(g.padH(), g.padW());
    dilation = new Shape(g.dilationH(), g.dilationW());
    groups = g.groups();
  }

  /** Gives the operands back. */
  @TearDown
  public void close() {
    manager.close();
  }

  /** y; reading an element makes sure that it is done. */
  @Benchmark
  public float forward() {
    try (NDList y = Conv2d.conv2d(x, weight, bias, stride, padding, dilation, groups)) {
      return y.get(0).getFloat(0, 0, 0, 0);
    }
  }
}
