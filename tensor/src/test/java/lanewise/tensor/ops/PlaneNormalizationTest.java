package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Layout;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.ops.BatchNormalization.Gradients;
import lanewise.tensor.ops.BatchNormalization.Statistics;
import org.junit.jupiter.api.Test;

/** Batch normalisation of row-major images whose planes are summed as they lie. */
class PlaneNormalizationTest {
  private static final double EPS = 1e-5;
  /** One and many units, images that are no multiple of four, planes in pieces, more channels than go together. */
  private static final int[][] SHAPES = {{1, 2, 4, 8}, {8, 10, 7, 7}, {300, 3, 6, 11}, {2, 40, 50, 35}, {7, 2, 70, 61}, {9, 130, 5, 7}};

  @Test
  void everyLevel_givesTheSameBits() {
    for (int[] shape : SHAPES) {
      Random random = new Random(shape[0]);
      for (int rarity : new int[] {Integer.MAX_VALUE, 10_000}) {
        Tensor x = Values.specialTensor(random, rarity, shape);
        Tensor dy = Values.specialTensor(random, rarity, shape);
        Tensor weight = Values.normalTensor(random, shape[1]);
        Tensor bias = Values.normalTensor(random, shape[1]);
        List<float[]> expected = Levels.scalar(() -> BatchNormalizationTest.results(x, dy, weight, bias, false));
        for (KernelLevel level : Levels.all()) {
          String what = level + " " + x.shape();
          BatchNormalizationTest.compare(expected, Levels.at(level, () -> BatchNormalizationTest.results(x, dy, weight, bias, false)), what);
          Tensor last = TensorAccess.channelsLast(dy);
          List<float[]> actual = Levels.at(level, () -> BatchNormalizationTest.results(x, last, weight, bias, false));
          BatchNormalizationTest.compare(expected, actual, what + " gradient channels last");
        }
      }
    }
  }

  @Test
  void images_stayRowMajor() {
    Tensor x = Values.normalTensor(new Random(5), 4, 3, 6, 7);
    Statistics s = BatchNormalization.statistics(x);
    Tensor y = BatchNormalization.normalize(x, s.mean(), s.variance(), EPS, Tensor.ones(3), Tensor.zeros(3));
    assertEquals(Layout.ROW_MAJOR, TensorAccess.layout(y));
    Gradients g = BatchNormalization.gradients(x, TensorAccess.channelsLast(y), s.mean(), s.variance(), EPS, Tensor.ones(3), false);
    assertEquals(Layout.ROW_MAJOR, TensorAccess.layout(g.input()));
  }

  @Test
  void layouts_agreeUpToRounding() {
    for (int[] shape : SHAPES) {
      Random random = new Random(shape[0]);
      Tensor x = Values.normalTensor(random, shape);
      Tensor dy = Values.normalTensor(random, shape);
      Tensor weight = Values.normalTensor(random, shape[1]);
      for (boolean constant : new boolean[] {false, true}) {
        List<float[]> expected = BatchNormalizationTest.results(TensorAccess.channelsLast(x), dy, weight, weight, constant);
        List<float[]> actual = BatchNormalizationTest.results(x, dy, weight, weight, constant);
        int count = shape[0] * shape[2] * shape[3];
        for (int i = 0; i < expected.size(); i++) {
          assertArrayEquals(expected.get(i), actual.get(i), 2e-7f * (i < 4 ? 20 : count), "result " + i + " of " + x.shape());
        }
      }
    }
  }

  @Test
  void threadsAndTheOrderOfUnits_changeNoBit() {
    Random random = new Random(3);
    BatchNormalizationTest.threadsAndTheOrderOfUnitsChangeNoBit(Values.normalTensor(random, 272, 8, 7, 7), random);
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

  /** d = x - k with k the channel's first value; pixel p of a piece of a plane to lane p mod 32 in float; lanes, then units in double. */
  private static double[] naiveStatistics(float[] x, int[] shape, int c) {
    int pixels = shape[2] * shape[3];
    int images = 16384 / Math.min(pixels, 4096) / 4 * 4;
    double first = 0;
    double second = 0;
    for (int u = 0; u < shape[0]; u += images) {
      for (int from = 0; from < pixels; from += 4096) {
        float[] sums = new float[32];
        float[] squares = new float[32];
        int end = Math.min(shape[0], u + images);
        for (int m = u; m < end; m += end - m < 4 ? 1 : 4) {
          for (int block = from; block < Math.min(pixels, from + 4096); block += 32) {
            for (int q = m; q < m + (end - m < 4 ? 1 : 4); q++) {
              for (int p = block; p < Math.min(pixels, block + 32); p++) {
                float d = x[(q * shape[1] + c) * pixels + p] - x[c * pixels];
                sums[p - block] += d;
                squares[p - block] = Math.fma(d, d, squares[p - block]);
              }
            }
          }
        }
        first += inDouble(sums);
        second += inDouble(squares);
      }
    }
    double d = first / ((double) shape[0] * pixels);
    return new double[] {x[c * pixels] + d, Math.max(0, second / ((double) shape[0] * pixels) - d * d)};
  }

  private static double inDouble(float[] lanes) {
    double[] s = new double[4];
    for (int l = 0; l < lanes.length; l++) {
      s[l % 4] += lanes[l];
    }
    return s[0] + s[1] + (s[2] + s[3]);
  }
}
