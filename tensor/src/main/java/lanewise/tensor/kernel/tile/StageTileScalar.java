package lanewise.tensor.kernel.tile;

import java.util.Arrays;
import lanewise.tensor.kernel.Fma;

/** The scalar twin of {@link StageTileTemplate}: a row after the other, each column a chain of its own. */
record StageTileScalar(StageTile.StageRecipe recipe, int columns) implements StageTile {
  @Override
  public void run(float[] a, int a0, int[] reads, int p, float[] b, int b0, int[] runs, int from, int to, float[] c, int c0, int[] writes, int rows,
      int valid, float[] tables, int t0, int stride, float before, float after, float[] edge) {
    int aStep = recipe.pixels() ? 1 : recipe.rows();
    for (int r = 0; r < rows; r++) {
      Arrays.fill(edge, 0, valid, 0);
      int row = a0 + (recipe.pixels() ? reads[p + r] : r);
      for (int t = from; t < to; t += 3) {
        for (int j = 0; j < runs[t + 2]; j++) {
          float x = a[row + runs[t] + j * aStep];
          int at = b0 + runs[t + 1] + j * recipe.bStep();
          for (int v = 0; v < valid; v++) {
            edge[v] = Fma.fma(x, b[at + v], edge[v]);
          }
        }
      }
      int result = c0 + (recipe.pixels() ? writes[p + r] : r * recipe.bStep());
      for (int v = 0; v < valid; v++) {
        c[result + v] = recipe.finish().apply(edge[v], tables, t0 + (recipe.pixels() ? v : r), stride, before, after);
      }
    }
  }
}
