package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.Units;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.BatchNormalization.Gradients;
import lanewise.tensor.ops.BatchNormalization.Statistics;
import org.junit.jupiter.api.Test;

class BatchNormalizationTest {
  private static final double EPS = 1e-5;
  private static final int[][] SHAPES = {{1, 1, 1, 2}, {2, 3, 1, 1}, {3, 5, 2, 4}, {8, 10, 5, 6}, {9, 64, 2, 2}, {33, 8, 3, 3}, {70, 16, 2, 1},
      {130, 3, 2, 2},
      {272, 4, 3, 3}, {1, 300, 3, 2}, {40, 257, 1, 1}};

  /** Everything a normalisation and its gradients compute. */
  static List<float[]> results(Tensor x, Tensor dy, Tensor weight, Tensor bias, boolean constant) {
    Statistics s = BatchNormalization.statistics(x);
    Tensor y = BatchNormalization.normalize(x, s.mean(), s.variance(), EPS, weight, bias);
    Gradients g = BatchNormalization.gradients(x, dy, s.mean(), s.variance(), EPS, weight, constant);
    return List.of(floats(s.mean()), floats(s.variance()), y.toArray(), g.input().toArray(), g.weight().toArray(), g.bias().toArray());
  }

  private static float[] floats(double[] x) {
    float[] y = new float[2 * x.length];
    for (int i = 0; i < x.length; i++) {
      y[2 * i] = (float) x[i];
      y[2 * i + 1] = (float) (x[i] - y[2 * i]);
    }
    return y;
  }

  static void compare(List<float[]> expected, List<float[]> actual, String what) {
    String[] names = {"mean", "variance", "output", "gradient of the input", "gradient of the weight", "gradient of the bias"};
    for (int i = 0; i < names.length; i++) {
      Bits.assertSame(expected.get(i), actual.get(i), names[i] + " " + what);
    }
  }

  @Test
  void everyLevelAndLayout_givesTheSameBits() {
    for (int[] shape : SHAPES) {
      Random random = new Random(shape[0]);
      for (int rarity : new int[] {Integer.MAX_VALUE, 1000}) {
        Tensor x = Values.specialTensor(random, rarity, shape);
        Tensor dy = Values.specialTensor(random, rarity, shape);
        Tensor weight = Values.normalTensor(random, shape[1]);
        Tensor bias = Values.normalTensor(random, shape[1]);
        for (boolean constant : new boolean[] {false, true}) {
          List<float[]> expected = Levels.scalar(() -> results(x, dy, weight, bias, constant));
          for (KernelLevel level : Levels.all()) {
            String what = level + " " + x.shape();
            compare(expected, Levels.at(level, () -> results(x, dy, weight, bias, constant)), what);
            compare(expected, Levels.at(level, () -> results(TensorAccess.channelsLast(x), dy, weight, bias, constant)), what + " channels last");
          }
        }
      }
    }
  }

  @Test
  void threadsAndTheOrderOfUnits_changeNoBit() {
    Random random = new Random(3);
    threadsAndTheOrderOfUnitsChangeNoBit(TensorAccess.channelsLast(Values.normalTensor(random, 272, 8, 7, 7)), random);
  }

  static void threadsAndTheOrderOfUnitsChangeNoBit(Tensor x, Random random) {
    Tensor dy = Values.normalTensor(random, 272, 8, 7, 7);
    Tensor weight = Values.normalTensor(random, 8);
    int threads = WorkerPool.threads();
    try {
      WorkerPool.setThreads(1);
      List<float[]> expected = results(x, dy, weight, weight, false);
      for (int n : new int[] {2, 5}) {
        WorkerPool.setThreads(n);
        compare(expected, results(x, dy, weight, weight, false), n + " threads");
      }
      for (int seed = 0; seed < 3; seed++) {
        WorkerPool.shuffle(Rng.seed(seed));
        compare(expected, results(x, dy, weight, weight, false), "shuffled");
      }
    } finally {
      WorkerPool.setThreads(threads);
      WorkerPool.shuffle(null);
    }
  }

  @Test
  void statistics_areTheDocumentedSums() {
    for (int[] shape : SHAPES) {
      float[] x = Values.normal(new Random(shape[0]), shape[0] * shape[1] * shape[2] * shape[3]);
      Statistics s = BatchNormalization.statistics(Tensor.of(x, shape));
      for (int c = 0; c < shape[1]; c++) {
        double[] expected = naiveStatistics(x, shape, c);
        assertEquals(expected[0], s.mean()[c], 0, "mean of " + Tensor.zeros(shape).shape());
        assertEquals(expected[1], s.variance()[c], 0, "variance of " + Tensor.zeros(shape).shape());
      }
      assertEquals((long) shape[0] * shape[2] * shape[3], s.count());
    }
  }

  /** d = x - k with k the channel's first value; pixel p of a unit to row p mod rows in float; rows, then units in double. */
  private static double[] naiveStatistics(float[] x, int[] shape, int c) {
    int pixels = shape[2] * shape[3];
    float shift = x[c * pixels];
    int rows = Order.channelRows(shape[1]);
    int unit = Units.images(shape[0]);
    double first = 0;
    double second = 0;
    for (int u = 0; u < shape[0]; u += unit) {
      float[] sums = new float[rows];
      float[] squares = new float[rows];
      for (int p = 0; p < (Math.min(shape[0], u + unit) - u) * pixels; p++) {
        float d = x[((u + p / pixels) * shape[1] + c) * pixels + p % pixels] - shift;
        sums[p % rows] += d;
        squares[p % rows] = Math.fma(d, d, squares[p % rows]);
      }
      double sum = 0;
      double square = 0;
      for (int r = 0; r < rows; r++) {
        sum += sums[r];
        square += squares[r];
      }
      first += sum;
      second += square;
    }
    double count = (double) shape[0] * pixels;
    double d = first / count;
    return new double[] {shift + d, Math.max(0, second / count - d * d)};
  }

  @Test
  void statistics_areNearTheTruthAlsoWithALargeMean() {
    for (float offset : new float[] {0, 3, 1000, -1e6f}) {
      int[] shape = {33, 3, 5, 5};
      float[] x = Values.normal(new Random(1), 33 * 3 * 25);
      for (int i = 0; i < x.length; i++) {
        x[i] += offset;
      }
      Statistics s = BatchNormalization.statistics(Tensor.of(x, shape));
      for (int c = 0; c < 3; c++) {
        double mean = 0;
        for (int i = 0; i < 33 * 25; i++) {
          mean += x[(i / 25 * 3 + c) * 25 + i % 25] / (33.0 * 25);
        }
        double variance = 0;
        double spread = 0;
        for (int i = 0; i < 33 * 25; i++) {
          double v = x[(i / 25 * 3 + c) * 25 + i % 25];
          variance += (v - mean) * (v - mean) / (33.0 * 25);
          spread += (v - x[c * 25]) * (v - x[c * 25]) / (33.0 * 25);
        }
        // A row of the table adds at most three pixels of a unit of eight images; the difference d, its square and the sums round once each.
        assertEquals(mean, s.mean()[c], 6 * 0x1p-24 * Math.sqrt(spread), "mean around " + offset);
        assertEquals(variance, s.variance()[c], 12 * 0x1p-24 * spread, "variance around " + offset);
        assertEquals(variance * 825 / 824, s.unbiased(c), 12 * 0x1p-24 * spread * 825 / 824);
      }
    }
  }

  @Test
  void gradients_areNearTheTruthAlsoWithALargeMean() {
    gradientsAreNearTheTruth(5, 5);
    gradientsAreNearTheTruth(6, 7);
  }

  private static void gradientsAreNearTheTruth(int height, int width) {
    for (float offset : new float[] {0, 1000.3f, -1e5f}) {
      int[] shape = {33, 2, height, width};
      int pixels = height * width;
      int n = 33 * pixels;
      float[] x = Values.normal(new Random(1), 2 * n);
      float[] dy = Values.normal(new Random(2), 2 * n);
      for (int i = 0; i < x.length; i++) {
        x[i] += offset;
        dy[i] += 1;
      }
      Statistics s = BatchNormalization.statistics(Tensor.of(x, shape));
      Gradients g = BatchNormalization.gradients(Tensor.of(x, shape), Tensor.of(dy, shape), s.mean(), s.variance(), EPS, Tensor.ones(2), false);
      float[] dx = g.input().toArray();
      for (int c = 0; c < 2; c++) {
        double inv = 1 / Math.sqrt(s.variance()[c] + EPS);
        double sum = 0;
        double product = 0;
        for (int i = 0; i < n; i++) {
          int at = (i / pixels * 2 + c) * pixels + i % pixels;
          sum += dy[at];
          product += dy[at] * (x[at] - s.mean()[c]) * inv;
        }
        assertEquals(sum, g.bias().get(c), 4e-7 * n, "bias, offset " + offset);
        assertEquals(product, g.weight().get(c), 4e-7 * n, "weight, offset " + offset);
        for (int i = 0; i < n; i++) {
          int at = (i / pixels * 2 + c) * pixels + i % pixels;
          double exact = inv * (dy[at] - sum / n - (x[at] - s.mean()[c]) * inv * product / n);
          assertEquals(exact, dx[at], 1e-6, "input, offset " + offset);
        }
      }
    }
  }

  @Test
  void normalisation_isOneFusedMultiplyAddWithScaleAndShiftRoundedOnce() {
    Random random = new Random(2);
    float[] x = Values.special(random, 4 * 3 * 6, 10);
    float[] weight = {1.5f, -0.5f, 2};
    float[] bias = {0.1f, 0, -3};
    double[] mean = {0.3, -0.2, 1e-3};
    double[] variance = {1.7, 0, 0.3};
    float[] y = BatchNormalization.normalize(Tensor.of(x, 4, 3, 2, 3), mean, variance, EPS, Tensor.of(weight, 3), Tensor.of(bias, 3)).toArray();
    float[] expected = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i / 6 % 3;
      double scale = weight[c] / Math.sqrt(variance[c] + EPS);
      expected[i] = Math.fma(x[i], (float) scale, (float) (bias[c] - mean[c] * scale));
    }
    Bits.assertSame(expected, y, "normalised");
  }

  @Test
  void constantChannel_becomesItsBias() {
    Tensor x = Tensor.full(1234.567f, 5, 2, 3, 3);
    Statistics s = BatchNormalization.statistics(x);
    assertEquals(0, s.variance()[0]);
    assertEquals(1234.567f, (float) s.mean()[1]);
    Tensor y = BatchNormalization.normalize(x, s.mean(), s.variance(), EPS, Tensor.ones(2), Tensor.of(new float[] {0, 7}, 2));
    // Scale and shift are rounded once each, and they cancel.
    double bound = 0x1p-23 * 1234.567 / Math.sqrt(EPS);
    assertEquals(0, y.get(4, 0, 2, 2), bound);
    assertEquals(7, y.get(4, 1, 2, 2), bound);
  }

  @Test
  void aSingleValue_hasNoUnbiasedVariance() {
    Statistics s = BatchNormalization.statistics(Tensor.full(3, 1, 2, 1, 1));
    assertEquals(0, s.variance()[1]);
    assertTrue(Double.isNaN(s.unbiased(1)));
  }

  @Test
  void runningStatistics_moveByMomentumInPlace() {
    Tensor running = Tensor.of(new float[] {1, 2, 3, 4}, 4);
    BatchNormalization.updateRunning(running.slice(1, 3), new double[] {4, 0}, 0.25);
    Bits.assertSame(new float[] {1, 2.5f, 2.25f, 4}, running.toArray(), "running");
  }

  @Test
  void nothingToNormalise_isRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> BatchNormalization.statistics(Tensor.zeros(0, 3, 2, 2)));
    assertTrue(e.getMessage().contains("[0, 3, 2, 2]"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> BatchNormalization.statistics(Tensor.zeros(3, 2)));
  }

  @Test
  void parametersOfAnotherSize_areRefused() {
    Tensor x = Tensor.ones(2, 3, 2, 2);
    double[] three = {1, 1, 1};
    for (int wrong : new int[] {2, 4}) {
      var e = assertThrows(IllegalArgumentException.class, () -> BatchNormalization.normalize(x, three, three, EPS, Tensor.ones(wrong),
          Tensor.ones(3)));
      assertTrue(e.getMessage().contains("weight of shape [" + wrong + "]") && e.getMessage().contains("[3]"), e.getMessage());
      assertThrows(IllegalArgumentException.class, () -> BatchNormalization.normalize(x, three, three, EPS, Tensor.ones(3), Tensor.ones(wrong)));
      assertThrows(IllegalArgumentException.class, () -> BatchNormalization.normalize(x, new double[wrong], three, EPS, Tensor.ones(3),
          Tensor.ones(3)));
      assertThrows(IllegalArgumentException.class, () -> BatchNormalization.normalize(x, three, new double[wrong], EPS, Tensor.ones(3),
          Tensor.ones(3)));
    }
    assertThrows(IllegalArgumentException.class, () -> BatchNormalization.gradients(x, Tensor.ones(2, 3, 2, 1), three, three, EPS, Tensor.ones(3),
        false));
  }

  @Test
  void overwritingTheInput_doesNotChangeAResultThatWasNotReadYet() {
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 4, 1, 1, 1);
    Tensor y = BatchNormalization.normalize(x, new double[] {1}, new double[] {4 - EPS}, EPS, Tensor.ones(1), Tensor.zeros(1));
    x.copyFrom(Tensor.zeros(4, 1, 1, 1));
    assertArrayEquals(new float[] {0, 0.5f, 1, 1.5f}, y.toArray(), 1e-6f);
    Tensor z = BatchNormalization.normalize(x, new double[] {1}, new double[] {4 - EPS}, EPS, Tensor.ones(1), Tensor.zeros(1));
    Elementwise.addTo(x, Tensor.ones(4, 1, 1, 1));
    assertArrayEquals(new float[] {-0.5f, -0.5f, -0.5f, -0.5f}, z.toArray(), 1e-6f);
  }
}
