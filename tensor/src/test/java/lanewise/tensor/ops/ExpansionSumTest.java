package lanewise.tensor.ops;

import java.util.Random;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Values;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sums of an expansion are the documented chains in double, by position, for any number of threads and order of chunks. */
class ExpansionSumTest {
  private final Random random = new Random(1);
  private final int threads = WorkerPool.threads();

  @AfterEach
  void restore() {
    WorkerPool.setThreads(threads);
    WorkerPool.shuffle(null);
  }

  private void check(int[] from, int... to) {
    Tensor x = Values.normalTensor(random, from);
    Shape shape = Shape.of(to);
    double[] sums = new double[shape.size()];
    float[] values = x.toArray();
    int added = from.length - to.length;
    for (int i = 0; i < values.length; i++) {
      int rest = i;
      int index = 0;
      int step = 1;
      for (int k = from.length - 1; k >= added; k--) {
        index += to[k - added] == 1 ? 0 : rest % from[k] * step;
        step *= to[k - added];
        rest /= from[k];
      }
      sums[index] += values[i];
    }
    float[] expected = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      expected[i] = (float) sums[i];
    }
    for (int n : new int[] {1, 2, 3, 5}) {
      WorkerPool.setThreads(n);
      Bits.assertSame(expected, Expansion.sumTo(x, shape).toArray(), shape + " with " + n + " threads");
    }
    WorkerPool.shuffle(Rng.seed(4));
    Bits.assertSame(expected, Expansion.sumTo(x, shape).toArray(), shape + ", shuffled");
    WorkerPool.shuffle(null);
  }

  @Test
  void summedAxesInFront_asOfABias() {
    check(new int[] {300, 1037}, 1037);
    check(new int[] {7, 11, 1037}, 1, 11, 1037);
    check(new int[] {2000, 3}, 3);
    check(new int[] {1, 70}, 70);
  }

  @Test
  void summedAxesBehindAndBetween() {
    check(new int[] {1037, 300}, 1037, 1);
    check(new int[] {5, 1, 40, 70}, 1, 40, 1);
    check(new int[] {7, 90, 6, 11}, 90, 1, 11);
    check(new int[] {3, 2}, 3, 1);
  }

  @Test
  void aSumOfEverything() {
    check(new int[] {50, 70});
    check(new int[] {40_000}, 1);
  }
}
