package lanewise.tensor.kernel;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The kernels of matrix products for one vector width.
 *
 * @param bits width of a vector, 0 for the scalar twins
 * @param tall rows of the large tile
 * @param width columns of a tile and of a packed panel
 * @param large the tile for most of a product
 * @param narrow as tall and half as wide: for the last columns
 * @param small as wide and {@link #SMALL} rows tall: for the last rows and for matrices of few rows
 * @param inPlace as small, reading B where it is
 */
record GemmSet(int bits, int tall, int width, GemmTile large, GemmTile narrow, GemmTile small, GemmTile inPlace, GemmPack pack, GemmCombine combine,
    Scaling scaling, ZipOp.Kernel add) {
  /** Rows of the small tile. */
  static final int SMALL = 4;

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
    return new GemmSet(bits, shape.rows(), shape.columns(), tile(bits, shape.rows(), 2, false), tile(bits, shape.rows(), 1, false),
        tile(bits, SMALL, 2, false), tile(bits, SMALL, 2, true), Templates.kernel(new GemmPack.PackRecipe(), bits),
        Templates.kernel(new GemmCombine.CombineRecipe(), bits), Templates.kernel(new Scaling.ScalingRecipe(), bits),
        Templates.kernel(new ZipOp.ZipRecipe(new Arithmetic.Add()), bits));
  }

  private static GemmTile tile(int bits, int rows, int vectors, boolean inPlace) {
    return Templates.kernel(new GemmTile.TileRecipe(rows, vectors, inPlace), bits);
  }

  /** Floats of the buffer for tiles at an edge. */
  int edge() {
    return tall * width;
  }

  /** Rows of A that are read where {@code rows} are wanted: whole tiles. */
  int padded(int rows) {
    return Math.ceilDiv(rows, tall) * tall;
  }

  /** Rows of the tile that comes next where this many are left: the small tile where few are. */
  int height(int left) {
    return left > tall - SMALL ? tall : SMALL;
  }

  /**
   * One row of tiles: packed rows of A times packed panels of B.
   *
   * @param height {@link #height}; as many rows of A are read
   * @param rows rows that exist
   * @param b0 position of the first panel
   * @param from columns to pass over, a multiple of {@link #width}
   * @param columns columns of the panels that exist
   */
  void strip(float[] a, int a0, int height, int rows, GemmBuffer panels, int b0, int depth, int from, int columns,
      float[] c, int c0, int cRow, boolean add, float[] edge) {
    GemmTile broad = height == tall ? large : small;
    for (int v = from; v < columns; v += width) {
      int valid = columns - v;
      boolean thin = height == tall && valid <= width / 2;
      GemmTile tile = thin ? narrow : broad;
      int b = b0 + v * Order.GEMM_BLOCK;
      if (rows >= height && valid >= (thin ? width / 2 : width)) {
        tile.run(a, a0, panels, edge, b, 0, depth, c, c0 + v, cRow, add);
      } else {
        tile.run(a, a0, panels, edge, b, 0, depth, edge, 0, width, false);
        merge(edge, Math.min(rows, height), Math.min(valid, width), c, c0 + v, cRow, add);
      }
    }
  }

  /** At most {@link #SMALL} packed rows of A times as many columns as a panel has of a B that is not packed. */
  void inPlace(float[] a, int a0, int rows, Scratch scratch, float[] b, int b0, int bRow, int depth, float[] c, int c0, int cRow, boolean add,
      float[] edge) {
    inPlace.run(a, a0, scratch.panel(0, bits), b, b0, bRow, depth, edge, 0, width, false);
    merge(edge, rows, width, c, c0, cRow, add);
  }

  private void merge(float[] edge, int rows, int columns, float[] c, int c0, int cRow, boolean add) {
    for (int r = 0; r < rows; r++) {
      int from = r * width;
      int to = c0 + r * cRow;
      if (add) {
        for (int i = 0; i < columns; i++) {
          c[to + i] += edge[from + i];
        }
      } else {
        System.arraycopy(edge, from, c, to, columns);
      }
    }
  }

  /** Runs every kernel a few times on tiny matrices; returns the number of multiply-adds. */
  int exercise(Exercise data) {
    float[] x = data.in(0, tall * GemmTile.A_ROW);
    float[] y = data.in(1, 2 * width * width);
    Scratch scratch = WorkerPool.lease();
    try {
      GemmBuffer panels = scratch.panel(2 * width * Order.GEMM_BLOCK, bits);
      for (int i = 0; i < 4; i++) {
        pack.panels(y, 0, 2 * width, panels, 0, 2, 2 * width - 1 - i);
        pack.panelTransposed(y, 0, width, panels, 0, 9 + i, width - 1);
        pack.transpose(y, 0, width, data.out(0), 0, width, 9, 9 + i);
        combine.run(1, x, 0, 1, y, 0, data.out(1), 0, width + 1);
        large.run(x, 0, panels, y, 0, 0, 2, data.out(0), 0, width, i % 2 == 0);
        narrow.run(x, 0, panels, y, 0, 0, 2, data.out(0), 0, width, i % 2 == 0);
        small.run(x, 0, panels, y, 0, 0, 2, data.out(0), 0, width, i % 2 == 0);
        inPlace.run(x, 0, panels, y, 0, width, 2, data.out(0), 0, width, i % 2 == 0);
      }
    } finally {
      WorkerPool.giveBack(scratch);
    }
    return 4 * width * (2 * tall + 2 * SMALL + 12);
  }
}
