package lanewise.tensor.kernel.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanewise.tensor.KernelLevel;
import lanewise.tensor.kernel.Levels;
import org.junit.jupiter.api.Test;

/** Where products are cut: the sizes around these bounds are those that the tests of matrix products try. */
class GemmGridTest {
  private static GemmGrid cut(KernelLevel level, int m, int n, int k, int threads) {
    GemmSet kernels = GemmSet.of(level.bits());
    GemmGrid grid = new GemmGrid();
    grid.cut(m, n, k, kernels.tall(), kernels.width(), threads);
    return grid;
  }

  /** 132 rows in tiles of 4 and of 12, and 136 in tiles of 8. */
  @Test
  void onOneThread_aChunkHasAtMost132RowsRoundedToTiles() {
    for (KernelLevel level : Levels.all()) {
      int most = GemmSet.of(level.bits()).tall() == 8 ? 136 : 132;
      assertEquals(1, cut(level, most, 40, 24, 1).down, level.label());
      assertEquals(2, cut(level, most + 1, 40, 24, 1).down, level.label());
    }
  }

  @Test
  void onOneThread_aChunkHasAtMost512Columns() {
    for (KernelLevel level : Levels.all()) {
      assertEquals(1, cut(level, 129, 512, 24, 1).across, level.label());
      assertTrue(cut(level, 129, 513, 24, 1).across > 1, level.label());
    }
  }

  @Test
  void productsOfAtMost128RowsAndFourTimesAsManyColumns_areNotCutInRowsAndHave800ColumnsAChunk() {
    for (KernelLevel level : Levels.all()) {
      assertEquals(1, cut(level, 128, 800, 24, 1).across, level.label());
      assertTrue(cut(level, 128, 801, 24, 1).across > 1, level.label());
      assertTrue(cut(level, 129, 800, 24, 1).across > 1, level.label());
      assertEquals(1, cut(level, 128, 512, 600, 16).down, level.label());
      assertTrue(cut(level, 129, 516, 600, 16).down > 1, level.label());
    }
  }

  @Test
  void chunks_coverTheProductOnceForAnyNumberOfThreads() {
    for (KernelLevel level : Levels.all()) {
      GemmSet kernels = GemmSet.of(level.bits());
      for (int threads : new int[] {1, 2, 3, 5, 16}) {
        for (int m : new int[] {1, 12, 13, 128, 129, 132, 133, 1000}) {
          for (int n : new int[] {1, 33, 511, 512, 513, 516, 800, 801, 5000}) {
            GemmGrid grid = cut(level, m, n, 300, threads);
            String what = m + "x" + n + " at " + level + ", " + threads + " threads";
            assertEquals(0, grid.rows % kernels.tall(), what);
            assertEquals(0, grid.columns % kernels.width(), what);
            assertTrue(grid.down * grid.rows >= m && (grid.down - 1) * grid.rows < m, what);
            assertTrue(grid.across * grid.columns >= n && (grid.across - 1) * grid.columns < n, what);
          }
        }
      }
    }
  }
}
