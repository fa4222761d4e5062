package lanewise.tensor.kernel.lanes;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector form of {@link LaneProducts}, specialised by {@link Templates}: up to 5 rows by 4 columns of accumulators in registers. Rows and columns
 * that a copy does not have fold away, because their conditions are constants. Written out in full, as {@code TileTemplate} is.
 */
final class LaneProductsTemplate implements LaneProducts {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final ProductsRecipe RECIPE = (ProductsRecipe) DATA.recipe();
  private static final int ROWS = RECIPE.rows();
  private static final boolean WIDE = RECIPE.columns() == 4;
  private static final int ROW = BatchLanes.WIDTH;
  private static final int CELL = LaneProducts.LANES;

  @Override
  public void run(float[] x, int xo, float[] g, int go, int[] steps, int from, int to, float[] sums, int so, int sumRow) {
    for (int lane = 0; lane < CELL; lane += S.length()) {
      int s = so + lane;
      FloatVector c00 = FloatVector.fromArray(S, sums, s + 0 * sumRow + 0 * CELL);
      FloatVector c01 = FloatVector.fromArray(S, sums, s + 0 * sumRow + 1 * CELL);
      FloatVector c02 = WIDE ? FloatVector.fromArray(S, sums, s + 0 * sumRow + 2 * CELL) : FloatVector.zero(S);
      FloatVector c03 = WIDE ? FloatVector.fromArray(S, sums, s + 0 * sumRow + 3 * CELL) : FloatVector.zero(S);
      FloatVector c10 = ROWS > 1 ? FloatVector.fromArray(S, sums, s + 1 * sumRow + 0 * CELL) : FloatVector.zero(S);
      FloatVector c11 = ROWS > 1 ? FloatVector.fromArray(S, sums, s + 1 * sumRow + 1 * CELL) : FloatVector.zero(S);
      FloatVector c12 = ROWS > 1 && WIDE ? FloatVector.fromArray(S, sums, s + 1 * sumRow + 2 * CELL) : FloatVector.zero(S);
      FloatVector c13 = ROWS > 1 && WIDE ? FloatVector.fromArray(S, sums, s + 1 * sumRow + 3 * CELL) : FloatVector.zero(S);
      FloatVector c20 = ROWS > 2 ? FloatVector.fromArray(S, sums, s + 2 * sumRow + 0 * CELL) : FloatVector.zero(S);
      FloatVector c21 = ROWS > 2 ? FloatVector.fromArray(S, sums, s + 2 * sumRow + 1 * CELL) : FloatVector.zero(S);
      FloatVector c22 = ROWS > 2 && WIDE ? FloatVector.fromArray(S, sums, s + 2 * sumRow + 2 * CELL) : FloatVector.zero(S);
      FloatVector c23 = ROWS > 2 && WIDE ? FloatVector.fromArray(S, sums, s + 2 * sumRow + 3 * CELL) : FloatVector.zero(S);
      FloatVector c30 = ROWS > 3 ? FloatVector.fromArray(S, sums, s + 3 * sumRow + 0 * CELL) : FloatVector.zero(S);
      FloatVector c31 = ROWS > 3 ? FloatVector.fromArray(S, sums, s + 3 * sumRow + 1 * CELL) : FloatVector.zero(S);
      FloatVector c32 = ROWS > 3 && WIDE ? FloatVector.fromArray(S, sums, s + 3 * sumRow + 2 * CELL) : FloatVector.zero(S);
      FloatVector c33 = ROWS > 3 && WIDE ? FloatVector.fromArray(S, sums, s + 3 * sumRow + 3 * CELL) : FloatVector.zero(S);
      FloatVector c40 = ROWS > 4 ? FloatVector.fromArray(S, sums, s + 4 * sumRow + 0 * CELL) : FloatVector.zero(S);
      FloatVector c41 = ROWS > 4 ? FloatVector.fromArray(S, sums, s + 4 * sumRow + 1 * CELL) : FloatVector.zero(S);
      FloatVector c42 = ROWS > 4 && WIDE ? FloatVector.fromArray(S, sums, s + 4 * sumRow + 2 * CELL) : FloatVector.zero(S);
      FloatVector c43 = ROWS > 4 && WIDE ? FloatVector.fromArray(S, sums, s + 4 * sumRow + 3 * CELL) : FloatVector.zero(S);
      for (int t = from; t < to; t += 2) {
        int xi = xo + lane + steps[t];
        int gi = go + lane + steps[t + 1];
        FloatVector g0 = FloatVector.fromArray(S, g, gi);
        FloatVector g1 = FloatVector.fromArray(S, g, gi + ROW);
        FloatVector g2 = WIDE ? FloatVector.fromArray(S, g, gi + 2 * ROW) : g0;
        FloatVector g3 = WIDE ? FloatVector.fromArray(S, g, gi + 3 * ROW) : g0;
        FloatVector v = FloatVector.fromArray(S, x, xi);
        c00 = v.fma(g0, c00);
        c01 = v.fma(g1, c01);
        if (WIDE) {
          c02 = v.fma(g2, c02);
          c03 = v.fma(g3, c03);
        }
        if (ROWS > 1) {
          v = FloatVector.fromArray(S, x, xi + 1 * ROW);
          c10 = v.fma(g0, c10);
          c11 = v.fma(g1, c11);
          if (WIDE) {
            c12 = v.fma(g2, c12);
            c13 = v.fma(g3, c13);
          }
        }
        if (ROWS > 2) {
          v = FloatVector.fromArray(S, x, xi + 2 * ROW);
          c20 = v.fma(g0, c20);
          c21 = v.fma(g1, c21);
          if (WIDE) {
            c22 = v.fma(g2, c22);
            c23 = v.fma(g3, c23);
          }
        }
        if (ROWS > 3) {
          v = FloatVector.fromArray(S, x, xi + 3 * ROW);
          c30 = v.fma(g0, c30);
          c31 = v.fma(g1, c31);
          if (WIDE) {
            c32 = v.fma(g2, c32);
            c33 = v.fma(g3, c33);
          }
        }
        if (ROWS > 4) {
          v = FloatVector.fromArray(S, x, xi + 4 * ROW);
          c40 = v.fma(g0, c40);
          c41 = v.fma(g1, c41);
          if (WIDE) {
            c42 = v.fma(g2, c42);
            c43 = v.fma(g3, c43);
          }
        }
      }
      c00.intoArray(sums, s + 0 * sumRow + 0 * CELL);
      c01.intoArray(sums, s + 0 * sumRow + 1 * CELL);
      if (WIDE) {
        c02.intoArray(sums, s + 0 * sumRow + 2 * CELL);
        c03.intoArray(sums, s + 0 * sumRow + 3 * CELL);
      }
      if (ROWS > 1) {
        c10.intoArray(sums, s + 1 * sumRow + 0 * CELL);
        c11.intoArray(sums, s + 1 * sumRow + 1 * CELL);
        if (WIDE) {
          c12.intoArray(sums, s + 1 * sumRow + 2 * CELL);
          c13.intoArray(sums, s + 1 * sumRow + 3 * CELL);
        }
      }
      if (ROWS > 2) {
        c20.intoArray(sums, s + 2 * sumRow + 0 * CELL);
        c21.intoArray(sums, s + 2 * sumRow + 1 * CELL);
        if (WIDE) {
          c22.intoArray(sums, s + 2 * sumRow + 2 * CELL);
          c23.intoArray(sums, s + 2 * sumRow + 3 * CELL);
        }
      }
      if (ROWS > 3) {
        c30.intoArray(sums, s + 3 * sumRow + 0 * CELL);
        c31.intoArray(sums, s + 3 * sumRow + 1 * CELL);
        if (WIDE) {
          c32.intoArray(sums, s + 3 * sumRow + 2 * CELL);
          c33.intoArray(sums, s + 3 * sumRow + 3 * CELL);
        }
      }
      if (ROWS > 4) {
        c40.intoArray(sums, s + 4 * sumRow + 0 * CELL);
        c41.intoArray(sums, s + 4 * sumRow + 1 * CELL);
        if (WIDE) {
          c42.intoArray(sums, s + 4 * sumRow + 2 * CELL);
          c43.intoArray(sums, s + 4 * sumRow + 3 * CELL);
        }
      }
    }
  }
}
