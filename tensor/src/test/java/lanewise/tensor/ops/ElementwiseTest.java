package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Layout;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.functions.Exp;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.Test;

class ElementwiseTest {
  private static final float INF = Float.POSITIVE_INFINITY;

  @Test
  void operations_areTheirFormulasInEveryCombinationOfLayouts() {
    Random random = new Random(1);
    for (int[] shape : new int[][] {{}, {0}, {7}, {3, 5}, {2, 3, 4, 5}, {9, 1, 2, 2}, {40, 3, 1, 1}, {0, 2, 2, 2}}) {
      Tensor x = Values.specialTensor(random, 5, shape);
      Tensor y = Values.specialTensor(random, 5, shape);
      for (int layouts = 0; layouts < (shape.length == 4 ? 4 : 1); layouts++) {
        Tensor a = (layouts & 1) == 0 ? x : TensorAccess.channelsLast(x);
        Tensor b = (layouts & 2) == 0 ? y : TensorAccess.channelsLast(y);
        compareWithFormulas(x.toArray(), y.toArray(), a, b);
      }
    }
  }

  @Test
  void largeTensors_areCutWithoutGapAndOverlap() {
    int threads = WorkerPool.threads();
    try {
      for (int n : new int[] {1 << 20, (1 << 20) + 12, (1 << 20) + 13, (1 << 20) + (1 << 16) + 11}) {
        float[] x = Values.patterns(new Random(n), n);
        Tensor t = Tensor.of(x, n);
        float[] exp = new float[n];
        float[] negative = new float[n];
        float[] sum = new float[n];
        MapOp.Kernel kernel = new Exp().kernel();
        kernel.run(x, 0, exp, 0, n);
        for (int i = 0; i < n; i++) {
          negative[i] = -x[i];
          sum[i] = x[i] + exp[i];
        }
        for (int count : new int[] {1, 2, 3}) {
          WorkerPool.setThreads(count);
          Bits.assertSame(exp, ElementwiseMath.exp(t).toArray(), "exp of " + n);
          Bits.assertSame(negative, ElementwiseMath.negate(t).toArray(), "opposites of " + n);
          Bits.assertSame(sum, Elementwise.add(t, Tensor.of(exp, n)).toArray(), "sums of " + n);
          Tensor target = Tensor.of(exp, n);
          Elementwise.addTo(target, t);
          Bits.assertSame(sum, target.toArray(), "sums in place of " + n);
        }
      }
    } finally {
      WorkerPool.setThreads(threads);
    }
  }

  private static void compareWithFormulas(float[] x, float[] y, Tensor a, Tensor b) {
    float[] sum = new float[x.length];
    float[] difference = new float[x.length];
    float[] product = new float[x.length];
    float[] scaled = new float[x.length];
    float[] rectified = new float[x.length];
    float[] gradient = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      sum[i] = x[i] + y[i];
      difference[i] = x[i] - y[i];
      product[i] = x[i] * y[i];
      scaled[i] = -0.3f * x[i];
      rectified[i] = Math.min((x[i] >= 0 ? x[i] : 0.1f * x[i]) - 0.4f, 2f);
      float shifted = (x[i] >= 0 ? x[i] : 0.1f * x[i]) - 0.4f;
      gradient[i] = shifted > 2 ? 0 : shifted > -0.4f ? y[i] : 0.1f * y[i];
    }
    for (KernelLevel level : Levels.all()) {
      Levels.at(level, () -> {
        Bits.assertSame(sum, Elementwise.add(a, b).toArray(), "add");
        Bits.assertSame(difference, Elementwise.subtract(a, b).toArray(), "subtract");
        Bits.assertSame(product, Elementwise.multiply(a, b).toArray(), "multiply");
        Bits.assertSame(scaled, Elementwise.scale(a, -0.3f).toArray(), "scale");
        Bits.assertSame(rectified, Elementwise.rectify(a, 0.1f, 0.4f, 2).toArray(), "rectify");
        Bits.assertSame(gradient, Elementwise.rectifyGradient(a, b, 0.1f, 0.4f, 2).toArray(), "gradient");
        Tensor target = a.copy();
        Elementwise.addTo(target, b);
        Bits.assertSame(sum, target.toArray(), "add to");
        return null;
      });
    }
  }

  @Test
  void theResultHasTheLayoutOfTheFirstOperand() {
    Tensor rows = Values.normalTensor(new Random(2), 2, 3, 4, 5);
    Tensor last = TensorAccess.channelsLast(rows);
    assertEquals(Layout.CHANNELS_LAST, TensorAccess.layout(Elementwise.add(last, rows)));
    assertEquals(Layout.ROW_MAJOR, TensorAccess.layout(Elementwise.add(rows, last)));
    assertEquals(Layout.CHANNELS_LAST, TensorAccess.layout(Elementwise.rectify(last, 0.1f, 0, INF)));
  }

  @Test
  void pendingNormalisations_areAppliedFirst() {
    Tensor x = TensorAccess.channelsLast(Values.normalTensor(new Random(3), 2, 3, 4, 5));
    Tensor pending = BatchNormalization.normalize(x, new double[3], new double[] {1, 2, 3}, 0.5, Tensor.ones(3), Tensor.ones(3));
    Tensor applied = Tensor.of(pending.toArray(), 2, 3, 4, 5);
    Tensor again = BatchNormalization.normalize(x, new double[3], new double[] {1, 2, 3}, 0.5, Tensor.ones(3), Tensor.ones(3));
    Bits.assertSame(Elementwise.add(applied, x), Elementwise.add(again, x), "first operand");
    Bits.assertSame(Elementwise.subtract(x, applied), Elementwise.subtract(x, again.slice(0, 2)), "second operand");
    Bits.assertSame(Elementwise.rectify(applied, 0.1f, 0, INF), Elementwise.rectify(again, 0.1f, 0, INF), "only operand");
  }

  @Test
  void manyElements_areTheSameForAnyThreadsAndOrderOfChunks() {
    Random random = new Random(4);
    int threads = WorkerPool.threads();
    for (Tensor x : new Tensor[] {Values.normalTensor(random, 200_003), Values.normalTensor(random, 300, 3, 14, 14)}) {
      Tensor y = Values.normalTensor(random, x.shape().toArray());
      try {
        WorkerPool.setThreads(1);
        Tensor expected = Elementwise.multiply(x, y);
        WorkerPool.setThreads(5);
        Bits.assertSame(expected, Elementwise.multiply(x, y), "5 threads");
        WorkerPool.shuffle(Rng.seed(1));
        Bits.assertSame(expected, Elementwise.multiply(x, y), "shuffled");
      } finally {
        WorkerPool.setThreads(threads);
        WorkerPool.shuffle(null);
      }
    }
  }

  @Test
  void shapesThatDoNotFit_areRefusedWithBothNamed() {
    var e = assertThrows(IllegalArgumentException.class, () -> Elementwise.add(Tensor.zeros(2, 3), Tensor.zeros(3, 2)));
    assertEquals("add of shapes [2, 3] and [3, 2]; allowed: equal, or aligned at the last axis, sizes equal or 1", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Elementwise.subtract(Tensor.zeros(2), Tensor.zeros(3)));
    assertThrows(IllegalArgumentException.class, () -> Elementwise.multiply(Tensor.zeros(2, 1, 1, 3), Tensor.zeros(2)));
  }

  @Test
  void inPlace_theTargetKeepsItsShape() {
    Tensor target = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    Elementwise.addTo(target, Tensor.of(new float[] {10, 20, 30}, 3));
    Bits.assertSame(new float[] {11, 22, 33, 14, 25, 36}, target.toArray(), "row added to rows");
    var e = assertThrows(IllegalArgumentException.class, () -> Elementwise.addTo(Tensor.zeros(3), Tensor.zeros(2, 3)));
    assertEquals("add of shape [2, 3] to [3] in place; allowed: what broadcasts to the target", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Elementwise.addTo(Tensor.zeros(2), Tensor.zeros(3)));
  }
}
