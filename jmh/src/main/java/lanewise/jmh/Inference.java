package lanewise.jmh;

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
 * The logits of a batch: the notebook's CNN in evaluation mode, without a graph.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Inference -p batch=64</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = Machine.MODULES)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 1)
public class Inference {
  /** Images of the batch. */
  @Param({"1", "512"})
  public int batch;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private Layer model;
  private Tensor images;

  /** Makes the network and a batch of noise. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    Rng rng = Rng.seed(1);
    model = new NotebookCnn().init(rng.split("model"));
    model.eval();
    images = rng.normal(0, 1, batch, 1, 28, 28);
  }

  /** The forward pass; returns a logit. */
  @Benchmark
  public float forward() {
    try (var _ = lanewise.tensor.Scope.open()) {
      return model.forward(images).get(0, 0);
    }
  }
}
