package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.LaneForm;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.Test;

/** Convolutions with the batch in the lanes, with the stages around them and without: the same bits, and those of the documented chains. */
class LanesConvolutionTest {
  private static final int[] BATCHES = {64, 65, 70, 96, 272};
  private static final List<Rectification> ACTS = List.of(Rectification.NONE, new Rectification(0, 0),
      new Rectification(0.1f, 0), new Rectification(0.1f, 0.4f), new Rectification(0, 0.25f));

  private static void compare(List<Tensor> expected, List<Tensor> actual, String what) {
    for (int i = 0; i < expected.size(); i++) {
      Bits.assertSame(expected.get(i), actual.get(i), what + ", result " + i);
    }
  }

  @Test
  void thesePlans_haveTheBatchInTheLanes() {
    for (ConvGeometry g : LanesOperands.geometries()) {
      for (int batch : BATCHES) {
        assertTrue(ConvPlan.of(g, batch).lanes, () -> g + " with " + batch);
      }
      assertFalse(ConvPlan.of(g, 63).lanes);
    }
  }

  @Test
  void fusedAndSeparateStages_giveTheSameBitsAtEveryLevel() {
    int seed = 0;
    for (ConvGeometry g : LanesOperands.geometries()) {
      for (int batch : BATCHES) {
        Rectification act = ACTS.get(seed % ACTS.size());
        LanesOperands op = LanesOperands.of(g, batch, seed++);
        List<Tensor> expected = Levels.scalar(() -> op.separate(act));
        for (KernelLevel level : Levels.all()) {
          compare(expected, Levels.at(level, () -> op.fused(act)), "fused " + g + " of " + batch + " at " + level);
          if (level != KernelLevel.SCALAR) {
            compare(expected, Levels.at(level, () -> op.separate(act)), "separate " + g + " of " + batch + " at " + level);
          }
        }
      }
    }
  }

  @Test
  void anyNumberOfThreadsInAnyOrder_givesTheSameBits() {
    assertTrue(LanesOperands.geometries().stream().anyMatch(NaiveLanes::byOutput));
    assertTrue(LanesOperands.geometries().stream().anyMatch(g -> g.inChannels() < 4));
    int threads = WorkerPool.threads();
    int number = 0;
    try {
      for (ConvGeometry g : LanesOperands.geometries()) {
        LanesOperands op = LanesOperands.of(g, 272, 5 + number);
        Rectification act = ACTS.get((3 + number) % ACTS.size());
        KernelLevel level = Levels.all().get(Levels.all().size() - 1 - number % Math.max(1, Levels.simd().size()));
        WorkerPool.setThreads(1);
        List<Tensor> expected = Levels.at(level, () -> op.fused(act));
        for (int n : new int[] {2, 3, 5, 16}) {
          WorkerPool.setThreads(n);
          compare(expected, Levels.at(level, () -> op.fused(act)), g + " at " + level + ", " + n + " threads");
        }
        WorkerPool.shuffle(Rng.seed(3 + number));
        compare(expected, Levels.at(level, () -> op.fused(act)), g + " at " + level + ", shuffled");
        WorkerPool.shuffle(null);
        number++;
      }
    } finally {
      WorkerPool.shuffle(null);
      WorkerPool.setThreads(threads);
    }
  }

  @Test
  void sumsTakenOnTheWay_areUsedOnlyForTheNormalisationTheyBelongTo() {
    LanesOperands op = LanesOperands.of(Geometries.NETWORK.get(2), 96, 7);
    Tensor raw = op.lanes();
    BatchNormalization.Statistics s = BatchNormalization.statistics(raw);
    Tensor x = BatchNormalization.normalize(raw, s.mean(), s.variance(), 1e-5, op.gamma(), op.beta());
    Rectification act = new Rectification(0.1f, 0);
    Tensor y = FusedConvolution.forward(x, op.weight(), Optional.of(op.bias()), op.g(), act, true, false);
    var inputAlone = new FusedConvolution.Wanted(true, false, false);
    FusedConvolution.Gradients f = FusedConvolution.gradients(x, op.dy(), op.weight(), y, op.g(), act, inputAlone);
    Tensor dx = f.input().orElseThrow();
    assertNotNull(TensorAccess.lanes(dx).sums());
    Tensor other = Convolution.toData(op.dy(), op.weight(), op.g());
    assertEquals(null, TensorAccess.lanes(other).sums());
    double[] mean = s.mean().clone();
    mean[0] += 1;
    BatchNormalization.Gradients shifted = BatchNormalization.gradients(raw, dx, mean, s.variance(), 1e-5, op.gamma(), true);
    Tensor plain = TensorAccess.withForm(dx, LaneForm.with(null));
    BatchNormalization.Gradients expected = BatchNormalization.gradients(raw, plain, mean, s.variance(), 1e-5, op.gamma(), true);
    compare(List.of(expected.weight(), expected.bias(), expected.input()), List.of(shifted.weight(), shifted.bias(), shifted.input()), "other mean");
  }

  @Test
  void variance_staysAccurateBesideALargeMeanAndAnOutlier() {
    ConvGeometry g = new ConvGeometry(4, 6, 6, 4, 1, 1, 1, 1, 0, 0, 1, 1);
    Random random = new Random(11);
    float[] x = Values.normal(random, 128 * 4 * 36);
    for (int i = 0; i < x.length; i++) {
      x[i] += 1000;
    }
    x[0] = -5000;
    float[] identity = new float[16];
    for (int i = 0; i < 4; i++) {
      identity[i * 5] = 1;
    }
    Tensor lanes = Convolution.forward(Tensor.of(x, 128, 4, 6, 6), Tensor.of(identity, 4, 4, 1, 1), Optional.empty(), g);
    BatchNormalization.Statistics s = BatchNormalization.statistics(lanes);
    for (int c = 0; c < 4; c++) {
      double mean = 0;
      double square = 0;
      for (int n = 0; n < 128; n++) {
        for (int p = 0; p < 36; p++) {
          mean += x[(n * 4 + c) * 36 + p] / (128.0 * 36);
        }
      }
      for (int n = 0; n < 128; n++) {
        for (int p = 0; p < 36; p++) {
          square += Math.pow(x[(n * 4 + c) * 36 + p] - mean, 2) / (128.0 * 36);
        }
      }
      assertEquals(mean, s.mean()[c], 1e-6 * Math.abs(mean), "mean " + c);
      assertEquals(square, s.variance()[c], (c == 0 ? 2e-4 : 1e-6) * square, "variance " + c);
    }
  }

  /** The same images between three of NaN on either side. */
  private static Tensor between(Tensor t, Tensor[] whole) {
    int[] shape = t.shape().toArray();
    int image = t.size() / shape[0];
    float[] values = new float[t.size() + 6 * image];
    Arrays.fill(values, Float.NaN);
    System.arraycopy(t.toArray(), 0, values, 3 * image, t.size());
    shape[0] += 6;
    whole[0] = Tensor.of(values, shape);
    return whole[0].slice(3, 3 + t.shape().dim(0));
  }

  @Test
  void neighboursInALargerArray_areNeitherReadNorChanged() {
    for (ConvGeometry g : LanesOperands.geometries()) {
      LanesOperands op = LanesOperands.of(g, 70, 13);
      Tensor[] before = new Tensor[1];
      Tensor[] dy = new Tensor[1];
      Tensor[] weight = new Tensor[1];
      LanesOperands guarded = new LanesOperands(g, 70, between(op.before(), before), between(op.weight(), weight), op.bias(),
          between(op.dy(), dy), op.gamma(), op.beta());
      float[] untouched = before[0].toArray();
      for (KernelLevel level : Levels.all()) {
        Rectification act = new Rectification(0.1f, 0.4f);
        compare(Levels.at(level, () -> op.fused(act)), Levels.at(level, () -> guarded.fused(act)), g + " at " + level);
      }
      Bits.assertSame(untouched, before[0].toArray(), "input");
      Bits.assertSame(op.dy(), dy[0].slice(3, 73), "gradient");
      Bits.assertSame(op.weight(), weight[0].slice(3, 3 + g.outChannels()), "weight");
    }
  }

  @Test
  void gradientOfTheWeightsOfFewOutputs_isTheDocumentedChainAtEveryLevel() {
    int tested = 0;
    for (ConvGeometry g : LanesOperands.geometries()) {
      for (int batch : NaiveLanes.byOutput(g) ? new int[] {64, 70, 97} : new int[0]) {
        LanesOperands op = LanesOperands.of(g, batch, batch);
        float[] expected = NaiveLanes.toWeights(ConvPlan.of(g, batch), op.before().toArray(), op.dy().toArray());
        for (KernelLevel level : Levels.all()) {
          float[] actual = Levels.at(level, () -> Convolution.toWeights(op.before(), op.dy(), false, g).weight().toArray());
          Bits.assertSame(expected, actual, g + " of " + batch + " at " + level);
        }
        tested++;
      }
    }
    assertEquals(6, tested);
  }
}
