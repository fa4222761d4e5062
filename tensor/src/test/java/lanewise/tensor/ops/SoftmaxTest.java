package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.ops.lines.Lines;
import org.junit.jupiter.api.Test;

/** Softmax and its logarithm along every axis: near the truth, the same bits everywhere, and what PyTorch gives for masks and NaN. */
class SoftmaxTest {
  private static final float INF = Float.POSITIVE_INFINITY;

  private static float at(float[] x, Lines lines, int line, int i) {
    return x[(line / lines.inner() * lines.n() + i) * lines.inner() + line % lines.inner()];
  }

  @Test
  void valuesAndGradients_areNearTheTruthAlongEveryAxis() {
    Random random = new Random(1);
    for (int[] shape : new int[][] {{}, {9}, {5, 10}, {100, 3}, {3, 129}, {2, 40, 5}, {2, 3, 4, 5}}) {
      for (int dim = 0; dim < Math.max(1, shape.length); dim++) {
        for (float spread : new float[] {1, 20}) {
          Tensor x = Elementwise.scale(Values.normalTensor(random, shape), spread);
          Tensor dy = Values.normalTensor(random, shape);
          check(x, dy, dim);
        }
      }
    }
  }

  private static void check(Tensor x, Tensor dy, int dim) {
    Lines lines = Lines.of(x.shape(), dim);
    Tensor y = Softmax.softmax(x, dim);
    Tensor log = Softmax.logSoftmax(x, dim);
    float[] dx = Softmax.softmaxGradient(y, dy, dim).toArray();
    float[] dlog = Softmax.logSoftmaxGradient(log, dy, dim).toArray();
    float[] v = x.toArray();
    float[] g = dy.toArray();
    for (int j = 0; j < lines.count(); j++) {
      double max = Double.NEGATIVE_INFINITY;
      double sum = 0;
      double product = 0;
      double total = 0;
      double magnitude = 0;
      for (int i = 0; i < lines.n(); i++) {
        max = Math.max(max, at(v, lines, j, i));
      }
      for (int i = 0; i < lines.n(); i++) {
        sum += Math.exp(at(v, lines, j, i) - max);
        total += at(g, lines, j, i);
        magnitude += Math.abs(at(g, lines, j, i));
      }
      for (int i = 0; i < lines.n(); i++) {
        product += Math.exp(at(v, lines, j, i) - max) / sum * at(g, lines, j, i);
      }
      for (int i = 0; i < lines.n(); i++) {
        double p = Math.exp(at(v, lines, j, i) - max) / sum;
        double l = at(v, lines, j, i) - max - Math.log(sum);
        double up = at(g, lines, j, i);
        String what = x.shape() + " along " + dim + ", line " + j + ", element " + i;
        // 2 ulp of the exponential, 1 of the sum, 2 of the division, one of x - max.
        assertEquals(p, at(y.toArray(), lines, j, i), 7 * 0x1p-24 * p * (1 + Math.abs(l)) + 0x1p-126, what);
        assertEquals(l, at(log.toArray(), lines, j, i), 4 * 0x1p-24 * (1 + Math.abs(l)), what);
        assertEquals(p * (up - product), at(dx, lines, j, i), 24 * 0x1p-24 * p * magnitude * 20 + 1e-37, what);
        assertEquals(up - p * total, at(dlog, lines, j, i), 24 * 0x1p-24 * (Math.abs(up) + p * magnitude * (1 + Math.abs(l))), what);
      }
    }
  }

  @Test
  void everyLevelThreadCountAndOrderOfChunks_givesTheSameBits() {
    Random random = new Random(2);
    for (int[] shape : new int[][] {{7}, {40, 10}, {30, 67}, {66_000}, {5, 130, 3}}) {
      for (int dim = 0; dim < shape.length; dim++) {
        int axis = dim;
        Tensor x = Values.specialTensor(random, 500, shape);
        Tensor dy = Values.specialTensor(random, 500, shape);
        String what = Arrays.toString(shape) + " along " + dim;
        Tensor y = Softmax.softmax(x, axis);
        Tensor log = Softmax.logSoftmax(x, axis);
        AxisReductionTest.assertSame(what, () -> Softmax.softmax(x, axis));
        AxisReductionTest.assertSame(what, () -> Softmax.logSoftmax(x, axis));
        AxisReductionTest.assertSame(what, () -> Softmax.softmaxGradient(y, dy, axis));
        AxisReductionTest.assertSame(what, () -> Softmax.logSoftmaxGradient(log, dy, axis));
        AxisReductionTest.assertSame(what, () -> Softmax.logSumExpGradient(x, Softmax.logSumExp(x, false, axis), Reduce.sum(dy, false, axis), axis));
      }
    }
  }

  @Test
  void minusInfinity_isAPlaceThatCannotBe() {
    Tensor x = Tensor.of(new float[] {0, -INF, 0, -INF, -INF, -INF}, 2, 3);
    Tensor y = Softmax.softmax(x, 1);
    assertEquals(0.5f, y.get(0, 0));
    assertEquals(0f, y.get(0, 1));
    assertTrue(Float.isNaN(y.get(1, 0)) && Float.isNaN(y.get(1, 2)));
    assertEquals(-INF, Softmax.logSoftmax(x, 1).get(0, 1));
    Bits.assertSame(new float[] {(float) Math.log(2), -INF}, Softmax.logSumExp(x, false, 1).toArray(), "log-sum-exp");
  }

  @Test
  void aNaN_makesItsLineNaNAndNoOther() {
    for (float nan : new float[] {Float.NaN, Float.intBitsToFloat(0x7fc12345), Float.intBitsToFloat(0xffc00101)}) {
      Tensor x = Tensor.of(new float[] {0, 1, nan, 2, 0, 1}, 3, 2);
      for (Tensor y : new Tensor[] {Softmax.softmax(x, 1), Softmax.logSoftmax(x, 1)}) {
        for (int i = 0; i < 6; i++) {
          assertEquals(i == 2 || i == 3, Float.isNaN(y.toArray()[i]), "element " + i);
        }
      }
      assertTrue(Float.isNaN(Softmax.logSumExp(x, false, 1).get(1)));
      Tensor g = Softmax.logSoftmaxGradient(Softmax.logSoftmax(x, 1), Tensor.ones(3, 2), 1);
      assertTrue(Float.isNaN(g.get(1, 0)) && Float.isNaN(g.get(1, 1)) && !Float.isNaN(g.get(0, 0)));
    }
  }

  @Test
  void infinityAndHugeValues_areTheirOwnLogSumExp() {
    Tensor x = Tensor.of(new float[] {INF, 0, 3e38f, -3e38f, 1e4f, 1e4f}, 3, 2);
    Bits.assertSame(new float[] {INF, 3e38f, (float) (1e4 + Math.log(2))}, Softmax.logSumExp(x, false, 1).toArray(), "log-sum-exp");
    assertTrue(Float.isNaN(Softmax.softmax(x, 1).get(0, 0)));
    assertEquals(1f, Softmax.softmax(x, 1).get(1, 0));
  }

  @Test
  void gradientsOfAnotherShape_areRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> Softmax.softmaxGradient(Tensor.zeros(2, 3), Tensor.zeros(3, 2), 1));
    assertTrue(e.getMessage().contains("[3, 2]") && e.getMessage().contains("[2, 3]"), e.getMessage());
  }
}
