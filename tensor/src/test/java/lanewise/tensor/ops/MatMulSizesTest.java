package lanewise.tensor.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Bits;
import lanewise.tensor.kernel.Levels;
import lanewise.tensor.kernel.workers.WorkerPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Products of every size up to 130 in each dimension, and around the bounds of tiles, chunks and blocks, are the documented order bit for bit. */
class MatMulSizesTest {
  private static final int LAST = 130;
  private static final int[] THREADS = {1, 2, 3, 5, 16};
  /** Around low and large tiles, the bound of flat products, and the most rows of a chunk, once and twice. */
  private static final int[] ROWS = {12, 13, 16, 17, 24, 25, 128, 129, 131, 132, 133, 136, 137, 264, 265};
  /** Around the most columns of a chunk, which are four times 128 rows as well, and the most columns of a flat chunk. */
  private static final int[] COLUMNS = {511, 512, 513, 799, 800, 801};
  /** Around one and two blocks. */
  private static final int[] DEPTHS = {255, 256, 257, 511, 512, 513};

  private final int threads = WorkerPool.threads();

  @AfterEach
  void threadsAsBefore() {
    WorkerPool.shuffle(null);
    WorkerPool.setThreads(threads);
  }

  @Test
  void everySizeOfOneDimensionBesideSmallOnes_isTheDocumentedOrderAtEveryLevel() {
    int[] small = {1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 16, 17, 31, 33};
    Random random = new Random(21);
    int number = 0;
    for (int size = 0; size <= LAST; size++) {
      for (int dimension = 0; dimension < 3; dimension++) {
        for (int transposes = 0; transposes < 4; transposes++) {
          MatMulCase c = swept(dimension, size, small[random.nextInt(small.length)], small[random.nextInt(small.length)], transposes, number);
          MatMulCase all = number % 5 == 0 ? c.withEpilogue() : c;
          WorkerPool.setThreads(THREADS[number % THREADS.length]);
          Trial trial = new Trial(all);
          for (KernelLevel level : Levels.all()) {
            trial.at(level);
          }
          number++;
        }
      }
    }
  }

  /** Enough work to be cut and handed over to other threads; two levels and numbers of threads a product, in turn. */
  @Test
  void everySizeOfOneDimensionBesideLargerOnes_isTheDocumentedOrderForAnyNumberOfThreads() {
    Random random = new Random(22);
    List<KernelLevel> levels = Levels.all();
    int number = 0;
    for (int size = 0; size <= LAST; size++) {
      for (int dimension = 0; dimension < 3; dimension++) {
        MatMulCase c = swept(dimension, size, 90 + random.nextInt(50), 100 + random.nextInt(200), random.nextInt(4), number);
        Trial trial = new Trial(c);
        for (int i = 0; i < 2; i++) {
          WorkerPool.setThreads(THREADS[number % THREADS.length]);
          trial.at(levels.get(number % levels.size()));
          number++;
        }
      }
    }
  }

  /** Rows, columns or depth of this size, the two others in this order. */
  private static MatMulCase swept(int dimension, int size, int first, int second, int transposes, long seed) {
    boolean left = (transposes & 1) != 0;
    boolean right = (transposes & 2) != 0;
    return switch (dimension) {
      case 0 -> MatMulCase.plain(size, first, second, left, right, seed);
      case 1 -> MatMulCase.plain(first, size, second, left, right, seed);
      default -> MatMulCase.plain(first, second, size, left, right, seed);
    };
  }

  @Test
  void rowsAndColumnsAroundTheBoundsOfChunks_areTheDocumentedOrderAtEveryLevelForAnyNumberOfThreads() {
    Random random = new Random(23);
    List<MatMulCase> cases = new ArrayList<>();
    for (int rows : ROWS) {
      for (int columns : COLUMNS) {
        int i = cases.size();
        cases.add(MatMulCase.plain(rows, columns, 1 + random.nextInt(24), (i & 1) != 0, (i & 2) != 0, i));
      }
    }
    for (MatMulCase c : cases) {
      compare(c);
    }
  }

  @Test
  void depthsAroundBlocks_areTheDocumentedOrderAtEveryLevelForAnyNumberOfThreads() {
    int[][] sizes = {{1, 130}, {4, 513}, {12, 799}, {13, 513}, {16, 40}, {17, 512}, {24, 801}, {25, 37}, {64, 7}, {129, 65}, {132, 33}, {133, 48}};
    int i = 0;
    for (int depth : DEPTHS) {
      for (int[] size : sizes) {
        compare(MatMulCase.plain(size[0], size[1], depth, (i & 1) != 0, (i & 2) != 0, i));
        i += i % 4 == 3 ? 2 : 1;
      }
    }
    for (int rows : new int[] {128, 129, 132, 133}) {
      compare(MatMulCase.plain(rows, 512 + rows % 2, 257, (rows & 1) != 0, (rows & 4) != 0, rows));
    }
  }

  /** One thread at every level, and the other numbers of threads and chunks in any order at one level after the other. */
  private static void compare(MatMulCase c) {
    Trial trial = new Trial(c);
    List<KernelLevel> levels = Levels.all();
    WorkerPool.setThreads(1);
    for (KernelLevel level : levels) {
      trial.at(level);
    }
    for (int t = 1; t < THREADS.length; t++) {
      WorkerPool.setThreads(THREADS[t]);
      trial.at(levels.get((int) (c.seed() + t) % levels.size()));
    }
    WorkerPool.shuffle(Rng.seed(c.seed()));
    trial.at(levels.getLast());
    WorkerPool.shuffle(null);
  }

  /** A product to be computed several times with the same operands. */
  private static final class Trial {
    private final MatMulCase product;
    private final MatMulCase.Data data;
    private final Tensor before;
    private final float[] expected;

    Trial(MatMulCase product) {
      this.product = product;
      data = product.data();
      float[] c = data.whole()[2].toArray();
      before = Tensor.of(c, c.length);
      expected = product.expected(data);
    }

    /** Computes it from what the result held at first, and compares. */
    void at(KernelLevel level) {
      data.whole()[2].copyFrom(before);
      Bits.assertSame(expected, Levels.at(level, () -> product.run(data)), product + " at " + level + ", " + WorkerPool.threads() + " threads");
    }
  }
}
