package lanewise.properties;

import static lanewise.nn.Losses.crossEntropy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lanewise.autograd.Variable;
import lanewise.nn.Layer;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Rng;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.Workers;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.train.NotebookCnn;
import lanewise.train.Recipe;
import lanewise.train.WeightsDigest;
import lanewise.train.data.Batch;
import lanewise.train.data.ImageSplits;
import lanewise.train.data.Loader;
import lanewise.train.data.SyntheticImages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A training run of the notebook's network on a few hundred images: losses, weights, running statistics and outputs have the same bits for any number
 * of threads, at any vector width and on the scalar twin, in any order of the chunks, inside scopes and outside.
 */
class SameBitsTest {
  private static final int IMAGES = 200;
  private static final int BATCH = 72;
  private static final int EPOCHS = 2;
  private static final KernelLevel WIDEST = KernelLevel.current();

  private final int threads = Workers.threads();
  private final ImageSplits data = SyntheticImages.splits(Rng.seed(5), IMAGES, 40);

  @AfterEach
  void restore() {
    Ladder.force(WIDEST);
    Workers.setThreads(threads);
    WorkerPool.shuffle(null);
  }

  /** What a run leaves: every loss, the digest of all weights and buffers, and the outputs in evaluation. */
  private record Outcome(List<Float> losses, String weights, List<Float> outputs) {}

  private Outcome run(boolean detachedStats, Recipe recipe, boolean scoped) {
    Loader batches = Loader.of(data.train(), BATCH, data.normalization());
    Layer model = new NotebookCnn(detachedStats).init(Rng.seed(1));
    var optimizer = recipe.optimizer(model.parameters(), 2e-2);
    var scheduler = recipe.scheduler(optimizer, 2e-2, (long) EPOCHS * batches.size());
    List<Float> losses = new ArrayList<>();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      for (Batch batch : batches.shuffled(Rng.seed(2).split("shuffle", epoch))) {
        try (Scope scope = scoped ? Scope.open() : null) {
          Variable loss = crossEntropy(model.forward(Variable.of(batch.images())), batch.labels());
          losses.add(loss.value().item());
          optimizer.zeroGrad();
          loss.backward();
          optimizer.step();
          scheduler.step();
          assertEquals(scoped, scope != null);
        }
      }
    }
    model.eval();
    Tensor outputs = model.forward(Loader.of(data.eval(), 40, data.normalization()).batch(0).images());
    return new Outcome(losses, WeightsDigest.of(model), floats(outputs));
  }

  private static List<Float> floats(Tensor t) {
    List<Float> values = new ArrayList<>();
    for (float v : t.toArray()) {
      values.add(v);
    }
    return values;
  }

  @Test
  void everyLevelAndNumberOfThreads_givesTheSameRun() {
    Ladder.force(KernelLevel.SCALAR);
    Workers.setThreads(1);
    Outcome expected = run(false, Recipe.ONE_CYCLE, true);
    assertFalse(expected.losses.contains(Float.NaN) || expected.outputs.contains(Float.NaN));
    assertEquals(EPOCHS * 3, expected.losses.size());
    for (KernelLevel level : levels()) {
      Ladder.force(level);
      for (int n : new int[] {1, 2, 5}) {
        Workers.setThreads(n);
        assertEquals(expected, run(false, Recipe.ONE_CYCLE, true), level.label() + ", " + n + " threads");
      }
    }
  }

  @Test
  void everyOrderOfChunks_givesTheSameRun() {
    Ladder.force(KernelLevel.SCALAR);
    Outcome expected = run(false, Recipe.ONE_CYCLE, true);
    for (int seed = 0; seed < 3; seed++) {
      WorkerPool.shuffle(Rng.seed(seed));
      assertEquals(expected, run(false, Recipe.ONE_CYCLE, true), "order of seed " + seed);
    }
  }

  @Test
  void detachedStatistics_giveTheSameRunAtEveryLevel() {
    Ladder.force(KernelLevel.SCALAR);
    Workers.setThreads(1);
    Outcome expected = run(true, Recipe.ONE_CYCLE, true);
    Workers.setThreads(2);
    for (KernelLevel level : levels()) {
      Ladder.force(level);
      assertEquals(expected, run(true, Recipe.ONE_CYCLE, true), level.label());
    }
  }

  @Test
  void memoryFromScopesOrFromTheHeap_givesTheSameRun() {
    Outcome expected = run(false, Recipe.ONE_CYCLE, true);
    assertEquals(expected, run(false, Recipe.ONE_CYCLE, false));
  }

  private static List<KernelLevel> levels() {
    return Stream.of(KernelLevel.values()).filter(level -> level.bits() <= WIDEST.bits()).toList();
  }
}
