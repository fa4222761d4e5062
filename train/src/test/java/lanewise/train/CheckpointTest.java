package lanewise.train;

import static lanewise.nn.Layers.batchNorm2d;
import static lanewise.nn.Layers.conv2d;
import static lanewise.nn.Layers.dropout;
import static lanewise.nn.Layers.flatten;
import static lanewise.nn.Layers.linear;
import static lanewise.nn.Layers.relu;
import static lanewise.nn.Layers.sequential;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.lrsched.LrScheduler;
import lanewise.nn.Layer;
import lanewise.optim.Optimizer;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.train.data.ImageSplits;
import lanewise.train.data.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that was interrupted and goes on is the same run, random masks of dropout included. */
class CheckpointTest {
  private static final int EPOCHS = 3;
  private static final double LR = 0.01;
  private static final ImageSplits PATTERNS = Patterns.splits(200, 50);

  /** A model with two dropouts and what trains it. */
  private static final class Run {
    final Loader train = Loader.of(PATTERNS.train(), 50, PATTERNS.normalization());
    final Loader eval = Loader.of(PATTERNS.eval(), 50, PATTERNS.normalization());
    final Layer model;
    final Optimizer optimizer;
    final LrScheduler scheduler;

    Run(Recipe recipe, long seed, double lr) {
      model = sequential(conv2d(1, 4, 5).stride(4), relu(), batchNorm2d(4), dropout(0.2), flatten(), dropout(0.4).named("last"), linear(4 * 36, 10))
          .init(Rng.seed(seed));
      optimizer = recipe.optimizer(model.parameters(), lr);
      scheduler = recipe.scheduler(optimizer, lr, EPOCHS * train.size());
    }

    List<EpochResult> fit(int after, int epochs) {
      return new Trainer(model, optimizer, scheduler, ProgressListener.NONE).after(after).fit(train, eval, epochs, Rng.seed(5));
    }

    Checkpoint checkpoint(int epoch) {
      return Checkpoint.of(epoch, model, optimizer, scheduler);
    }

    void restore(Checkpoint c) {
      c.restore(model, optimizer, scheduler);
    }
  }

  @ParameterizedTest
  @EnumSource(Recipe.class)
  void aRunThatGoesOnFromAnyEpochEndsWithTheSameBits(Recipe recipe) {
    Run whole = new Run(recipe, 1, LR);
    List<EpochResult> results = whole.fit(0, EPOCHS);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      Run begun = new Run(recipe, 1, LR);
      if (epoch > 0) {
        begun.fit(0, epoch);
      }
      Run resumed = new Run(recipe, 2, LR);
      Checkpoint saved = begun.checkpoint(epoch);
      resumed.restore(saved);
      List<EpochResult> rest = resumed.fit(saved.epoch(), EPOCHS);
      assertEquals(WeightsDigest.of(whole.model), WeightsDigest.of(resumed.model), "after epoch " + epoch);
      assertEquals(2 * (EPOCHS - epoch), rest.size());
      assertEquals(results.getLast().loss(), rest.getLast().loss());
      assertEquals(EPOCHS, rest.getLast().epoch());
    }
  }

  @Test
  void withoutTheRandomStateItWouldBeAnotherRun() {
    Run begun = new Run(Recipe.SGD_COSINE, 1, LR);
    begun.fit(0, 1);
    Checkpoint saved = begun.checkpoint(1);
    assertEquals(List.of("3.mask", "last.mask"), List.copyOf(saved.random().keySet()));
    assertEquals(4, saved.random().get("3.mask").at(1));
    begun.fit(1, EPOCHS);
    Run other = new Run(Recipe.SGD_COSINE, 1, LR);
    Map<String, LongTensor> fresh = other.model.randomState();
    other.restore(saved);
    other.model.loadRandomState(fresh);
    other.fit(1, EPOCHS);
    assertNotEquals(WeightsDigest.of(begun.model), WeightsDigest.of(other.model));
  }

  @Test
  void whatDoesNotFitIsRefusedAndNothingIsChanged() {
    Run run = new Run(Recipe.SGD_COSINE, 1, LR);
    run.fit(0, 1);
    String before = WeightsDigest.of(run.model);
    Map<String, LongTensor> random = run.model.randomState();
    Checkpoint saved = new Run(Recipe.SGD_COSINE, 3, LR).checkpoint(0);
    Checkpoint ofAnotherRecipe = new Checkpoint(0, saved.model(), saved.random(), new Run(Recipe.ONE_CYCLE, 3, LR).optimizer.stateDict(),
        saved.scheduler());
    assertThrows(IllegalArgumentException.class, () -> run.restore(ofAnotherRecipe));
    Map<String, LongTensor> wrong = new LinkedHashMap<>(saved.random());
    wrong.remove("3.mask");
    wrong.put("last.mask", LongTensor.of(new long[] {1, -1}, 2));
    wrong.put("4.mask", LongTensor.of(new long[] {1, 2}, 2));
    Checkpoint damaged = new Checkpoint(0, saved.model(), wrong, saved.optimizer(), saved.scheduler());
    String message = assertThrows(IllegalArgumentException.class, () -> run.restore(damaged)).getMessage();
    assertTrue(message.contains("missing: 3.mask") && message.contains("unexpected: 4.mask") && message.contains("does not fit: last.mask"), message);
    assertEquals(before, WeightsDigest.of(run.model));
    assertEquals(random.toString(), run.model.randomState().toString());
    assertEquals(4, run.optimizer.stepCount());
    assertThrows(IllegalArgumentException.class, () -> run.checkpoint(-1));
  }

  @Test
  void goingOnBehindTheEndIsRefused() {
    Run run = new Run(Recipe.SGD_COSINE, 1, LR);
    assertEquals("epochs 2; allowed: >= 3", assertThrows(IllegalArgumentException.class, () -> run.fit(2, 2)).getMessage());
    assertEquals("after -1 epochs; allowed: >= 0", assertThrows(IllegalArgumentException.class, () -> run.fit(-1, 2)).getMessage());
  }
}
