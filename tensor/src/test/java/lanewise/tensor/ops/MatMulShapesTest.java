package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.Test;

/** Products of all kinds against a naive loop in the documented order, bit for bit, and against exact sums within the bound of the error analysis. */
class MatMulShapesTest {
  @Test
  void twoThousandRandomProducts_areTheDocumentedOrderAtEveryLevel_andTouchNoNeighbour() {
    Random random = new Random(11);
    for (int i = 0; i < 2000; i++) {
      MatMulCase c = MatMulCase.random(random, 40);
      float[] expected = c.expected();
      for (KernelLevel level : Levels.all()) {
        Bits.assertSame(expected, Levels.at(level, c::run), c + " at " + level);
      }
    }
  }

  @Test
  void largerProducts_areTheSameForAnyNumberOfThreadsAndOrderOfChunks() {
    Random random = new Random(12);
    int threads = WorkerPool.threads();
    try {
      for (int i = 0; i < 8; i++) {
        MatMulCase c = MatMulCase.random(random, 200);
        float[] expected = c.expected();
        for (int n : new int[] {1, 2, 3, 5, 16}) {
          WorkerPool.setThreads(n);
          Bits.assertSame(expected, c.run(), c + ", " + n + " threads");
        }
        WorkerPool.shuffle(Rng.seed(i));
        Bits.assertSame(expected, c.run(), c + ", shuffled");
        WorkerPool.shuffle(null);
      }
    } finally {
      WorkerPool.setThreads(threads);
      WorkerPool.shuffle(null);
    }
  }

  @Test
  void operandsTooLongToBePackedAtOnce_areTheDocumentedOrder() {
    MatMulCase tall = new MatMulCase(1, 130, 8200, 260, false, true, false, false, 1, 0, false, true, false, 5);
    MatMulCase broad = new MatMulCase(1, 300, 530, 300, true, false, false, false, 1, 0, false, false, false, 6);
    MatMulCase strip = new MatMulCase(1, 3, 4100, 300, false, false, false, false, 1, 0, false, false, false, 7);
    MatMulCase column = new MatMulCase(1, 4100, 1, 300, false, false, false, false, 2, 0.5f, false, false, true, 8);
    for (MatMulCase c : new MatMulCase[] {tall, broad, strip, column}) {
      Bits.assertSame(c.expected(), c.run(), c);
    }
  }

  @Test
  void flatAndNarrowProducts_areTheDocumentedOrderAtEveryLevelForAnyNumberOfThreads() {
    int threads = WorkerPool.threads();
    MatMulCase flat = new MatMulCase(1, 64, 1030, 600, false, false, false, false, 1, 0, false, false, false, 9);
    MatMulCase narrow = new MatMulCase(1, 95, 37, 300, false, false, false, false, 1, 0, false, false, false, 10);
    MatMulCase turned = new MatMulCase(1, 41, 48, 520, true, true, false, false, 1, 0, false, false, false, 11);
    try {
      for (MatMulCase c : new MatMulCase[] {flat, narrow, turned}) {
        float[] expected = c.expected();
        for (int n : new int[] {1, 2, 3}) {
          WorkerPool.setThreads(n);
          for (KernelLevel level : Levels.all()) {
            Bits.assertSame(expected, Levels.at(level, c::run), c + " at " + level + ", " + n + " threads");
          }
        }
      }
    } finally {
      WorkerPool.setThreads(threads);
    }
  }

  /** |computed - exact| <= (k + 2) 2^-24 / (1 - (k + 2) 2^-24) * sum |a b|: k roundings of a chain, and the blocks' additions are fewer. */
  @Test
  void theScalarTwinIsWithinTheBoundOfTheErrorAnalysis() {
    Random random = new Random(13);
    for (int k : new int[] {1, 7, 100, 256, 257, 1000, 5000}) {
      Tensor a = Values.normalTensor(random, 9, k);
      Tensor b = Values.normalTensor(random, k, 17);
      Tensor c = Levels.scalar(() -> MatMul.multiply(a, false, b, false));
      double ku = (k + 2) * 0x1p-24;
      for (int i = 0; i < 9; i++) {
        for (int j = 0; j < 17; j++) {
          double exact = 0;
          double absolute = 0;
          for (int l = 0; l < k; l++) {
            double p = (double) a.get(i, l) * b.get(l, j);
            exact += p;
            absolute += Math.abs(p);
          }
          assertTrue(Math.abs(c.get(i, j) - exact) <= ku / (1 - ku) * absolute, "depth " + k);
        }
      }
    }
  }

  @Test
  void specialValues_areThoseOfTheDocumentedOrder() {
    Random random = new Random(14);
    for (int i = 0; i < 40; i++) {
      int m = 1 + random.nextInt(40);
      int n = 1 + random.nextInt(70);
      int k = 1 + random.nextInt(300);
      Tensor a = Values.specialTensor(random, 20, m, k);
      Tensor b = Values.specialTensor(random, 20, k, n);
      Tensor expected = Levels.scalar(() -> MatMul.multiply(a, false, b, false));
      for (KernelLevel level : Levels.simd()) {
        Bits.assertSame(expected, Levels.at(level, () -> MatMul.multiply(a, false, b, false)), level);
      }
    }
  }
}
