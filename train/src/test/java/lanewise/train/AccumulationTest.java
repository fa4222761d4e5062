package lanewise.train;

import static lanewise.nn.Layers.flatten;
import static lanewise.nn.Layers.linear;
import static lanewise.nn.Layers.sequential;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import lanewise.autograd.Parameter;
import lanewise.lrsched.LrScheduler;
import lanewise.nn.Layer;
import lanewise.optim.Optimizer;
import lanewise.tensor.Rng;
import lanewise.train.data.ImageSplits;
import lanewise.train.data.Loader;
import org.junit.jupiter.api.Test;

class AccumulationTest {
  private static final ImageSplits PATTERNS = Patterns.splits(600, 150);

  private record Outcome(Layer model, long steps) {}

  private static Outcome run(int batchSize, int accumulate) {
    Rng rng = Rng.seed(3);
    Layer model = sequential(flatten(), linear(784, 10)).init(rng.split("model"));
    Loader train = Loader.of(PATTERNS.train(), batchSize, PATTERNS.normalization());
    Loader eval = Loader.of(PATTERNS.eval(), 50, PATTERNS.normalization());
    Optimizer optimizer = Recipe.SGD_COSINE.optimizer(model.parameters(), 0.01);
    LrScheduler scheduler = Recipe.SGD_COSINE.scheduler(optimizer, 0.01, 100);
    new Trainer(model, optimizer, scheduler, ProgressListener.NONE).accumulate(accumulate).fit(train, eval, 2, rng);
    return new Outcome(model, optimizer.stepCount());
  }

  @Test
  void fourPartsOfABatchMakeTheStepOfTheWholeBatch() {
    Outcome whole = run(120, 1);
    Outcome parts = run(30, 4);
    assertEquals(10, whole.steps());
    assertEquals(10, parts.steps());
    for (int i = 0; i < whole.model().parameters().size(); i++) {
      Parameter expected = whole.model().parameters().get(i);
      assertArrayEquals(expected.value().toArray(), parts.model().parameters().get(i).value().toArray(), 1e-5f);
    }
  }

  @Test
  void theBatchesLeftAtTheEndOfAnEpochMakeAStepOfTheirOwn() {
    assertEquals(2 * 7, run(30, 3).steps());
    assertEquals(2, run(30, 99).steps());
  }

  @Test
  void fewerThanOneBatchToAStepIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> run(30, 0));
  }
}
