package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.Test;

class MatMulTest {
  @Test
  void randomSizesAndTransposes_areTheDocumentedChainAtEveryLevel() {
    Random random = new Random(1);
    for (int i = 0; i < 60; i++) {
      compare(random, random.nextInt(131), random.nextInt(131), random.nextInt(131), i % 5 == 4);
    }
  }

  @Test
  void sizesAroundBlocksAndTiles_areTheDocumentedChainAtEveryLevel() {
    Random random = new Random(2);
    for (int k : new int[] {255, 256, 257, 512, 513, 700}) {
      compare(random, 1 + random.nextInt(9), k, 1 + random.nextInt(40), false);
    }
    for (int m : new int[] {1, 3, 4, 5, 7, 8, 9, 63, 64, 65, 128, 129}) {
      compare(random, m, 5, 1 + random.nextInt(40), false);
    }
    for (int n : new int[] {1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65}) {
      compare(random, 1 + random.nextInt(20), 7, n, false);
    }
  }

  private static void compare(Random random, int m, int k, int n, boolean special) {
    boolean transposeA = random.nextBoolean();
    boolean transposeB = random.nextBoolean();
    int rarity = special ? 40 : Integer.MAX_VALUE;
    float[] a = Values.special(random, m * k, rarity);
    float[] b = Values.special(random, k * n, rarity);
    Tensor left = Tensor.of(transposeA ? transposed(a, m, k) : a, transposeA ? new int[] {k, m} : new int[] {m, k});
    Tensor right = Tensor.of(transposeB ? transposed(b, k, n) : b, transposeB ? new int[] {n, k} : new int[] {k, n});
    float[] expected = chains(a, b, m, k, n);
    String what = m + "x" + k + (transposeA ? " transposed" : "") + " times " + k + "x" + n + (transposeB ? " transposed" : "");
    for (KernelLevel level : Levels.all()) {
      Tensor c = Levels.at(level, () -> MatMul.multiply(left, transposeA, right, transposeB));
      assertEquals(Shape.of(m, n), c.shape());
      Bits.assertSame(expected, c.toArray(), what + " at " + level.label());
    }
    if (!special) {
      assertNear(a, b, m, k, n, expected, what);
    }
  }

  /** Blocks of 256 in k, each one chain from +0; the first block, then plus the next ones in order. */
  private static float[] chains(float[] a, float[] b, int m, int k, int n) {
    float[] c = new float[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int block = 0; block < k; block += 256) {
          float acc = 0;
          for (int l = block; l < Math.min(k, block + 256); l++) {
            acc = Math.fma(a[i * k + l], b[l * n + j], acc);
          }
          c[i * n + j] = block == 0 ? acc : c[i * n + j] + acc;
        }
      }
    }
    return c;
  }

  private static void assertNear(float[] a, float[] b, int m, int k, int n, float[] c, String what) {
    double ku = (k + 1) * 0x1p-24;
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double exact = 0;
        double absolute = 0;
        for (int l = 0; l < k; l++) {
          double p = (double) a[i * k + l] * b[l * n + j];
          exact += p;
          absolute += Math.abs(p);
        }
        assertTrue(Math.abs(c[i * n + j] - exact) <= ku / (1 - ku) * absolute, what);
      }
    }
  }

  private static float[] transposed(float[] x, int rows, int columns) {
    float[] y = new float[x.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        y[j * rows + i] = x[i * columns + j];
      }
    }
    return y;
  }

  @Test
  void linear_addsTheBiasAfterTheProduct() {
    Random random = new Random(3);
    for (int[] size : new int[][] {{1, 1, 1}, {5, 4, 3}, {70, 300, 10}, {9, 33, 65}}) {
      Tensor x = Values.normalTensor(random, size[0], size[1]);
      Tensor w = Values.normalTensor(random, size[2], size[1]);
      Tensor bias = Values.normalTensor(random, size[2]);
      float[] expected = MatMul.multiply(x, false, w, true).toArray();
      for (int i = 0; i < expected.length; i++) {
        expected[i] += bias.get(i % size[2]);
      }
      for (KernelLevel level : Levels.all()) {
        Bits.assertSame(expected, Levels.at(level, () -> MatMul.linear(x, w, bias)).toArray(), level);
      }
    }
  }

  @Test
  void threadsAndTheOrderOfChunks_changeNoBit() {
    Random random = new Random(4);
    Tensor a = Values.normalTensor(random, 300, 300);
    Tensor b = Values.normalTensor(random, 300, 40);
    int threads = WorkerPool.threads();
    try {
      WorkerPool.setThreads(1);
      Tensor expected = MatMul.multiply(a, false, b, false);
      for (int n : new int[] {2, 5}) {
        WorkerPool.setThreads(n);
        for (int repeat = 0; repeat < 5; repeat++) {
          Bits.assertSame(expected, MatMul.multiply(a, false, b, false), n + " threads");
        }
      }
      for (int seed = 0; seed < 3; seed++) {
        WorkerPool.shuffle(Rng.seed(seed));
        Bits.assertSame(expected, MatMul.multiply(a, false, b, false), "shuffled");
      }
    } finally {
      WorkerPool.setThreads(threads);
      WorkerPool.shuffle(null);
    }
  }

  @Test
  void zeroTimesInfinity_isNaN() {
    for (KernelLevel level : Levels.all()) {
      Tensor c = Levels.at(level, () -> MatMul.multiply(Tensor.of(new float[] {0, 1}, 1, 2), false,
          Tensor.of(new float[] {Float.POSITIVE_INFINITY, 2}, 2, 1), false));
      assertTrue(Float.isNaN(c.item()), level.label());
    }
  }
}
