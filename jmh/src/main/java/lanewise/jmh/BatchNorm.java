package lanewise.jmh;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import lanewise.autograd.Parameter;
import lanewise.nn.Layer;
import lanewise.nn.Layers;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
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
 * Batch normalisation in training mode, by itself: the layer, its values read, and its gradients. {@code GBs} are 10^9 bytes a second: forward reads
 * the images twice and writes them once, backward reads images and gradient twice and writes a gradient.
 *
 * <pre>java -jar jmh/target/benchmarks.jar BatchNorm -p shape=8x64x56x56</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = Machine.MODULES)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BatchNorm extends Warmed {
  /** N x C x H x W. */
  @Param("512x64x14x14")
  public String shape;

  /** Whether the images come with channels last, as a convolution leaves them. */
  @Param({"false", "true"})
  public boolean channelsLast;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private Layer layer;
  private Tensor images;
  private Tensor gradient;
  private Parameter input;

  /** Makes layer and images. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    int[] sizes = Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
    Rng rng = Rng.seed(1);
    layer = Layers.batchNorm2d(sizes[1]).init(rng);
    images = drawn(rng, sizes);
    gradient = drawn(rng, sizes);
    input = new Parameter(drawn(rng, sizes));
  }

  private Tensor drawn(Rng rng, int[] sizes) {
    Tensor t = rng.normal(0, 1, sizes);
    return channelsLast ? Images.channelsLast(t) : t;
  }

  /** Statistics and normalised values; returns one. */
  @Benchmark
  public float forward(ByteRate rate) {
    rate.add(3.0 * Float.BYTES * images.size());
    try (var _ = lanewise.tensor.Scope.open()) {
      return layer.forward(images).get(0, 0, 0, 0);
    }
  }

  /** The same, and the gradients of images, weight and bias; returns an element of the first. */
  @Benchmark
  public float forwardAndBackward(ByteRate rate) {
    rate.add(8.0 * Float.BYTES * images.size());
    try (var _ = lanewise.tensor.Scope.open()) {
      input.zeroGrad();
      layer.parameters().forEach(Parameter::zeroGrad);
      layer.forward(input).backward(gradient);
      return input.grad().get(0, 0, 0, 0);
    }
  }
}
