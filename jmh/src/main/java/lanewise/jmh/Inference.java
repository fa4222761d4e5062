package lanewise.jmh;

import java.util.List;
import java.util.concurrent.TimeUnit;
import lanewise.nn.Layer;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.train.NotebookCnn;
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
 * The logits of a batch: the notebook's CNN in evaluation mode, without a graph. Secondary results are {@code GFLOPs}, 10^9 floating point operations
 * of its convolutions a second, a multiply-add being two, and their {@code share} of the ceiling; they are nominal: taps outside of the image count.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Inference -p batch=64</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 2, jvmArgsAppend = Machine.MODULES)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 1)
public class Inference extends Warmed {
  /** The convolutions of {@link NotebookCnn} for one image. */
  private static final List<String> CONVOLUTIONS = List.of("1:1:28:8:5:2:2", "1:8:14:16:3:2:1", "1:16:7:32:3:2:1", "1:32:4:64:3:2:1",
      "1:64:2:10:3:2:1");

  /** Images of the batch. */
  @Param({"1", "512"})
  public int batch;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private Layer model;
  private Tensor images;
  private double operations;

  /** Makes the network and a batch of noise. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    Rng rng = Rng.seed(1);
    model = new NotebookCnn().init(rng.split("model"));
    model.eval();
    images = rng.normal(0, 1, batch, 1, 28, 28);
    operations = batch * CONVOLUTIONS.stream().mapToDouble(text -> ConvShape.parse(text).operations()).sum();
  }

  /** The forward pass; returns a logit. */
  @Benchmark
  public float forward(FlopRate rate) {
    rate.add(operations);
    try (var _ = lanewise.tensor.Scope.open()) {
      return model.forward(images).get(0, 0);
    }
  }
}
