package lanewise.tensor.kernel.tile;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.lanes.LaneEpilogue.Rectify;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector form of {@link StageTile}, specialised by {@link Templates}: 4 or 8 rows by 1 or 2 vectors of accumulators in registers, written out in
 * full as in {@link TileTemplate}. What follows the sums reads the tile back from the first cache: with it the loop over the runs no longer keeps all
 * accumulators in registers.
 */
final class StageTileTemplate implements StageTile {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final StageRecipe RECIPE = (StageRecipe) DATA.recipe();
  private static final boolean TALL = RECIPE.rows() == 8;
  private static final boolean WIDE = RECIPE.vectors() == 2;
  private static final boolean PIXELS = RECIPE.pixels();
  private static final int LANES = S.length();
  private static final int COLUMNS = RECIPE.vectors() * LANES;
  private static final int A_STEP = PIXELS ? 1 : RECIPE.rows();
  private static final int B_STEP = RECIPE.bStep();
  private static final boolean BIAS = RECIPE.finish().bias();
  private static final Rectify BEFORE = RECIPE.finish().before();
  private static final boolean AFFINE = RECIPE.finish().affine();
  private static final Rectify AFTER = RECIPE.finish().after();

  @Override
  public int columns() {
    return COLUMNS;
  }

  @Override
  public void run(float[] a, int a0, int[] reads, int p, float[] b, int b0, int[] runs, int from, int to, float[] c, int c0, int[] writes, int rows,
      int columns, float[] tables, int t0, int stride, float before, float after, float[] edge) {
    FloatVector c00 = FloatVector.zero(S);
    FloatVector c01 = FloatVector.zero(S);
    FloatVector c10 = FloatVector.zero(S);
    FloatVector c11 = FloatVector.zero(S);
    FloatVector c20 = FloatVector.zero(S);
    FloatVector c21 = FloatVector.zero(S);
    FloatVector c30 = FloatVector.zero(S);
    FloatVector c31 = FloatVector.zero(S);
    FloatVector c40 = FloatVector.zero(S);
    FloatVector c41 = FloatVector.zero(S);
    FloatVector c50 = FloatVector.zero(S);
    FloatVector c51 = FloatVector.zero(S);
    FloatVector c60 = FloatVector.zero(S);
    FloatVector c61 = FloatVector.zero(S);
    FloatVector c70 = FloatVector.zero(S);
    FloatVector c71 = FloatVector.zero(S);
    int r0 = a0 + (PIXELS ? reads[p + 0] : 0);
    int r1 = a0 + (PIXELS ? reads[p + 1] : 1);
    int r2 = a0 + (PIXELS ? reads[p + 2] : 2);
    int r3 = a0 + (PIXELS ? reads[p + 3] : 3);
    int r4 = a0 + (PIXELS && TALL ? reads[p + 4] : 4);
    int r5 = a0 + (PIXELS && TALL ? reads[p + 5] : 5);
    int r6 = a0 + (PIXELS && TALL ? reads[p + 6] : 6);
    int r7 = a0 + (PIXELS && TALL ? reads[p + 7] : 7);
    for (int t = from; t < to; t += 3) {
      int at = runs[t];
      int bi = b0 + runs[t + 1];
      int length = runs[t + 2];
      for (int j = 0; j < length; j++) {
        FloatVector x;
        FloatVector v = FloatVector.fromArray(S, b, bi + j * B_STEP);
        FloatVector w = WIDE ? FloatVector.fromArray(S, b, bi + j * B_STEP + LANES) : v;
        x = FloatVector.broadcast(S, a[r0 + at + j * A_STEP]);
        c00 = x.fma(v, c00);
        if (WIDE) {
          c01 = x.fma(w, c01);
        }
        x = FloatVector.broadcast(S, a[r1 + at + j * A_STEP]);
        c10 = x.fma(v, c10);
        if (WIDE) {
          c11 = x.fma(w, c11);
        }
        x = FloatVector.broadcast(S, a[r2 + at + j * A_STEP]);
        c20 = x.fma(v, c20);
        if (WIDE) {
          c21 = x.fma(w, c21);
        }
        x = FloatVector.broadcast(S, a[r3 + at + j * A_STEP]);
        c30 = x.fma(v, c30);
        if (WIDE) {
          c31 = x.fma(w, c31);
        }
        if (TALL) {
          x = FloatVector.broadcast(S, a[r4 + at + j * A_STEP]);
          c40 = x.fma(v, c40);
          if (WIDE) {
            c41 = x.fma(w, c41);
          }
          x = FloatVector.broadcast(S, a[r5 + at + j * A_STEP]);
          c50 = x.fma(v, c50);
          if (WIDE) {
            c51 = x.fma(w, c51);
          }
          x = FloatVector.broadcast(S, a[r6 + at + j * A_STEP]);
          c60 = x.fma(v, c60);
          if (WIDE) {
            c61 = x.fma(w, c61);
          }
          x = FloatVector.broadcast(S, a[r7 + at + j * A_STEP]);
          c70 = x.fma(v, c70);
          if (WIDE) {
            c71 = x.fma(w, c71);
          }
        }
      }
    }
    c00.intoArray(edge, 0 * COLUMNS);
    if (WIDE) {
      c01.intoArray(edge, 0 * COLUMNS + LANES);
    }
    c10.intoArray(edge, 1 * COLUMNS);
    if (WIDE) {
      c11.intoArray(edge, 1 * COLUMNS + LANES);
    }
    c20.intoArray(edge, 2 * COLUMNS);
    if (WIDE) {
      c21.intoArray(edge, 2 * COLUMNS + LANES);
    }
    c30.intoArray(edge, 3 * COLUMNS);
    if (WIDE) {
      c31.intoArray(edge, 3 * COLUMNS + LANES);
    }
    if (TALL) {
      c40.intoArray(edge, 4 * COLUMNS);
      if (WIDE) {
        c41.intoArray(edge, 4 * COLUMNS + LANES);
      }
      c50.intoArray(edge, 5 * COLUMNS);
      if (WIDE) {
        c51.intoArray(edge, 5 * COLUMNS + LANES);
      }
      c60.intoArray(edge, 6 * COLUMNS);
      if (WIDE) {
        c61.intoArray(edge, 6 * COLUMNS + LANES);
      }
      c70.intoArray(edge, 7 * COLUMNS);
      if (WIDE) {
        c71.intoArray(edge, 7 * COLUMNS + LANES);
      }
    }
    finish(p, c, c0, writes, rows, columns, tables, t0, stride, before, after, edge);
  }

  private static void finish(int p, float[] c, int c0, int[] writes, int rows, int columns, float[] tables, int t0, int stride, float before,
      float after, float[] edge) {
    FloatVector zero = FloatVector.zero(S);
    FloatVector x = BIAS && PIXELS ? FloatVector.fromArray(S, tables, t0) : zero;
    FloatVector y = BIAS && PIXELS && WIDE ? FloatVector.fromArray(S, tables, t0 + LANES) : x;
    FloatVector scale = AFFINE && PIXELS ? FloatVector.fromArray(S, tables, t0 + stride) : zero;
    FloatVector scale1 = AFFINE && PIXELS && WIDE ? FloatVector.fromArray(S, tables, t0 + stride + LANES) : scale;
    FloatVector shift = AFFINE && PIXELS ? FloatVector.fromArray(S, tables, t0 + 2 * stride) : zero;
    FloatVector shift1 = AFFINE && PIXELS && WIDE ? FloatVector.fromArray(S, tables, t0 + 2 * stride + LANES) : shift;
    boolean whole = columns == COLUMNS;
    float[] target = whole ? c : edge;
    for (int r = 0; r < rows; r++) {
      int to = PIXELS ? c0 + writes[p + r] : c0 + r * B_STEP;
      int at = whole ? to : r * COLUMNS;
      FloatVector v = FloatVector.fromArray(S, edge, r * COLUMNS);
      FloatVector w = WIDE ? FloatVector.fromArray(S, edge, r * COLUMNS + LANES) : v;
      if (BIAS) {
        FloatVector u = PIXELS ? x : FloatVector.broadcast(S, tables[t0 + r]);
        v = v.add(u);
        w = WIDE ? w.add(PIXELS ? y : u) : v;
      }
      if (BEFORE != Rectify.NONE) {
        v = v.blend(BEFORE == Rectify.LEAKY ? v.mul(before) : zero, v.compare(VectorOperators.LT, 0f));
        w = WIDE ? w.blend(BEFORE == Rectify.LEAKY ? w.mul(before) : zero, w.compare(VectorOperators.LT, 0f)) : v;
      }
      if (AFFINE) {
        FloatVector u = PIXELS ? scale : FloatVector.broadcast(S, tables[t0 + stride + r]);
        FloatVector t = PIXELS ? shift : FloatVector.broadcast(S, tables[t0 + 2 * stride + r]);
        v = v.fma(u, t);
        w = WIDE ? w.fma(PIXELS ? scale1 : u, PIXELS ? shift1 : t) : v;
      }
      if (AFTER != Rectify.NONE) {
        v = v.blend(AFTER == Rectify.LEAKY ? v.mul(after) : zero, v.compare(VectorOperators.LT, 0f));
        w = WIDE ? w.blend(AFTER == Rectify.LEAKY ? w.mul(after) : zero, w.compare(VectorOperators.LT, 0f)) : v;
      }
      v.intoArray(target, at);
      if (WIDE) {
        w.intoArray(target, at + LANES);
      }
      if (!whole) {
        System.arraycopy(edge, at, c, to, columns);
      }
    }
  }
}
