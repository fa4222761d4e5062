package lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import lanewise.lrsched.LrScheduler;
import lanewise.nn.Layer;
import lanewise.optim.Optimizer;
import lanewise.optim.SGD;
import lanewise.tensor.Rng;
import lanewise.train.data.ImageSplits;
import lanewise.train.data.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainerTest {
  private static final ImageSplits PATTERNS = Patterns.splits(600, 150);

  private record Outcome(List<EpochResult> results, String digest) {}

  private static Outcome run(Recipe recipe, long seed, int epochs, ProgressListener listener) {
    Rng rng = Rng.seed(seed);
    Layer model = new NotebookCnn().init(rng.split("model"));
    Loader train = Loader.of(PATTERNS.train(), 64, PATTERNS.normalization());
    Loader eval = Loader.of(PATTERNS.eval(), 64, PATTERNS.normalization());
    Optimizer optimizer = recipe.optimizer(model.parameters(), 0.02);
    LrScheduler scheduler = recipe.scheduler(optimizer, 0.02, (long) epochs * train.size());
    List<EpochResult> results = new Trainer(model, optimizer, scheduler, listener).fit(train, eval, epochs, rng);
    return new Outcome(results, WeightsDigest.of(model));
  }

  @ParameterizedTest
  @EnumSource(Recipe.class)
  void everyRecipeLearnsPlainPatternsInThreeEpochs(Recipe recipe) {
    List<EpochResult> results = run(recipe, 1, 3, ProgressListener.NONE).results();
    assertTrue(results.get(4).loss() < 0.5 * results.get(0).loss(), () -> "training loss does not fall: " + results);
    assertTrue(results.get(5).accuracy() > 0.9, () -> "accuracy on kept back images: " + results);
  }

  @Test
  void equalSeedsGiveEqualWeightsAndMetrics() {
    Outcome first = run(Recipe.ONE_CYCLE, 7, 2, ProgressListener.NONE);
    Outcome second = run(Recipe.ONE_CYCLE, 7, 2, ProgressListener.NONE);
    assertEquals(first.digest(), second.digest());
    for (int i = 0; i < first.results().size(); i++) {
      assertEquals(first.results().get(i).loss(), second.results().get(i).loss());
      assertEquals(first.results().get(i).accuracy(), second.results().get(i).accuracy());
    }
  }

  @Test
  void anotherSeedGivesOtherWeights() {
    assertNotEquals(run(Recipe.ONE_CYCLE, 7, 1, ProgressListener.NONE).digest(), run(Recipe.ONE_CYCLE, 8, 1, ProgressListener.NONE).digest());
  }

  @Test
  void resultsComeInPairsWithTheRateOfTheLastStep() {
    List<EpochResult> results = run(Recipe.ONE_CYCLE, 1, 2, ProgressListener.NONE).results();
    assertEquals(List.of("1 train", "1 eval", "2 train", "2 eval"), results.stream().map(r -> r.epoch() + " " + r.split().label()).toList());
    assertEquals(0.02 / 25 / 1e4, results.get(2).lr(), 1e-15, "the cycle ends with the last step of the run");
    assertEquals(results.get(0).lr(), results.get(1).lr());
    assertEquals(results.get(2).lr(), results.get(3).lr());
  }

  @Test
  void listenerHearsEveryBatchOfEveryPassInOrder() {
    List<String> heard = new ArrayList<>();
    Outcome outcome = run(Recipe.SGD_COSINE, 1, 2, new ProgressListener() {
      @Override
      public void onBatch(BatchProgress p) {
        assertTrue(p.imagesPerSecond() > 0 && p.loss() > 0);
        heard.add(p.epoch() + "/" + p.epochs() + " " + p.split() + " " + p.batch() + "/" + p.batches());
      }

      @Override
      public void onPass(EpochResult result) {
        heard.add(result.toString());
      }
    });
    List<String> expected = new ArrayList<>();
    for (EpochResult result : outcome.results()) {
      int batches = result.split() == Split.TRAIN ? 10 : 3;
      for (int batch = 1; batch <= batches; batch++) {
        expected.add(result.epoch() + "/2 " + result.split() + " " + batch + "/" + batches);
      }
      expected.add(result.toString());
    }
    assertEquals(expected, heard);
  }

  @Test
  void metricsOfAnEvaluationAreMeansOverTheImagesWhateverTheBatches() {
    Rng rng = Rng.seed(3);
    Layer model = new SoftmaxRegression().init(rng);
    Loader train = Loader.of(PATTERNS.train().take(1), 1, PATTERNS.normalization());
    List<EpochResult> whole = still(model).fit(train, Loader.of(PATTERNS.eval(), 150, PATTERNS.normalization()), 1, rng);
    List<EpochResult> pieces = still(model).fit(train, Loader.of(PATTERNS.eval(), 37, PATTERNS.normalization()), 1, rng);
    assertEquals(whole.get(1).accuracy(), pieces.get(1).accuracy());
    assertEquals(whole.get(1).loss(), pieces.get(1).loss(), 1e-6 * whole.get(1).loss());
  }

  /** A trainer at rate 0: the parameters stay as they are. */
  private static Trainer still(Layer model) {
    Optimizer optimizer = new SGD(model.parameters(), SGD.options().lr(0));
    return new Trainer(model, optimizer, new LrScheduler(optimizer, (step, base) -> base), ProgressListener.NONE);
  }

  @Test
  void evaluationLeavesTheWeightsAlone() {
    Rng rng = Rng.seed(3);
    Layer model = new SoftmaxRegression().init(rng);
    String before = WeightsDigest.of(model);
    still(model).fit(Patterns.train(10, 5), Patterns.train(20, 5), 1, rng);
    assertEquals(before, WeightsDigest.of(model));
    assertFalse(model.training());
  }

  @Test
  void lossThatIsNotFiniteStopsBeforeTheOptimizerStepAndNamesStepAndRate() {
    Rng rng = Rng.seed(1);
    Layer model = new NotebookCnn().init(rng);
    Optimizer optimizer = new SGD(model.parameters(), SGD.options().lr(1e38));
    Trainer trainer = new Trainer(model, optimizer, new LrScheduler(optimizer, (step, base) -> base), ProgressListener.NONE);
    Loader loader = Loader.of(PATTERNS.train(), 64, PATTERNS.normalization());
    LossNotFiniteException stop = assertThrows(LossNotFiniteException.class, () -> trainer.fit(loader, loader, 1, rng));
    assertEquals(optimizer.stepCount() + 1, stop.step());
    assertEquals(1e38, stop.lr());
    assertTrue(stop.getMessage().contains("step " + stop.step() + " "), stop::getMessage);
    assertTrue(stop.getMessage().contains("learning rate 1.0E38"), stop::getMessage);
  }

  @Test
  void lossThatIsNotFiniteInTheEvaluationStopsToo() {
    Rng rng = Rng.seed(1);
    Layer model = new NotebookCnn().init(rng);
    Optimizer optimizer = new SGD(model.parameters(), SGD.options().lr(1e38));
    Trainer trainer = new Trainer(model, optimizer, new LrScheduler(optimizer, (step, base) -> base), ProgressListener.NONE);
    Loader one = Patterns.train(64, 64);
    LossNotFiniteException stop = assertThrows(LossNotFiniteException.class, () -> trainer.fit(one, one, 1, rng));
    assertEquals(1, stop.step());
    assertTrue(stop.getMessage().contains("epoch 1, eval batch 1 of 1"), stop::getMessage);
  }

  @Test
  void fewerThanOneEpochIsRefused() {
    Layer model = new SoftmaxRegression().init(Rng.seed(1));
    Loader loader = Patterns.train(10, 5);
    IllegalArgumentException epochs = assertThrows(IllegalArgumentException.class, () -> still(model).fit(loader, loader, -1, Rng.seed(1)));
    assertEquals("epochs -1; allowed: >= 1", epochs.getMessage());
  }
}
