package lanewise.tensor.kernel.lines;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector loop of {@link RowFold} for all folds but the sums of {@link RowSumTemplate}; specialised by {@link Templates}. The widest vectors hold
 * all lanes of short rows in registers; otherwise the lanes live in the first cache.
 */
final class RowFoldTemplate implements RowFold {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  /** Four vectors hold the lanes. */
  private static final boolean WIDE = S.length() == 16;
  private static final Fold FOLD = ((RowFoldRecipe) DATA.recipe()).fold();
  private static final boolean ABSOLUTE = FOLD == Fold.ABSOLUTE || FOLD == Fold.ABSOLUTE_MAX || FOLD == Fold.ABSOLUTE_MIN
      || FOLD == Fold.ABSOLUTE_MATCHES;
  private static final boolean MATCHES = FOLD == Fold.MATCHES || FOLD == Fold.ABSOLUTE_MATCHES;
  private static final boolean NUMBERED = FOLD.numbered();
  private static final boolean UPPER = FOLD == Fold.MAX || FOLD == Fold.ABSOLUTE_MAX;
  private static final boolean LOWER = FOLD == Fold.MIN || FOLD == Fold.ABSOLUTE_MIN;
  private static final float NEUTRAL = FOLD.neutral();
  private static final int LANES = Order.LANES;
  private static final VectorShuffle<Float> TURN_8 = turn(8);
  private static final VectorShuffle<Float> TURN_4 = turn(4);
  private static final VectorShuffle<Float> TURN_2 = turn(2);
  private static final VectorShuffle<Float> TURN_1 = turn(1);

  @Override
  public void run(float[] x, int xo, float[] y, int yo, int rows, int n, float[] k, int ko, float[] out, int oo, float[] lanes) {
    for (int r = 0; r < rows; r++) {
      float number = NUMBERED ? k[ko + r] : 0;
      out[oo + r] = n < LANES ? few(x, xo + r * n, n, number, lanes) : many(x, xo + r * n, n, number, lanes);
    }
  }

  /** Fewer elements than lanes: each is a lane of its own. */
  private static float few(float[] x, int xo, int n, float k, float[] lanes) {
    lanes[0] = NEUTRAL;
    for (int i = 0; i < n; i++) {
      lanes[i] = FOLD.step(NEUTRAL, x[xo + i], 0, k);
    }
    return FOLD.tree(lanes, 0, n);
  }

  /** In three parts that hand no vector to each other, so that none becomes an object where the compiler does not take a part in. */
  private static float many(float[] x, int xo, int n, float k, float[] lanes) {
    int base = WIDE && n < LONG ? blocks(x, xo, n, k, lanes) : blocksInCache(x, xo, n, k, lanes);
    rest(x, xo + base, n - base, k, lanes);
    return tree(lanes);
  }

  /** The elements after the last whole block of lanes. */
  private static void rest(float[] x, int xo, int n, float k, float[] lanes) {
    FloatVector kk = FloatVector.broadcast(S, k);
    int l = 0;
    for (; l + S.length() <= n; l += S.length()) {
      step(FloatVector.fromArray(S, lanes, l), x, xo + l, kk).intoArray(lanes, l);
    }
    for (; l < n; l++) {
      lanes[l] = FOLD.step(lanes[l], x[xo + l], 0, k);
    }
  }

  /** All lanes in one. */
  private static float tree(float[] lanes) {
    int half = LANES / 2;
    for (; half >= S.length(); half /= 2) {
      for (int l = 0; l < half; l += S.length()) {
        merge(FloatVector.fromArray(S, lanes, l), FloatVector.fromArray(S, lanes, l + half)).intoArray(lanes, l);
      }
    }
    FloatVector v = FloatVector.fromArray(S, lanes, 0);
    v = S.length() > 8 ? merge(v, v.rearrange(TURN_8)) : v;
    v = S.length() > 4 ? merge(v, v.rearrange(TURN_4)) : v;
    v = merge(v, v.rearrange(TURN_2));
    return merge(v, v.rearrange(TURN_1)).lane(0);
  }

  /** All whole blocks of lanes, four vectors being enough for the lanes; returns where they end. */
  private static int blocks(float[] x, int xo, int n, float k, float[] lanes) {
    FloatVector kk = FloatVector.broadcast(S, k);
    FloatVector c0 = FloatVector.broadcast(S, NEUTRAL);
    FloatVector c1 = c0;
    FloatVector c2 = c0;
    FloatVector c3 = c0;
    int base = 0;
    for (; base + LANES <= n; base += LANES) {
      c0 = step(c0, x, xo + base, kk);
      c1 = step(c1, x, xo + base + 16, kk);
      c2 = step(c2, x, xo + base + 32, kk);
      c3 = step(c3, x, xo + base + 48, kk);
    }
    c0.intoArray(lanes, 0);
    c1.intoArray(lanes, 16);
    c2.intoArray(lanes, 32);
    c3.intoArray(lanes, 48);
    return base;
  }

  /** All whole blocks of lanes; the lanes are loaded and stored once for four of them. */
  private static int blocksInCache(float[] x, int xo, int n, float k, float[] lanes) {
    FloatVector kk = FloatVector.broadcast(S, k);
    for (int l = 0; l < LANES; l += S.length()) {
      FloatVector.broadcast(S, NEUTRAL).intoArray(lanes, l);
    }
    int base = 0;
    for (; base + 4 * LANES <= n; base += 4 * LANES) {
      for (int l = 0; l < LANES; l += S.length()) {
        FloatVector v = FloatVector.fromArray(S, lanes, l);
        v = step(v, x, xo + base + l, kk);
        v = step(v, x, xo + base + LANES + l, kk);
        v = step(v, x, xo + base + 2 * LANES + l, kk);
        step(v, x, xo + base + 3 * LANES + l, kk).intoArray(lanes, l);
      }
    }
    for (; base + LANES <= n; base += LANES) {
      for (int l = 0; l < LANES; l += S.length()) {
        step(FloatVector.fromArray(S, lanes, l), x, xo + base + l, kk).intoArray(lanes, l);
      }
    }
    return base;
  }

  private static FloatVector step(FloatVector v, float[] x, int xo, FloatVector k) {
    FloatVector e = FloatVector.fromArray(S, x, xo);
    if (ABSOLUTE) {
      e = e.abs();
    }
    if (FOLD == Fold.NONZERO) {
      e = FloatVector.broadcast(S, 1f).blend(0f, e.compare(VectorOperators.EQ, 0f));
    }
    if (MATCHES) {
      e = FloatVector.zero(S).blend(1f, e.compare(VectorOperators.EQ, k));
    }
    return merge(v, e);
  }

  /** Brings lane l + by to lane l. */
  private static VectorShuffle<Float> turn(int by) {
    return VectorShuffle.iota(S, by, 1, true);
  }

  private static FloatVector merge(FloatVector a, FloatVector b) {
    if (UPPER) {
      VectorMask<Float> nan = b.compare(VectorOperators.NE, b);
      return a.blend(b, b.compare(VectorOperators.GT, a).or(nan));
    }
    if (LOWER) {
      VectorMask<Float> nan = b.compare(VectorOperators.NE, b);
      return a.blend(b, b.compare(VectorOperators.LT, a).or(nan));
    }
    return FOLD == Fold.PRODUCT ? a.mul(b) : a.add(b);
  }
}
