package lanewise.tensor.ops.elementwise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import lanewise.tensor.BoolTensor;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Layout;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.Elementwise;
import org.junit.jupiter.api.Test;

/** Operations of two tensors of different shapes give what a loop over indices gives. */
class BroadcastTest {
  private static final int[][][] PAIRS = {
      {{}, {}}, {{}, {7}}, {{1}, {5}}, {{3, 1}, {1, 4}}, {{3, 4}, {4}}, {{4}, {3, 4}}, {{2, 1, 3}, {4, 1}}, {{2, 3, 4}, {3, 1}},
      {{0, 3}, {1, 3}}, {{2, 0}, {1}}, {{2, 3, 4, 5}, {1, 3, 1, 1}}, {{2, 3, 4, 5}, {4, 5}}, {{2, 3, 4, 5}, {3, 1, 5}},
      {{2, 1, 4, 1}, {1, 3, 1, 5}}, {{70, 65}, {65}}, {{70, 65}, {70, 1}}, {{3, 70}, {1, 1}}, {{2, 3, 10, 9}, {1, 3, 1, 1}},
      {{300, 64}, {300, 1}}, {{40, 1000}, {1000}}, {{17, 3, 1, 100}, {1, 3, 5, 1}}, {{5000, 10}, {10}}, {{5000, 10}, {5000, 1}},
      {{1, 1, 1, 6}, {9, 8, 7, 1}}, {{2, 3, 2, 3, 2}, {3, 1, 3, 1}}
  };

  private static Tensor naive(Tensor x, Tensor y) {
    int[] dims = Broadcast.shape("subtract", x.shape(), y.shape()).toArray();
    int size = 1;
    for (int d : dims) {
      size *= d;
    }
    float[] z = new float[size];
    float[] a = x.toArray();
    float[] b = y.toArray();
    for (int i = 0; i < size; i++) {
      z[i] = a[from(i, dims, x)] - b[from(i, dims, y)];
    }
    return Tensor.of(z, dims);
  }

  /** Position in t, row-major, of what element i of the result is made from. */
  private static int from(int i, int[] dims, Tensor t) {
    int position = 0;
    int step = 1;
    for (int k = 1; k <= dims.length; k++) {
      int at = i % dims[dims.length - k];
      i /= dims[dims.length - k];
      if (k <= t.shape().rank()) {
        position += t.shape().dim(-k) == 1 ? 0 : at * step;
        step *= t.shape().dim(-k);
      }
    }
    return position;
  }

  @Test
  void everyPairOfShapes_inEveryLayoutAtEveryLevel() {
    Random random = new Random(1);
    for (int[][] pair : PAIRS) {
      Tensor x = Values.specialTensor(random, 9, pair[0]);
      Tensor y = Values.specialTensor(random, 9, pair[1]);
      Tensor expected = naive(x, y);
      for (KernelLevel level : Levels.all()) {
        for (int layouts = 0; layouts < 4; layouts++) {
          Tensor a = (layouts & 1) != 0 && pair[0].length == 4 ? TensorAccess.channelsLast(x) : x;
          Tensor b = (layouts & 2) != 0 && pair[1].length == 4 ? TensorAccess.channelsLast(y) : y;
          Tensor actual = Levels.at(level, () -> Elementwise.subtract(a, b));
          Bits.assertSame(expected, actual, x.shape() + " - " + y.shape() + " at " + level + ", layouts " + layouts);
        }
      }
    }
  }

  @Test
  void anyNumberOfThreads_givesTheSame() {
    Random random = new Random(2);
    int threads = WorkerPool.threads();
    Tensor x = Values.normalTensor(random, 700, 300);
    for (int[] shape : new int[][] {{300}, {700, 1}}) {
      Tensor y = Values.normalTensor(random, shape);
      Tensor expected = naive(x, y);
      try {
        for (int n : new int[] {1, 2, 3, 5}) {
          WorkerPool.setThreads(n);
          Bits.assertSame(expected, Elementwise.subtract(x, y), n + " threads");
        }
      } finally {
        WorkerPool.setThreads(threads);
      }
    }
  }

  @Test
  void theResult_hasTheLayoutOfTheOperandOfItsShape() {
    Tensor images = TensorAccess.channelsLast(Values.normalTensor(new Random(3), 2, 3, 4, 5));
    assertEquals(Layout.CHANNELS_LAST, TensorAccess.layout(Elementwise.add(images, Tensor.ones(3, 1, 1))));
    assertEquals(Layout.CHANNELS_LAST, TensorAccess.layout(Elementwise.add(Tensor.ones(5), images)));
  }

  @Test
  void where_choosesElementByElementAndBroadcastsAllThree() {
    BoolTensor condition = BoolTensor.of(new boolean[] {true, false}, 2, 1);
    Tensor x = Tensor.of(new float[] {1, 2, 3}, 3);
    Tensor chosen = Elementwise.where(condition, x, Tensor.scalar(Float.NaN));
    Bits.assertSame(Tensor.of(new float[] {1, 2, 3, Float.NaN, Float.NaN, Float.NaN}, 2, 3), chosen, "where");
    assertThrows(IllegalArgumentException.class, () -> Elementwise.where(condition, Tensor.zeros(3, 3), x));
  }

  @Test
  void where_isTheSameAtEveryLevel() {
    Random random = new Random(4);
    for (int n : new int[] {0, 1, 15, 16, 17, 130, 40_000}) {
      boolean[] c = new boolean[n];
      float[] expected = new float[n];
      Tensor x = Values.specialTensor(random, 3, n);
      Tensor y = Values.specialTensor(random, 3, n);
      for (int i = 0; i < n; i++) {
        c[i] = random.nextBoolean();
        expected[i] = c[i] ? x.get(i) : y.get(i);
      }
      for (KernelLevel level : Levels.all()) {
        Bits.assertSame(expected, Levels.at(level, () -> Elementwise.where(BoolTensor.of(c, n), x, y)).toArray(), "where of " + n + " at " + level);
      }
    }
  }

  @Test
  void masks_areOppositeAndExpanded() {
    BoolTensor mask = BoolTensor.of(new boolean[] {true, false}, 2);
    assertArrayEquals(new boolean[] {false, true}, mask.not().toArray());
    assertArrayEquals(new boolean[] {true, false, true, false}, mask.expanded(Tensor.zeros(2, 2).shape()));
    assertEquals("BoolTensor[2][true, false]", mask.toString());
    assertThrows(IllegalArgumentException.class, () -> mask.expanded(Tensor.zeros(2, 3).shape()));
    assertThrows(IllegalArgumentException.class, () -> BoolTensor.of(new boolean[3], 2));
  }
}
