package lanewise.jmh;

import static lanewise.nn.Losses.crossEntropy;

import java.util.Collections;
import java.util.concurrent.TimeUnit;
import lanewise.autograd.Variable;
import lanewise.lrsched.LrScheduler;
import lanewise.nn.Layer;
import lanewise.optim.Optimizer;
import lanewise.tensor.Rng;
import lanewise.tensor.ops.Reduce;
import lanewise.train.NotebookCnn;
import lanewise.train.Recipe;
import lanewise.train.TrainingWarmup;
import lanewise.train.data.Batch;
import lanewise.train.data.ImageSet;
import lanewise.train.data.Loader;
import lanewise.train.data.Normalization;
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
 * A whole epoch of the notebook's CNN with everything that belongs to it: shuffling, batches from bytes, forward, loss, metrics, backward, AdamW,
 * 1cycle schedule. The images are noise.
 *
 * <pre>java -jar jmh/target/benchmarks.jar EpochOfCnn -p batch=512 -p images=60000</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = Machine.MODULES)
@Warmup(iterations = 8)
@Measurement(iterations = 10)
public class EpochOfCnn extends Warmed {
  private static final int SIDE = 28;
  private static final int CLASSES = 10;
  private static final int MANY_STEPS = 100_000;

  /** Images of an epoch. */
  @Param("60000")
  public int images;

  /** Images of a step. */
  @Param("512")
  public int batch;

  /** Threads of the library. */
  @Param({"1", "2"})
  public int threads;

  private final Rng rng = Rng.seed(1);
  private Layer model;
  private Optimizer optimizer;
  private LrScheduler scheduler;
  private Loader loader;
  private int epoch;

  /** Makes network and images. */
  @Setup
  public void prepare() {
    Machine.prepare(threads);
    TrainingWarmup.run(new NotebookCnn(), Recipe.ONE_CYCLE, batch, CLASSES, 1, SIDE, SIDE);
    model = new NotebookCnn().init(rng.split("model"));
    optimizer = Recipe.ONE_CYCLE.optimizer(model.parameters(), 1e-2);
    scheduler = Recipe.ONE_CYCLE.scheduler(optimizer, 1e-2, MANY_STEPS);
    byte[] pixels = new byte[images * SIDE * SIDE];
    byte[] labels = new byte[images];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) rng.nextInt(256);
    }
    for (int i = 0; i < images; i++) {
      labels[i] = (byte) rng.nextInt(CLASSES);
    }
    ImageSet set = ImageSet.of("noise", SIDE, SIDE, pixels, labels, Collections.nCopies(CLASSES, "class"));
    loader = Loader.of(set, batch, Normalization.of(set));
  }

  /** The epoch; returns what the metrics are made of. */
  @Benchmark
  public double epoch() {
    Loader shuffled = loader.shuffled(rng.split("shuffle", ++epoch));
    double sum = 0;
    for (int i = 0; i < shuffled.size(); i++) {
      try (var _ = lanewise.tensor.Scope.open()) {
        Batch b = shuffled.batch(i);
        Variable logits = model.forward(Variable.of(b.images()));
        Variable loss = crossEntropy(logits, b.labels());
        sum += loss.value().item() + Reduce.countCorrect(logits.value(), b.labels());
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
        scheduler.step();
      }
    }
    return sum;
  }
}
