package lanewise.tensor.kernel.gemm;

import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.tile.Tile;
import lanewise.tensor.kernel.workers.PanelBuffer;

/** The scalar twin of {@link GemmTileTemplate}: the columns of a row eight at a time, each a chain of its own. */
record GemmTileScalar(GemmTile.TileRecipe recipe) implements GemmTile {
  private static final int LANES = Tile.SCALAR_LANES;

  @Override
  public void run(float[] a, int a0, int aRow, PanelBuffer panel, float[] b, int b0, int bStep, int depth, float[] c, int c0, int cRow, boolean add) {
    float[] from = recipe.inPlace() ? b : panel.array();
    int step = recipe.inPlace() ? bStep : 2 * LANES;
    int rowOfA = recipe.anyRow() ? aRow : A_ROW;
    for (int r = 0; r < recipe.rows(); r++) {
      for (int v = 0; v < recipe.vectors() * LANES; v += LANES) {
        chains(a, a0 + r * rowOfA, from, b0 + v, step, depth, c, c0 + r * cRow + v, add);
      }
    }
  }

  /** Eight chains side by side. */
  private static void chains(float[] a, int a0, float[] b, int b0, int step, int depth, float[] c, int c0, boolean add) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int bi = b0;
    for (int j = 0; j < depth; j++) {
      float x = a[a0 + j];
      s0 = Fma.fma(x, b[bi], s0);
      s1 = Fma.fma(x, b[bi + 1], s1);
      s2 = Fma.fma(x, b[bi + 2], s2);
      s3 = Fma.fma(x, b[bi + 3], s3);
      s4 = Fma.fma(x, b[bi + 4], s4);
      s5 = Fma.fma(x, b[bi + 5], s5);
      s6 = Fma.fma(x, b[bi + 6], s6);
      s7 = Fma.fma(x, b[bi + 7], s7);
      bi += step;
    }
    c[c0] = add ? c[c0] + s0 : s0;
    c[c0 + 1] = add ? c[c0 + 1] + s1 : s1;
    c[c0 + 2] = add ? c[c0 + 2] + s2 : s2;
    c[c0 + 3] = add ? c[c0 + 3] + s3 : s3;
    c[c0 + 4] = add ? c[c0 + 4] + s4 : s4;
    c[c0 + 5] = add ? c[c0 + 5] + s5 : s5;
    c[c0 + 6] = add ? c[c0 + 6] + s6 : s6;
    c[c0 + 7] = add ? c[c0 + 7] + s7 : s7;
  }
}
