package lanewise.tensor.kernel.lines;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector loop of {@link RowFold} for sums; specialised by {@link Templates}. The widest vectors hold all lanes of short rows in registers, except
 * for the last elements of a row where they do not fill a vector; otherwise the lanes live in the first cache.
 *
 * <p>No method hands a vector to another one, so that the compiler can be told the class of them all.
 */
final class RowSumTemplate implements RowFold {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  /** Four vectors hold the lanes. */
  private static final boolean WIDE = S.length() == 16;
  private static final Fold FOLD = ((RowFoldRecipe) DATA.recipe()).fold();
  private static final boolean BINARY = FOLD.binary();
  private static final boolean SHIFTED = FOLD.shifted();
  private static final boolean FUSED = BINARY || FOLD == Fold.SQUARES;
  private static final float NEUTRAL = FOLD.neutral();
  private static final int LANES = Order.LANES;
  private static final VectorShuffle<Float> TURN_8 = VectorShuffle.iota(S, 8, 1, true);
  private static final VectorShuffle<Float> TURN_4 = VectorShuffle.iota(S, 4, 1, true);
  private static final VectorShuffle<Float> TURN_2 = VectorShuffle.iota(S, 2, 1, true);
  private static final VectorShuffle<Float> TURN_1 = VectorShuffle.iota(S, 1, 1, true);

  @Override
  public void run(float[] x, int xo, float[] y, int yo, int rows, int n, float[] k, int ko, float[] out, int oo, float[] lanes) {
    for (int r = 0; r < rows; r++) {
      int at = xo + r * n;
      int second = yo + r * n;
      float number = SHIFTED ? k[ko + r] : 0;
      if (WIDE && n >= S.length() && n < LONG) {
        out[oo + r] = inRegisters(x, at, y, second, n, number, lanes);
      } else {
        out[oo + r] = n < LANES ? few(x, at, y, second, n, number, lanes) : inCache(x, at, y, second, n, number, lanes);
      }
    }
  }

  private static float inRegisters(float[] x, int xo, float[] y, int yo, int n, float k, float[] lanes) {
    FloatVector kk = FloatVector.broadcast(S, k);
    FloatVector s0 = FloatVector.broadcast(S, NEUTRAL);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
      FloatVector e0 = FloatVector.fromArray(S, x, xo + i);
      FloatVector e1 = FloatVector.fromArray(S, x, xo + i + 16);
      FloatVector e2 = FloatVector.fromArray(S, x, xo + i + 32);
      FloatVector e3 = FloatVector.fromArray(S, x, xo + i + 48);
      if (SHIFTED) {
        e0 = e0.sub(kk);
        e1 = e1.sub(kk);
        e2 = e2.sub(kk);
        e3 = e3.sub(kk);
      }
      if (FUSED) {
        s0 = e0.fma(BINARY ? FloatVector.fromArray(S, y, yo + i) : e0, s0);
        s1 = e1.fma(BINARY ? FloatVector.fromArray(S, y, yo + i + 16) : e1, s1);
        s2 = e2.fma(BINARY ? FloatVector.fromArray(S, y, yo + i + 32) : e2, s2);
        s3 = e3.fma(BINARY ? FloatVector.fromArray(S, y, yo + i + 48) : e3, s3);
      } else {
        s0 = s0.add(e0);
        s1 = s1.add(e1);
        s2 = s2.add(e2);
        s3 = s3.add(e3);
      }
    }
    if (i + 16 <= n) {
      FloatVector e = FloatVector.fromArray(S, x, xo + i);
      e = SHIFTED ? e.sub(kk) : e;
      s0 = FUSED ? e.fma(BINARY ? FloatVector.fromArray(S, y, yo + i) : e, s0) : s0.add(e);
    }
    if (i + 32 <= n) {
      FloatVector e = FloatVector.fromArray(S, x, xo + i + 16);
      e = SHIFTED ? e.sub(kk) : e;
      s1 = FUSED ? e.fma(BINARY ? FloatVector.fromArray(S, y, yo + i + 16) : e, s1) : s1.add(e);
    }
    if (i + 48 <= n) {
      FloatVector e = FloatVector.fromArray(S, x, xo + i + 32);
      e = SHIFTED ? e.sub(kk) : e;
      s2 = FUSED ? e.fma(BINARY ? FloatVector.fromArray(S, y, yo + i + 32) : e, s2) : s2.add(e);
    }
    int rest = n % 16;
    if (rest > 0) {
      s0.intoArray(lanes, 0);
      s1.intoArray(lanes, 16);
      s2.intoArray(lanes, 32);
      s3.intoArray(lanes, 48);
      for (int l = n - rest - i; l < n - i; l++) {
        lanes[l] = FOLD.step(lanes[l], x[xo + i + l], BINARY ? y[yo + i + l] : 0, k);
      }
      s0 = FloatVector.fromArray(S, lanes, 0);
      s1 = FloatVector.fromArray(S, lanes, 16);
      s2 = FloatVector.fromArray(S, lanes, 32);
      s3 = FloatVector.fromArray(S, lanes, 48);
    }
    FloatVector v = s0.add(s2).add(s1.add(s3));
    v = v.add(v.rearrange(TURN_8));
    v = v.add(v.rearrange(TURN_4));
    v = v.add(v.rearrange(TURN_2));
    return v.add(v.rearrange(TURN_1)).lane(0);
  }

  /** Fewer elements than lanes: each is a lane of its own. */
  private static float few(float[] x, int xo, float[] y, int yo, int n, float k, float[] lanes) {
    lanes[0] = NEUTRAL;
    for (int i = 0; i < n; i++) {
      lanes[i] = FOLD.step(NEUTRAL, x[xo + i], BINARY ? y[yo + i] : 0, k);
    }
    return FOLD.tree(lanes, 0, n);
  }

  private static float inCache(float[] x, int xo, float[] y, int yo, int n, float k, float[] lanes) {
    for (int l = 0; l < LANES; l += S.length()) {
      FloatVector.broadcast(S, NEUTRAL).intoArray(lanes, l);
    }
    int i = 0;
    for (; i + 4 * LANES <= n; i += 4 * LANES) {
      fourBlocks(x, xo + i, y, yo + i, k, lanes);
    }
    for (; i + S.length() <= n; i += S.length()) {
      int l = i % LANES;
      FloatVector e = FloatVector.fromArray(S, x, xo + i);
      FloatVector v = FloatVector.fromArray(S, lanes, l);
      e = SHIFTED ? e.sub(FloatVector.broadcast(S, k)) : e;
      v = FUSED ? e.fma(BINARY ? FloatVector.fromArray(S, y, yo + i) : e, v) : v.add(e);
      v.intoArray(lanes, l);
    }
    for (; i < n; i++) {
      lanes[i % LANES] = FOLD.step(lanes[i % LANES], x[xo + i], BINARY ? y[yo + i] : 0, k);
    }
    int half = LANES / 2;
    for (; half >= S.length(); half /= 2) {
      for (int l = 0; l < half; l += S.length()) {
        FloatVector.fromArray(S, lanes, l).add(FloatVector.fromArray(S, lanes, l + half)).intoArray(lanes, l);
      }
    }
    FloatVector v = FloatVector.fromArray(S, lanes, 0);
    v = S.length() > 8 ? v.add(v.rearrange(TURN_8)) : v;
    v = S.length() > 4 ? v.add(v.rearrange(TURN_4)) : v;
    v = v.add(v.rearrange(TURN_2));
    return v.add(v.rearrange(TURN_1)).lane(0);
  }

  /** Each vector of lanes is loaded and stored once for four blocks. */
  private static void fourBlocks(float[] x, int xo, float[] y, int yo, float k, float[] lanes) {
    FloatVector kk = FloatVector.broadcast(S, k);
    for (int l = 0; l < LANES; l += S.length()) {
      FloatVector e0 = FloatVector.fromArray(S, x, xo + l);
      FloatVector e1 = FloatVector.fromArray(S, x, xo + LANES + l);
      FloatVector e2 = FloatVector.fromArray(S, x, xo + 2 * LANES + l);
      FloatVector e3 = FloatVector.fromArray(S, x, xo + 3 * LANES + l);
      if (SHIFTED) {
        e0 = e0.sub(kk);
        e1 = e1.sub(kk);
        e2 = e2.sub(kk);
        e3 = e3.sub(kk);
      }
      FloatVector v = FloatVector.fromArray(S, lanes, l);
      if (FUSED) {
        v = e0.fma(BINARY ? FloatVector.fromArray(S, y, yo + l) : e0, v);
        v = e1.fma(BINARY ? FloatVector.fromArray(S, y, yo + LANES + l) : e1, v);
        v = e2.fma(BINARY ? FloatVector.fromArray(S, y, yo + 2 * LANES + l) : e2, v);
        v = e3.fma(BINARY ? FloatVector.fromArray(S, y, yo + 3 * LANES + l) : e3, v);
      } else {
        v = v.add(e0).add(e1).add(e2).add(e3);
      }
      v.intoArray(lanes, l);
    }
  }
}
