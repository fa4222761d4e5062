package lanewise.tensor.kernel.gemm;

import java.util.concurrent.atomic.AtomicReferenceArray;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.elementwise.Scaling;
import lanewise.tensor.kernel.elementwise.ZipOp;
import lanewise.tensor.kernel.functions.Arithmetic;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.tile.TileShape;
import lanewise.tensor.kernel.workers.PanelBuffer;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * The kernels of matrix products for one vector width.
 *
 * @param bits width of a vector, 0 for the scalar twins
 * @param tall rows of the large tile
 * @param width columns of a tile and of a packed panel
 * @param large the tile for most of a product
 * @param lowRows rows of the low tiles
 * @param low as wide as the large tile, reading rows of A at any distance: for the last rows, and for an A that is not packed
 * @param narrow as low and half as wide: for the last columns, and for a B of few
 * @param inPlace as wide and {@link #SMALL} rows tall, reading B where it is
 */
record GemmSet(int bits, int tall, int width, GemmTile large, int lowRows, GemmTile low, GemmTile narrow, GemmTile inPlace, GemmPack pack,
    GemmCombine combine, Scaling scaling, ZipOp.Kernel add) {
  /** Rows of the tile for matrices of few rows. */
  static final int SMALL = 4;
  /** Most rows of a tile that keeps the address of each in a register. */
  private static final int MOST_LOW = 8;
  /** Steps of an exercise: with two the compiler does not take the loop for what is hot, and a product takes 5 percent longer. */
  private static final int STEPS = 6;

  private static final AtomicReferenceArray<GemmSet> KNOWN = new AtomicReferenceArray<>(5);

  /** The kernels for this width in bits. */
  static GemmSet of(int bits) {
    GemmSet set = KNOWN.get(bits / 128);
    if (set == null) {
      set = make(bits);
      KNOWN.set(bits / 128, set);
    }
    return set;
  }

  private static GemmSet make(int bits) {
    TileShape shape = TileShape.gemm(bits);
    int rows = shape.rows();
    int lowRows = Math.min(MOST_LOW, rows);
    return new GemmSet(bits, rows, shape.columns(), tile(bits, rows, 2, false, false), lowRows,
        tile(bits, lowRows, 2, true, false), tile(bits, lowRows, 1, true, false), tile(bits, SMALL, 2, false, true),
        Templates.kernel(new GemmPack.PackRecipe(), bits), Templates.kernel(new GemmCombine.CombineRecipe(), bits),
        Templates.kernel(new Scaling.ScalingRecipe(), bits), Templates.kernel(new ZipOp.ZipRecipe(new Arithmetic.Add()), bits));
  }

  private static GemmTile tile(int bits, int rows, int vectors, boolean anyRow, boolean inPlace) {
    return Templates.kernel(new GemmTile.TileRecipe(rows, vectors, anyRow, inPlace), bits);
  }

  /** Floats of the buffer for tiles at an edge. */
  int edge() {
    return tall * width;
  }

  /** Rows of A that may be read where {@code rows} are wanted: whole tiles. */
  int padded(int rows) {
    return Math.max(Math.ceilDiv(rows, tall) * tall, Math.ceilDiv(rows, lowRows) * lowRows);
  }

  /**
   * One column of tiles: packed rows of A times one panel of B, which stays in the nearest cache. Large tiles, then low ones.
   *
   * @param rows rows that are wanted; all those of whole tiles are read
   * @param b position of the panel
   * @param columns columns that exist, at most {@link #width}
   */
  void column(float[] a, int rows, PanelBuffer panels, int b, int depth, int columns, float[] c, int c0, int cRow, boolean add, float[] edge) {
    int r = 0;
    for (; columns > width / 2 && isTall(rows - r); r += tall) {
      if (columns == width && rows - r >= tall) {
        large.run(a, r * GemmTile.A_ROW, 0, panels, edge, b, 0, depth, c, c0 + r * cRow, cRow, add);
      } else {
        large.run(a, r * GemmTile.A_ROW, 0, panels, edge, b, 0, depth, edge, 0, width, false);
        pack.merge(edge, width, Math.min(rows - r, tall), columns, c, c0 + r * cRow, cRow, add);
      }
    }
    if (r < rows) {
      lowColumn(a, r * GemmTile.A_ROW, GemmTile.A_ROW, rows - r, panels, b, depth, columns, c, c0 + r * cRow, cRow, add, edge);
    }
  }

  /** True where a large tile does not compute more rows than the low ones that would do for these: 13 to 16 rows are two low tiles of 8. */
  private boolean isTall(int rows) {
    int lows = Math.ceilDiv(rows, lowRows);
    return lows > 1 && (rows > 2 * lowRows || rows <= tall);
  }

  /** The same with low tiles only, and with rows of A at any distance. */
  void lowColumn(float[] a, int a0, int aRow, int rows, PanelBuffer panels, int b, int depth, int columns, float[] c, int c0, int cRow, boolean add,
      float[] edge) {
    boolean thin = columns <= width / 2;
    boolean whole = columns == (thin ? width / 2 : width);
    GemmTile tile = thin ? narrow : low;
    for (int r = 0; r < rows; r += lowRows) {
      if (whole && rows - r >= lowRows) {
        tile.run(a, a0 + r * aRow, aRow, panels, edge, b, 0, depth, c, c0 + r * cRow, cRow, add);
      } else {
        tile.run(a, a0 + r * aRow, aRow, panels, edge, b, 0, depth, edge, 0, width, false);
        pack.merge(edge, width, Math.min(rows - r, lowRows), columns, c, c0 + r * cRow, cRow, add);
      }
    }
  }

  /** At most {@link #SMALL} packed rows of A times as many columns as a panel has of a B that is not packed. */
  void inPlace(float[] a, int a0, int rows, PanelBuffer panels, float[] b, int b0, int bRow, int depth, float[] c, int c0, int cRow, boolean add,
      float[] edge) {
    inPlace.run(a, a0, 0, panels, b, b0, bRow, depth, edge, 0, width, false);
    pack.merge(edge, width, rows, width, c, c0, cRow, add);
  }

  /** Runs every kernel a few times on tiny matrices; returns the number of multiply-adds. */
  int exercise(Exercise data) {
    float[] x = data.in(0, tall * GemmTile.A_ROW);
    float[] y = data.in(1, 2 * width * width);
    Scratch scratch = WorkerPool.lease();
    try {
      PanelBuffer panels = scratch.panels();
      panels.reserve(2 * width * Order.GEMM_BLOCK, bits);
      for (int i = 0; i < 4; i++) {
        pack.panels(y, 0, 2 * width, panels, 0, 2, 2 * width - 1 - i);
        pack.panelTransposed(y, 0, width, panels, 0, 9 + i, width - 1);
        pack.transpose(y, 0, width, data.out(0), 0, width, 9, 9 + i);
        combine.run(1, x, 0, 1, y, 0, data.out(1), 0, width + 1);
        pack.merge(y, width, 2, width - 1 - i, data.out(1), 0, width, i % 2 == 0);
        large.run(x, 0, 0, panels, y, 0, 0, STEPS, data.out(0), 0, width, i % 2 == 0);
        inPlace.run(x, 0, 0, panels, y, 0, width, STEPS, data.out(0), 0, width, i % 2 == 0);
        low.run(x, 0, 5 + i, panels, y, 0, 0, STEPS, data.out(0), 0, width, i % 2 == 0);
        narrow.run(x, 0, 5 + i, panels, y, 0, 0, STEPS, data.out(0), 0, width, i % 2 == 0);
      }
    } finally {
      WorkerPool.giveBack(scratch);
    }
    return 4 * width * (STEPS / 2 * (tall + SMALL + 2 * lowRows) + 14);
  }
}
