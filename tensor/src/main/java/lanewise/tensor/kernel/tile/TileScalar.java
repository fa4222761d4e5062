package lanewise.tensor.kernel.tile;

import lanewise.tensor.kernel.Fma;

/** The scalar twin of {@link TileTemplate}: the columns of a row eight at a time, each a chain of its own. */
record TileScalar(Tile.TileRecipe recipe, int columns) implements Tile {
  TileScalar(Tile.TileRecipe recipe) {
    this(recipe, recipe.vectors() * SCALAR_LANES);
  }

  @Override
  public void run(float[] a, int a0, float[] b, int b0, int[] runs, int from, int to,
      float[] c, int c0, int cRow, int rows, int columns, float[] bias, int bias0, float[] edge) {
    for (int r = 0; r < rows; r++) {
      for (int v = 0; v < columns; v += SCALAR_LANES) {
        chains(a, a0 + r * recipe.aRow(), b, b0 + v, runs, from, to, c, c0 + r * cRow + v, Math.min(SCALAR_LANES, columns - v), edge);
        for (int i = 0; i < Math.min(SCALAR_LANES, columns - v); i++) {
          int at = c0 + r * cRow + v + i;
          c[at] = switch (recipe.mode()) {
            case STORE, CONTINUE -> edge[i];
            case BIAS, FINISH -> edge[i] + bias[bias0 + v + i];
            case ADD -> c[at] + edge[i];
          };
        }
      }
    }
  }

  /** Eight chains side by side; their ends go to {@code edge}. */
  private void chains(float[] a, int a0, float[] b, int b0, int[] runs, int from, int to, float[] c, int c0, int columns, float[] edge) {
    // A tile of one 128-bit vector is narrower than eight: the others repeat its last column.
    int last = Math.min(SCALAR_LANES, this.columns) - 1;
    int b4 = Math.min(4, last);
    int b5 = Math.min(5, last);
    int b6 = Math.min(6, last);
    int b7 = Math.min(7, last);
    for (int i = 0; i < SCALAR_LANES; i++) {
      edge[i] = (recipe.mode() == Mode.CONTINUE || recipe.mode() == Mode.FINISH) && i < columns ? c[c0 + i] : 0;
    }
    float s0 = edge[0];
    float s1 = edge[1];
    float s2 = edge[2];
    float s3 = edge[3];
    float s4 = edge[4];
    float s5 = edge[5];
    float s6 = edge[6];
    float s7 = edge[7];
    for (int t = from; t < to; t += 3) {
      int ai = a0 + runs[t];
      int bi = b0 + runs[t + 1];
      for (int j = 0; j < runs[t + 2]; j++) {
        float x = a[ai];
        s0 = Fma.fma(x, b[bi], s0);
        s1 = Fma.fma(x, b[bi + 1], s1);
        s2 = Fma.fma(x, b[bi + 2], s2);
        s3 = Fma.fma(x, b[bi + 3], s3);
        s4 = Fma.fma(x, b[bi + b4], s4);
        s5 = Fma.fma(x, b[bi + b5], s5);
        s6 = Fma.fma(x, b[bi + b6], s6);
        s7 = Fma.fma(x, b[bi + b7], s7);
        ai += recipe.aStep();
        bi += recipe.bStep();
      }
    }
    edge[0] = s0;
    edge[1] = s1;
    edge[2] = s2;
    edge[3] = s3;
    edge[4] = s4;
    edge[5] = s5;
    edge[6] = s6;
    edge[7] = s7;
  }
}
