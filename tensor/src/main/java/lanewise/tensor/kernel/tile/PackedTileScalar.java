package lanewise.tensor.kernel.tile;

import lanewise.tensor.kernel.Fma;

/** The scalar twin of {@link PackedTileTemplate}: the columns of a row eight at a time, each a chain of its own. */
record PackedTileScalar(int rows, int columns) implements PackedTile {
  private static final int LANES = Tile.SCALAR_LANES;

  @Override
  public void run(float[] a, int a0, float[] b, int b0, int[] plan, int end, float[] c, int c0, int columns, boolean more, float[] bias, int bias0,
      float[] edge) {
    for (int r = 0; r < rows; r++) {
      for (int v = 0; v < columns && plan[r] >= 0; v += LANES) {
        int count = Math.min(LANES, columns - v);
        int at = c0 + plan[r] + v;
        for (int i = 0; i < LANES; i++) {
          edge[i] = more && i < count ? c[at + i] : 0;
        }
        chains(a, a0 + r, b, b0 + v, plan, end, edge);
        for (int i = 0; i < count; i++) {
          c[at + i] = bias == null ? edge[i] : edge[i] + bias[bias0 + v + i];
        }
      }
    }
  }

  /** Eight chains side by side, from what {@code edge} holds to what it holds then. */
  private void chains(float[] a, int a0, float[] b, int b0, int[] plan, int end, float[] edge) {
    // A tile of one 128-bit vector is narrower than eight: the others repeat its last column.
    int last = Math.min(LANES, columns) - 1;
    int b4 = Math.min(4, last);
    int b5 = Math.min(5, last);
    int b6 = Math.min(6, last);
    int b7 = Math.min(7, last);
    float s0 = edge[0];
    float s1 = edge[1];
    float s2 = edge[2];
    float s3 = edge[3];
    float s4 = edge[4];
    float s5 = edge[5];
    float s6 = edge[6];
    float s7 = edge[7];
    for (int t = RUNS; t < end; t += 3) {
      for (int j = 0; j < plan[t + 2]; j++) {
        float x = a[a0 + plan[t] + j * rows];
        int bi = b0 + plan[t + 1] + j * columns;
        s0 = Fma.fma(x, b[bi], s0);
        s1 = Fma.fma(x, b[bi + 1], s1);
        s2 = Fma.fma(x, b[bi + 2], s2);
        s3 = Fma.fma(x, b[bi + 3], s3);
        s4 = Fma.fma(x, b[bi + b4], s4);
        s5 = Fma.fma(x, b[bi + b5], s5);
        s6 = Fma.fma(x, b[bi + b6], s6);
        s7 = Fma.fma(x, b[bi + b7], s7);
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
