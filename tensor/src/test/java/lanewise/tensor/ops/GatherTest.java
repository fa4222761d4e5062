package lanewise.tensor.ops;

import java.util.Random;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatherTest {
  private final int threads = WorkerPool.threads();

  @AfterEach
  void restore() {
    WorkerPool.setThreads(threads);
    WorkerPool.shuffle(null);
  }

  @Test
  void bytesAreUnsignedAndLookedUp() {
    byte[] rows = {0, 1, 127, -128, -1, 5};
    float[] table = new float[256];
    for (int b = 0; b < 256; b++) {
      table[b] = b / 255f;
    }
    Tensor t = Tensor.gather(rows, 2, new int[] {9, 2, 0, 1, 9}, 1, 4, table, 3, 1, 1, 2);
    Bits.assertSame(Tensor.of(new float[] {table[255], table[5], table[0], table[1], table[127], table[128]}, 3, 1, 1, 2), t, "rows");
  }

  @Test
  void anyThreadsAndAnyOrderOfChunks_giveTheSameRows() {
    Random random = new Random(1);
    byte[] rows = new byte[500 * 49];
    random.nextBytes(rows);
    int[] index = random.ints(400, 0, 500).toArray();
    float[] table = new float[256];
    for (int b = 0; b < 256; b++) {
      table[b] = (float) random.nextGaussian();
    }
    float[] expected = new float[300 * 49];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = table[rows[index[50 + i / 49] * 49 + i % 49] & 255];
    }
    for (int n : new int[] {1, 2, 5}) {
      WorkerPool.setThreads(n);
      Bits.assertSame(expected, Tensor.gather(rows, 49, index, 50, 350, table, 300, 1, 7, 7).toArray(), n + " threads");
    }
    WorkerPool.shuffle(Rng.seed(1));
    Bits.assertSame(expected, Tensor.gather(rows, 49, index, 50, 350, table, 300, 1, 7, 7).toArray(), "shuffled");
  }

  @Test
  void noRows_giveAnEmptyTensor() {
    Bits.assertSame(Tensor.zeros(0, 4), Tensor.gather(new byte[8], 4, new int[3], 2, 2, new float[256], 0, 4), "no rows");
  }
}
