package lanewise.tensor.kernel.gemm;

import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.tile.Tile;
import lanewise.tensor.kernel.workers.PanelBuffer;

/** The scalar twin of {@link GemmPackTemplate}; its panels are two times {@link Tile#SCALAR_LANES} wide. */
record GemmPackScalar() implements GemmPack {
  private static final int WIDTH = 2 * Tile.SCALAR_LANES;

  @Override
  public void panels(float[] src, int so, int sRow, PanelBuffer panels, int to, int depth, int columns) {
    for (int v = 0; v < columns; v += WIDTH) {
      for (int j = 0; j < depth; j++) {
        System.arraycopy(src, so + j * sRow + v, panels.array(), to + v * Order.GEMM_BLOCK + j * WIDTH, Math.min(WIDTH, columns - v));
      }
    }
  }

  @Override
  public void panelTransposed(float[] src, int so, int sRow, PanelBuffer panel, int to, int depth, int columns) {
    transpose(src, so, sRow, panel.array(), to, WIDTH, depth, columns);
  }

  @Override
  public void merge(float[] from, int fromRow, int rows, int columns, float[] c, int c0, int cRow, boolean add) {
    for (int r = 0; r < rows; r++) {
      for (int v = 0; v < columns; v++) {
        int at = c0 + r * cRow + v;
        c[at] = add ? c[at] + from[r * fromRow + v] : from[r * fromRow + v];
      }
    }
  }

  @Override
  public void transpose(float[] src, int so, int sRow, float[] dst, int to, int dRow, int rows, int columns) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        dst[to + i * dRow + j] = src[so + j * sRow + i];
      }
    }
  }
}
