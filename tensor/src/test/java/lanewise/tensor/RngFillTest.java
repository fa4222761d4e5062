package lanewise.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.random.Philox;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fills take the words of the stream in their order, whatever was drawn before, for any number of threads and at every level. */
class RngFillTest {
  private static final int[] SIZES = {0, 1, 3, 4, 5, 8, 65, 4097, 9001};
  private final int threads = WorkerPool.threads();

  @AfterEach
  void restore() {
    WorkerPool.setThreads(threads);
  }

  /** Compares a fill with the same draws one by one, and the draws after both. */
  private static void check(String what, BiFunction<Rng, Integer, Tensor> fill, ToDoubleFunction<Rng> draw) {
    for (KernelLevel level : Levels.all()) {
      for (int n : SIZES) {
        for (int before = 0; before < 5; before++) {
          WorkerPool.setThreads(1 + before);
          Rng one = Rng.seed(n).split(what, Long.MAX_VALUE - 3);
          Rng other = Rng.seed(n).split(what, Long.MAX_VALUE - 3);
          for (int i = 0; i < before; i++) {
            assertEquals(one.nextInt(), other.nextInt());
          }
          float[] expected = new float[n];
          for (int i = 0; i < n; i++) {
            expected[i] = (float) draw.applyAsDouble(one);
          }
          assertArrayEquals(expected, Levels.at(level, () -> fill.apply(other, n)).toArray(), what + " of " + n + " after " + before + " at "
              + level);
          for (int i = 0; i < 6; i++) {
            assertEquals(one.nextInt(), other.nextInt(), "draws after " + what + " of " + n);
          }
        }
      }
    }
  }

  @Test
  void uniform_isTheDrawsInOrder() {
    check("uniform", (rng, n) -> rng.uniform(-3, 7, n), rng -> Math.min(Math.nextDown(7f), (float) (-3 + 10.0 * rng.nextFloat())));
  }

  @Test
  void gaussians_areTheDrawsInOrder() {
    check("gaussians", (rng, n) -> rng.gaussians(2, 3, n), rng -> 2.0 + 3.0 * rng.nextGaussian());
  }

  @Test
  void normal_isTwoNumbersOfEachTwoWordsFromTheNextBlockOn() {
    for (KernelLevel level : Levels.all()) {
      for (int n : SIZES) {
        for (int before = 0; before < 5; before++) {
          WorkerPool.setThreads(1 + before);
          Rng words = Rng.seed(n).split("normal", Long.MAX_VALUE - 3);
          Rng rng = Rng.seed(n).split("normal", Long.MAX_VALUE - 3);
          for (int i = 0; i < before; i++) {
            rng.nextInt();
          }
          for (int i = 0; i < Math.ceilDiv(before, 4) * 4; i++) {
            words.nextInt();
          }
          double[] expected = new double[Math.ceilDiv(n, 4) * 4];
          for (int i = 0; i < expected.length; i += 2) {
            boxMuller(words.nextInt(), words.nextInt(), expected, i);
          }
          float[] actual = Levels.at(level, () -> rng.normal(2, 3, n)).toArray();
          for (int i = 0; i < n; i++) {
            assertEquals(2 + 3 * expected[i], actual[i], 1e-5, "number " + i + " of " + n + " at " + level);
          }
          for (int i = 0; i < 6; i++) {
            assertEquals(words.nextInt(), rng.nextInt(), "draws after " + n);
          }
        }
      }
    }
  }

  /** The definition, in double but for u. */
  private static void boxMuller(int first, int second, double[] z, int at) {
    double u = (float) ((double) (float) (first >>> 1) * 0x1p-31 + 0x1p-32);
    double radius = Math.sqrt(-2 * Math.log(u));
    double angle = (second << 2 >> 2) * (Math.PI / 4 * 0x1p-29);
    double across = (second < 0 ? -1 : 1) * Math.cos(angle);
    double up = Math.sin(angle);
    boolean exchanged = (second & 1 << 30) != 0;
    z[at] = radius * (exchanged ? up : across);
    z[at + 1] = radius * (exchanged ? across : up);
  }

  @Test
  void normal_hasTheSameBitsAtEveryLevelAndForAnyNumberOfThreads() {
    for (int n : new int[] {1, 2, 31, 32, 33, 66, 130, 4096, 4100, 100_003}) {
      WorkerPool.setThreads(1);
      float[] expected = Levels.scalar(() -> Rng.seed(5).normal(-0.5f, 1.5f, n)).toArray();
      for (KernelLevel level : Levels.all()) {
        for (int t : new int[] {1, 2, 3, 5}) {
          WorkerPool.setThreads(t);
          Bits.assertSame(expected, Levels.at(level, () -> Rng.seed(5).normal(-0.5f, 1.5f, n)).toArray(), n + " at " + level + ", " + t + " threads");
        }
      }
    }
  }

  @Test
  void bernoulliAndDropout_compareTheDrawsWithTheirProbability() {
    check("bernoulli", (rng, n) -> rng.bernoulli(0.3, n), rng -> rng.nextFloat() < 0.3f ? 1 : 0);
    check("dropout", (rng, n) -> rng.dropout(0.3, n), rng -> rng.nextFloat() < 0.7f ? 1 / 0.7 : 0);
  }

  @Test
  void probabilitiesNoneAndAll_leaveNothingToChance() {
    assertArrayEquals(new float[100], Rng.seed(1).bernoulli(0, 100).toArray());
    assertArrayEquals(Tensor.ones(100).toArray(), Rng.seed(1).bernoulli(1, 100).toArray());
    assertArrayEquals(Tensor.ones(100).toArray(), Rng.seed(1).dropout(0, 100).toArray());
    assertArrayEquals(new float[100], Rng.seed(1).dropout(1, 100).toArray());
  }

  @Test
  void dropout_keepsTheExpectation() {
    float[] mask = Rng.seed(3).dropout(0.8, 100_000).toArray();
    double sum = 0;
    for (float m : mask) {
      assertTrue(m == 0 || m == 5, "value " + m);
      sum += m;
    }
    // A value of 5 with probability 0.2 has the standard deviation 2.
    assertEquals(1, sum / mask.length, 5 * 2 / Math.sqrt(mask.length));
  }

  @Test
  void blocksAtTheEndsOfTheCounter_areThoseOfTheBijection() {
    for (long counter : new long[] {0, 0xfffffffaL, -5, Long.MAX_VALUE - 7}) {
      float[] expected = new float[170];
      int[] words = new int[4];
      for (int b = 0; b < 40; b++) {
        Philox.block((int) (counter + b), (int) (counter + b >>> 32), 0, 0, 0x12345678, -7, words);
        for (int k = 0; k < 4; k++) {
          expected[3 + 4 * b + k] = (words[k] >>> 8) * 0x1p-24f;
        }
      }
      for (KernelLevel level : Levels.all()) {
        float[] y = new float[170];
        Levels.at(level, () -> {
          Philox.kernel().fill(counter, 0x12345678, -7, y, 3, 40);
          return y;
        });
        Bits.assertSame(expected, y, "from " + counter + " at " + level);
      }
    }
  }

  @Test
  void probabilitiesOutsideTheirRange_areRefused() {
    for (double p : new double[] {-0.1, 1.5, Double.NaN}) {
      assertTrue(assertThrows(IllegalArgumentException.class, () -> Rng.seed(1).bernoulli(p, 3)).getMessage().contains(p + "; allowed: 0..1"));
      assertTrue(assertThrows(IllegalArgumentException.class, () -> Rng.seed(1).dropout(p, 3)).getMessage().contains(p + "; allowed: 0..1"));
    }
  }
}
