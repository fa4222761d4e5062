package lanewise.tensor.kernel.lines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels of rows and columns give the bits of their scalar twins, which follow the documented order, and touch nothing beside their result. */
class LineKernelsTest {
  private static final int[] LONG = {200, 255, 256, 257, 320, 511, 1000};

  @ParameterizedTest
  @EnumSource
  void rowsFolded_equalTheTwinAtEveryLength(Fold fold) {
    Random random = new Random(1);
    for (int n = 0; n <= 130; n++) {
      compareRows(fold, random, 3, n);
    }
    for (int n : LONG) {
      compareRows(fold, random, 2, n);
    }
  }

  private static void compareRows(Fold fold, Random random, int rows, int n) {
    for (int rarity : new int[] {3, 10_000}) {
      float[] x = Values.special(random, rows * n + 5, rarity);
      float[] y = Values.special(random, rows * n + 5, rarity);
      float[] k = {0, x[0], 0.5f, -1};
      Levels.compare(fold + " of " + n, () -> new float[rows + 4],
          out -> RowFold.of(fold).run(x, 3, y, 2, rows, n, k, 1, out, 2, new float[Order.LANES]));
    }
  }

  @ParameterizedTest
  @EnumSource
  void columnsFolded_equalTheTwinAtEveryWidth(Fold fold) {
    Random random = new Random(2);
    for (int width = 0; width <= 130; width += width < 70 ? 1 : 7) {
      for (int rows : new int[] {0, 1, 3, 4, 5, 9}) {
        int w = width;
        int stride = width + 3;
        float[] x = Values.special(random, rows * stride + 5, 5);
        float[] y = Values.special(random, rows * stride + 5, 5);
        float[] k = Values.special(random, width + 2, 5);
        float[] start = Values.normal(random, width + 4);
        Levels.compare(fold + " of " + rows + " x " + width, start::clone,
            table -> ColumnFold.of(fold).run(x, 3, y, 2, rows, w, stride, k, 1, table, 2));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void functionsOfBlocks_equalTheTwinAtEveryWidth(BlockOp op) {
    Random random = new Random(3);
    for (int width = 0; width <= 130; width += width < 70 ? 1 : 7) {
      int w = width;
      int rows = 3;
      int stride = width + 2;
      float[] x = exponents(op, Values.special(random, rows * stride + 5, 5));
      float[] y = Values.special(random, rows * stride + 5, 5);
      float[] t = exponents(op, Values.special(random, 4 * Math.max(rows, width) + 1, 9));
      Levels.compare(op + " by row of " + width, () -> new float[rows * stride + 6],
          z -> BlockMap.byRow(op).run(x, 3, y, 2, z, 4, rows, w, stride, t, 1, rows));
      Levels.compare(op + " by column of " + width, () -> new float[rows * stride + 6],
          z -> BlockMap.byColumn(op).run(x, 3, y, 2, z, 4, rows, w, stride, t, 1, w));
    }
  }

  @ParameterizedTest
  @EnumSource
  void functionsOfBlocks_mayOverwriteTheirInputs(BlockOp op) {
    Random random = new Random(4);
    for (int width : new int[] {1, 15, 16, 21, 67}) {
      float[] x = exponents(op, Values.normal(random, 3 * width + 5));
      float[] t = exponents(op, Values.normal(random, 4 * Math.max(3, width) + 1));
      Levels.compare(op + " over the first of " + width, x::clone,
          z -> BlockMap.byRow(op).run(z, 2, x, 1, z, 2, 3, width, width, t, 0, 3));
      Levels.compare(op + " over the second of " + width, x::clone,
          z -> BlockMap.byColumn(op).run(x, 1, z, 2, z, 2, 3, width, width, t, 0, width));
    }
  }

  /** Exponents stay in the range that the exponential is made for. */
  private static float[] exponents(BlockOp op, float[] x) {
    if (op.name().contains("EXP") || op == BlockOp.LOG_SOFTMAX_GRADIENT) {
      for (int i = 0; i < x.length; i++) {
        x[i] = x[i] > 40 ? 40 : x[i] < -1e30f ? Float.NEGATIVE_INFINITY : x[i];
      }
    }
    return x;
  }

  @Test
  void aRowsSum_addsElementIToLaneIMod64AndThenTheUpperHalvesToTheLower() {
    for (int n : new int[] {1, 5, 64, 100, 200, 1000}) {
      float[] x = Values.normal(new Random(n), n);
      float[] lanes = new float[64];
      Arrays.fill(lanes, -0f);
      for (int i = 0; i < n; i++) {
        lanes[i % 64] += x[i];
      }
      for (int half = 32; half > 0; half /= 2) {
        for (int l = 0; l < half; l++) {
          lanes[l] += lanes[l + half];
        }
      }
      float[] out = new float[1];
      for (KernelLevel level : Levels.all()) {
        Levels.at(level, () -> {
          RowFold.of(Fold.SUM).run(x, 0, x, 0, 1, n, x, 0, out, 0, new float[Order.LANES]);
          return null;
        });
        Bits.assertSame(new float[] {lanes[0]}, out, n + " at " + level);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theValueOfNothing_changesNoValueThatItIsMergedWith(Fold fold) {
    for (float v : Values.special(new Random(5), 200, 1)) {
      assertEquals(Float.floatToIntBits(v), Float.floatToIntBits(fold.merge(v, fold.neutral())), fold + " of " + v);
    }
  }

  @Test
  void theExponential_isWithinTwoUnitsOfTheTruth() {
    double worst = 0;
    for (float x = -87.3f; x < 88; x += 0.0007f) {
      double truth = StrictMath.exp(x);
      worst = Math.max(worst, Math.abs(BlockOp.exp(x) - truth) / Math.ulp((float) truth));
    }
    assertTrue(worst < 2, worst + " ulp");
  }

  @Test
  void theExponential_isExactWhereItCanBe() {
    assertEquals(1f, BlockOp.exp(0f));
    assertEquals(1f, BlockOp.exp(-0f));
    assertEquals(0f, BlockOp.exp(Float.NEGATIVE_INFINITY));
    assertEquals(0f, BlockOp.exp(-87.4f));
    assertEquals(0f, BlockOp.exp(-Float.MAX_VALUE));
    assertTrue(BlockOp.exp(-87.3f) >= Float.MIN_NORMAL);
    assertTrue(Float.isNaN(BlockOp.exp(Float.NaN)));
  }

  @Test
  void find_givesTheFirstPlaceAtEveryLevel() {
    for (int n = 0; n <= 130; n++) {
      for (int place : new int[] {0, n / 2, n - 1, -1}) {
        for (float value : new float[] {7, -0f, Float.NaN, Float.POSITIVE_INFINITY}) {
          float[] x = new float[n + 3];
          Arrays.fill(x, 1);
          x[0] = value;
          if (place >= 0 && place < n) {
            x[2 + place] = value == 0 ? 0 : value;
            x[2 + n - 1] = value;
          }
          int length = n;
          int expected = place >= 0 && place < n ? place : -1;
          for (KernelLevel level : Levels.all()) {
            assertEquals(expected, Levels.at(level, () -> RowFind.kernel().run(x, 2, length, value)), value + " in " + n + " at " + level);
          }
        }
      }
    }
  }
}
