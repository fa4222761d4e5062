package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
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
  private static final List<FusedConvolution.Act> ACTS = List.of(FusedConvolution.Act.NONE, new FusedConvolution.Act(0, 0),
      new FusedConvolution.Act(0.1f, 0), new FusedConvolution.Act(0.1f, 0.4f), new FusedConvolution.Act(0, 0.25f));

  /** Weights and inputs of one convolution between two normalisations. */
  private record Operands(ConvGeometry g, int batch, Tensor before, Tensor weight, Tensor bias, Tensor dy, Tensor gamma, Tensor beta) {
    static Operands of(ConvGeometry g, int batch, long seed) {
      Random random = new Random(seed);
      return new Operands(g, batch, Values.normalTensor(random, batch, g.inChannels(), g.inHeight(), g.inWidth()),
          Values.normalTensor(random, g.outChannels(), g.inChannels(), g.kernelHeight(), g.kernelWidth()),
          Values.normalTensor(random, g.outChannels()), Values.normalTensor(random, batch, g.outChannels(), g.outHeight(), g.outWidth()),
          Values.normalTensor(random, g.inChannels()), Values.normalTensor(random, g.inChannels()));
    }

    /** The input as the result of a 1x1 convolution, so that it has the batch in the lanes where such a convolution does. */
    Tensor lanes() {
      int c = g.inChannels();
      float[] identity = new float[c * c];
      for (int i = 0; i < c; i++) {
        identity[i * c + i] = 1;
      }
      ConvGeometry same = new ConvGeometry(c, g.inHeight(), g.inWidth(), c, 1, 1, 1, 1, 0, 0, 1, 1);
      return Convolution.forward(before, Tensor.of(identity, c, c, 1, 1), Optional.empty(), same);
    }

    BatchNormalization.Statistics statistics() {
      return BatchNormalization.statistics(lanes());
    }

    private BatchNormalization.Gradients outer(Tensor y, BatchNormalization.Statistics s, boolean constant) {
      Tensor w = Tensor.full(1.25f, g.outChannels());
      return BatchNormalization.gradients(y, dy, s.mean(), s.variance(), 1e-5, w, constant);
    }

    private BatchNormalization.Gradients inner(Tensor raw, Tensor dx, BatchNormalization.Statistics s) {
      return BatchNormalization.gradients(raw, dx, s.mean(), s.variance(), 1e-5, gamma, false);
    }

    /** Normalisation, convolution, rectifier, statistics, and all their gradients, in one pass each. */
    List<Tensor> fused(FusedConvolution.Act act) {
      Tensor raw = lanes();
      BatchNormalization.Statistics s = BatchNormalization.statistics(raw);
      Tensor x = BatchNormalization.normalize(raw, s.mean(), s.variance(), 1e-5, gamma, beta);
      Tensor y = FusedConvolution.forward(x, weight, Optional.of(bias), g, act, true, false);
      BatchNormalization.Statistics t = BatchNormalization.statistics(y);
      BatchNormalization.Gradients outer = outer(y, t, false);
      FusedConvolution.Gradients f = FusedConvolution.gradients(x, outer.input(), weight, y, g, act, new FusedConvolution.Wanted(true, true, true));
      BatchNormalization.Gradients inner = inner(raw, f.input().orElseThrow(), s);
      return List.of(y, doubles(t.mean()), doubles(t.variance()), outer.weight(), outer.bias(), f.weight().orElseThrow(), f.bias().orElseThrow(),
          f.input().orElseThrow(), inner.weight(), inner.bias(), inner.input());
    }

    /** The same one operation after the other, every result read before the next one runs. */
    List<Tensor> separate(FusedConvolution.Act act) {
      Tensor raw = lanes();
      raw.toArray();
      BatchNormalization.Statistics s = BatchNormalization.statistics(raw);
      Tensor x = BatchNormalization.normalize(raw, s.mean(), s.variance(), 1e-5, gamma, beta);
      x.toArray();
      Tensor z = Convolution.forward(x, weight, Optional.of(bias), g);
      z.toArray();
      Tensor y = act.leak() == 1 ? z : Elementwise.rectify(z, act.leak(), act.sub(), Float.POSITIVE_INFINITY);
      BatchNormalization.Statistics t = BatchNormalization.statistics(y);
      BatchNormalization.Gradients outer = outer(y, t, false);
      outer.input().toArray();
      Tensor dz = act.leak() == 1 ? outer.input()
          : Elementwise.rectifyGradient(z, outer.input(), act.leak(), act.sub(), Float.POSITIVE_INFINITY);
      Convolution.WeightGradients w = Convolution.toWeights(x, dz, true, g);
      Tensor dx = Convolution.toData(dz, weight, g);
      BatchNormalization.Gradients inner = inner(raw, dx, s);
      return List.of(y, doubles(t.mean()), doubles(t.variance()), outer.weight(), outer.bias(), w.weight(), w.bias(), dx, inner.weight(),
          inner.bias(), inner.input());
    }

    private static Tensor doubles(double[] values) {
      float[] halves = new float[2 * values.length];
      for (int i = 0; i < values.length; i++) {
        halves[2 * i] = (float) values[i];
        halves[2 * i + 1] = (float) (values[i] - (float) values[i]);
      }
      return Tensor.of(halves, halves.length);
    }
  }

  private static List<ConvGeometry> geometries() {
    List<ConvGeometry> all = new ArrayList<>(Geometries.NETWORK);
    all.add(new ConvGeometry(3, 9, 8, 6, 3, 3, 1, 1, 1, 1, 1, 1));
    all.add(new ConvGeometry(2, 10, 11, 5, 3, 4, 2, 3, 2, 1, 2, 2));
    all.add(new ConvGeometry(12, 6, 6, 20, 1, 1, 1, 1, 0, 0, 1, 1));
    all.add(new ConvGeometry(20, 5, 5, 33, 3, 3, 1, 1, 1, 1, 1, 1));
    all.add(new ConvGeometry(8, 13, 12, 9, 5, 5, 1, 1, 2, 2, 1, 1));
    all.add(new ConvGeometry(11, 15, 14, 16, 2, 3, 1, 1, 0, 2, 2, 1));
    return all;
  }

  private static void compare(List<Tensor> expected, List<Tensor> actual, String what) {
    for (int i = 0; i < expected.size(); i++) {
      Bits.assertSame(expected.get(i), actual.get(i), what + ", result " + i);
    }
  }

  @Test
  void thesePlans_haveTheBatchInTheLanes() {
    for (ConvGeometry g : geometries()) {
      for (int batch : BATCHES) {
        assertTrue(ConvPlan.of(g, batch).lanes, () -> g + " with " + batch);
      }
      assertFalse(ConvPlan.of(g, 63).lanes);
    }
  }

  @Test
  void fusedAndSeparateStages_giveTheSameBitsAtEveryLevel() {
    int seed = 0;
    for (ConvGeometry g : geometries()) {
      for (int batch : BATCHES) {
        FusedConvolution.Act act = ACTS.get(seed % ACTS.size());
        Operands op = Operands.of(g, batch, seed++);
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
    assertTrue(geometries().stream().anyMatch(NaiveLanes::byOutput) && geometries().stream().anyMatch(g -> g.inChannels() < 4));
    int threads = WorkerPool.threads();
    int number = 0;
    try {
      for (ConvGeometry g : geometries()) {
        Operands op = Operands.of(g, 272, 5 + number);
        FusedConvolution.Act act = ACTS.get((3 + number) % ACTS.size());
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
    Operands op = Operands.of(Geometries.NETWORK.get(2), 96, 7);
    Tensor raw = op.lanes();
    BatchNormalization.Statistics s = BatchNormalization.statistics(raw);
    Tensor x = BatchNormalization.normalize(raw, s.mean(), s.variance(), 1e-5, op.gamma, op.beta);
    FusedConvolution.Act act = new FusedConvolution.Act(0.1f, 0);
    Tensor y = FusedConvolution.forward(x, op.weight, Optional.of(op.bias), op.g, act, true, false);
    FusedConvolution.Gradients f = FusedConvolution.gradients(x, op.dy, op.weight, y, op.g, act, new FusedConvolution.Wanted(true, false, false));
    Tensor dx = f.input().orElseThrow();
    assertNotNull(TensorAccess.lanes(dx).sums());
    Tensor other = Convolution.toData(op.dy, op.weight, op.g);
    assertEquals(null, TensorAccess.lanes(other).sums());
    double[] mean = s.mean().clone();
    mean[0] += 1;
    BatchNormalization.Gradients shifted = BatchNormalization.gradients(raw, dx, mean, s.variance(), 1e-5, op.gamma, true);
    Tensor plain = TensorAccess.withForm(dx, LaneForm.with(null));
    BatchNormalization.Gradients expected = BatchNormalization.gradients(raw, plain, mean, s.variance(), 1e-5, op.gamma, true);
    compare(List.of(expected.weight(), expected.bias(), expected.input()), List.of(shifted.weight(), shifted.bias(), shifted.input()), "other mean");
  }

  @Test
  void overwritingAResult_isSeenByTheNextReaderAndNotByAPendingOne() {
    Operands op = Operands.of(Geometries.NETWORK.get(1), 64, 9);
    Tensor raw = op.lanes();
    BatchNormalization.Statistics s = BatchNormalization.statistics(raw);
    Tensor pending = BatchNormalization.normalize(raw, s.mean(), s.variance(), 1e-5, op.gamma, op.beta);
    Tensor expected = op.separate(FusedConvolution.Act.NONE).get(0);
    raw.copyFrom(Tensor.zeros(raw.shape().toArray()));
    Bits.assertSame(expected, Convolution.forward(pending, op.weight, Optional.of(op.bias), op.g), "pending");
    BatchNormalization.Statistics zero = BatchNormalization.statistics(raw);
    assertEquals(0, zero.mean()[3]);
    assertEquals(0, zero.variance()[3]);
    Tensor again = Convolution.forward(raw, op.weight, Optional.empty(), op.g);
    Bits.assertSame(Tensor.zeros(again.shape().toArray()), again, "overwritten");
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
    for (ConvGeometry g : geometries()) {
      Operands op = Operands.of(g, 70, 13);
      Tensor[] before = new Tensor[1];
      Tensor[] dy = new Tensor[1];
      Tensor[] weight = new Tensor[1];
      Operands guarded = new Operands(g, 70, between(op.before, before), between(op.weight, weight), op.bias, between(op.dy, dy), op.gamma, op.beta);
      float[] untouched = before[0].toArray();
      for (KernelLevel level : Levels.all()) {
        FusedConvolution.Act act = new FusedConvolution.Act(0.1f, 0.4f);
        compare(Levels.at(level, () -> op.fused(act)), Levels.at(level, () -> guarded.fused(act)), g + " at " + level);
      }
      Bits.assertSame(untouched, before[0].toArray(), "input");
      Bits.assertSame(op.dy, dy[0].slice(3, 73), "gradient");
      Bits.assertSame(op.weight, weight[0].slice(3, 3 + g.outChannels()), "weight");
    }
  }

  @Test
  void gradientOfTheWeightsOfFewOutputs_isTheDocumentedChainAtEveryLevel() {
    int tested = 0;
    for (ConvGeometry g : geometries()) {
      for (int batch : NaiveLanes.byOutput(g) ? new int[] {64, 70, 97} : new int[0]) {
        Operands op = Operands.of(g, batch, batch);
        float[] expected = NaiveLanes.toWeights(ConvPlan.of(g, batch), op.before.toArray(), op.dy.toArray());
        for (KernelLevel level : Levels.all()) {
          float[] actual = Levels.at(level, () -> Convolution.toWeights(op.before, op.dy, false, g).weight().toArray());
          Bits.assertSame(expected, actual, g + " of " + batch + " at " + level);
        }
        tested++;
      }
    }
    assertEquals(6, tested);
  }

  @Test
  void aRectifierOfSlopeOneThatSubtracts_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> new FusedConvolution.Act(1, 0.5f));
  }
}
