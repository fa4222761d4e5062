package lanewise.jmh;

import static lanewise.nn.Losses.crossEntropy;

import java.util.concurrent.TimeUnit;
import lanewise.autograd.Variable;
import lanewise.nn.Layer;
import lanewise.optim.AdamW;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.train.Recipe;
import lanewise.train.TrainingWarmup;
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
 * One training step of a network on a batch that is there already: forward, loss, backward, AdamW. With {@code -prof gc} the row
 * {@code gc.alloc.rate.norm} tells the bytes allocated a step.
 *
 * <pre>java -jar jmh/target/benchmarks.jar TrainingStep -p network=resnet -p batch=256 -prof gc</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = Machine.MODULES)
@Warmup(iterations = 5, time = 4)
@Measurement(iterations = 5, time = 2)
public class TrainingStep extends Warmed {
  private static final int SIDE = 28;
  private static final int CLASSES = 10;

  /** A name of {@link Networks}. */
  @Param("cnn")
  public String network;

  /** Images of the batch. */
  @Param("512")
  public int batch;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private Layer model;
  private AdamW optimizer;
  private Tensor images;
  private LongTensor labels;

  /** Makes the network and a batch of noise. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    TrainingWarmup.run(Networks.of(network), Recipe.ONE_CYCLE, batch, CLASSES, 1, SIDE, SIDE);
    Rng rng = Rng.seed(1);
    model = Networks.of(network).init(rng.split("model"));
    optimizer = new AdamW(model.parameters(), AdamW.options().lr(1e-3));
    images = rng.normal(0, 1, batch, 1, SIDE, SIDE);
    long[] classes = new long[batch];
    for (int i = 0; i < batch; i++) {
      classes[i] = rng.nextInt(CLASSES);
    }
    labels = LongTensor.of(classes, batch);
  }

  /** The step; returns the loss. */
  @Benchmark
  public float step() {
    try (var _ = lanewise.tensor.Scope.open()) {
      Variable loss = crossEntropy(model.forward(Variable.of(images)), labels);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      return loss.value().item();
    }
  }
}
