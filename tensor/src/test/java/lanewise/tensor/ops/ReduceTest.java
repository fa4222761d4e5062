package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.Test;

class ReduceTest {
  private static final int[] LENGTHS = {0, 1, 2, 63, 64, 65, 1000, Order.CHUNK - 1, Order.CHUNK, Order.CHUNK + 1, 3 * Order.CHUNK + 77};

  @Test
  void sum_isTheDocumentedOrderAtEveryLevel() {
    for (int n : LENGTHS) {
      float[] x = Values.normal(new Random(n), n);
      float expected = (float) naive(x);
      for (KernelLevel level : Levels.all()) {
        float[] sum = {Levels.at(level, () -> Reduce.sum(Tensor.of(x, n)))};
        Bits.assertSame(new float[] {expected}, sum, n + " at " + level);
      }
    }
  }

  /** 64 lanes a chunk of 2^16, the tree; chunks in double in order. */
  private static double naive(float[] x) {
    double total = 0;
    for (int chunk = 0; chunk < x.length; chunk += 1 << 16) {
      float[] lanes = new float[64];
      Arrays.fill(lanes, -0f);
      for (int i = chunk; i < Math.min(x.length, chunk + (1 << 16)); i++) {
        lanes[(i - chunk) % 64] += x[i];
      }
      for (int half = 32; half > 0; half /= 2) {
        for (int l = 0; l < half; l++) {
          lanes[l] += lanes[l + half];
        }
      }
      total += lanes[0];
    }
    return total;
  }

  @Test
  void sumAndMean_areNearTheTruth() {
    for (int n : new int[] {1, 1000, 3 * Order.CHUNK + 77}) {
      float[] x = Values.normal(new Random(n), n);
      double exact = 0;
      double absolute = 0;
      for (float v : x) {
        exact += v;
        absolute += Math.abs(v);
      }
      // A lane adds at most 1024 numbers of a chunk, the tree 6 more.
      double bound = (Math.min(n, 1024) + 8) * 0x1p-24 * absolute + Math.abs(exact) * 0x1p-24;
      assertEquals(exact, Reduce.sum(Tensor.of(x, n)), bound);
      assertEquals(exact / n, Reduce.mean(Tensor.of(x, n)), bound / n + Math.abs(exact / n) * 0x1p-24);
    }
  }

  @Test
  void theEmptySumIsZeroAndTheEmptyMeanIsNaN() {
    assertEquals(0f, Reduce.sum(Tensor.zeros(0, 3)));
    assertTrue(Float.isNaN(Reduce.mean(Tensor.zeros(0, 3))));
  }

  @Test
  void layoutDoesNotMatter_valuesAreTakenInRowMajorOrder() {
    Tensor x = Values.normalTensor(new Random(1), 3, 5, 7, 2);
    assertEquals(Reduce.sum(x), Reduce.sum(TensorAccess.channelsLast(x)));
    assertEquals(Reduce.mean(x), Reduce.mean(TensorAccess.channelsLast(x)));
  }

  @Test
  void infinitiesAndNaN_goThrough() {
    assertEquals(Float.POSITIVE_INFINITY, Reduce.sum(Tensor.of(new float[] {1, Float.POSITIVE_INFINITY}, 2)));
    assertTrue(Float.isNaN(Reduce.sum(Tensor.of(new float[] {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}, 2))));
    assertTrue(Float.isNaN(Reduce.sum(Tensor.of(new float[] {1, Float.NaN}, 2))));
  }

  @Test
  void sumOfRows_isNearTheTruthAndTheSameAtEveryLevel() {
    for (int[] size : new int[][] {{1, 1}, {5, 3}, {512, 10}, {513, 10}, {1500, 7}, {3, 300}}) {
      Tensor x = Values.normalTensor(new Random(size[0]), size);
      Tensor expected = Levels.scalar(() -> Reduce.sumRows(x));
      for (KernelLevel level : Levels.simd()) {
        Bits.assertSame(expected, Levels.at(level, () -> Reduce.sumRows(x)), level);
      }
      for (int c = 0; c < size[1]; c++) {
        double exact = 0;
        double absolute = 0;
        for (int n = 0; n < size[0]; n++) {
          exact += x.get(n, c);
          absolute += Math.abs(x.get(n, c));
        }
        assertEquals(exact, expected.get(c), 514 * 0x1p-24 * absolute);
      }
    }
  }

  @Test
  void sumOfNoRows_isZero() {
    Bits.assertSame(Tensor.zeros(3), Reduce.sumRows(Tensor.zeros(0, 3)), "no rows");
    assertThrows(IllegalArgumentException.class, () -> Reduce.sumRows(Tensor.zeros(3)));
  }

  @Test
  void threadsAndTheOrderOfChunks_changeNoBit() {
    Tensor x = Values.normalTensor(new Random(9), 60_000, 10);
    int threads = WorkerPool.threads();
    try {
      WorkerPool.setThreads(1);
      float sum = Reduce.sum(x);
      Tensor rows = Reduce.sumRows(x);
      for (int n : new int[] {2, 5}) {
        WorkerPool.setThreads(n);
        assertEquals(sum, Reduce.sum(x));
        Bits.assertSame(rows, Reduce.sumRows(x), n);
      }
      WorkerPool.shuffle(Rng.seed(1));
      assertEquals(sum, Reduce.sum(x));
      Bits.assertSame(rows, Reduce.sumRows(x), "shuffled");
    } finally {
      WorkerPool.setThreads(threads);
      WorkerPool.shuffle(null);
    }
  }

  @Test
  void countCorrect_comparesTheLargestOfEachRowWithItsTarget() {
    Tensor scores = Tensor.of(new float[] {1, 2, 3, 5, 5, 0, -1, -3, -2}, 3, 3);
    assertEquals(3, Reduce.countCorrect(scores, LongTensor.of(new long[] {2, 0, 0}, 3)));
    assertEquals(1, Reduce.countCorrect(scores, LongTensor.of(new long[] {2, 1, 1}, 3)));
    assertEquals(1, Reduce.countCorrect(scores.slice(1, 2), LongTensor.of(new long[] {0}, 1)));
    assertEquals(0, Reduce.countCorrect(Tensor.zeros(0, 3), LongTensor.of(new long[0], 0)));
  }

  @Test
  void countCorrect_takesNaNForTheLargestAsArgmaxDoes() {
    Tensor scores = Tensor.of(new float[] {1, Float.NaN, 3, Float.NaN, 2, Float.NaN}, 2, 3);
    assertEquals(2, Reduce.countCorrect(scores, LongTensor.of(new long[] {1, 0}, 2)));
    assertEquals(1, scores.slice(0, 1).argmax());
  }

  @Test
  void countCorrectOfShapesThatDoNotFit_isRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> Reduce.countCorrect(Tensor.zeros(2, 3), LongTensor.of(new long[3], 3)));
    assertTrue(e.getMessage().contains("[2, 3]") && e.getMessage().contains("[3]"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Reduce.countCorrect(Tensor.zeros(6), LongTensor.of(new long[6], 6)));
  }
}
