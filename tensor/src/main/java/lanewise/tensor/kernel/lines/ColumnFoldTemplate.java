package lanewise.tensor.kernel.lines;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector loop of {@link ColumnFold}; specialised by {@link Templates}. Four rows at a time, so that the table is loaded and stored once for
 * them.
 */
final class ColumnFoldTemplate implements ColumnFold {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final Fold FOLD = ((ColumnFoldRecipe) DATA.recipe()).fold();
  private static final boolean BINARY = FOLD.binary();
  private static final boolean SHIFTED = FOLD.shifted();
  private static final boolean ABSOLUTE = FOLD == Fold.ABSOLUTE || FOLD == Fold.ABSOLUTE_MAX || FOLD == Fold.ABSOLUTE_MIN
      || FOLD == Fold.ABSOLUTE_MATCHES;
  private static final boolean MATCHES = FOLD == Fold.MATCHES || FOLD == Fold.ABSOLUTE_MATCHES;
  private static final boolean NUMBERED = FOLD.numbered();
  private static final boolean UPPER = FOLD == Fold.MAX || FOLD == Fold.ABSOLUTE_MAX;
  private static final boolean LOWER = FOLD == Fold.MIN || FOLD == Fold.ABSOLUTE_MIN;

  @Override
  public void run(float[] x, int xo, float[] y, int yo, int rows, int width, int stride, float[] k, int ko, float[] table, int to) {
    int r = 0;
    for (; r + 4 <= rows; r += 4) {
      four(x, xo + r * stride, y, yo + r * stride, width, stride, k, ko, table, to);
    }
    for (; r < rows; r++) {
      one(x, xo + r * stride, y, yo + r * stride, width, k, ko, table, to);
    }
  }

  private static void four(float[] x, int xo, float[] y, int yo, int width, int stride, float[] k, int ko, float[] table, int to) {
    int x1 = xo + stride;
    int x2 = x1 + stride;
    int x3 = x2 + stride;
    int y1 = yo + stride;
    int y2 = y1 + stride;
    int y3 = y2 + stride;
    int i = 0;
    for (int bound = S.loopBound(width); i < bound; i += S.length()) {
      FloatVector v = FloatVector.fromArray(S, table, to + i);
      FloatVector kk = NUMBERED ? FloatVector.fromArray(S, k, ko + i) : FloatVector.zero(S);
      v = step(v, x, xo + i, y, yo + i, kk);
      v = step(v, x, x1 + i, y, y1 + i, kk);
      v = step(v, x, x2 + i, y, y2 + i, kk);
      step(v, x, x3 + i, y, y3 + i, kk).intoArray(table, to + i);
    }
    for (; i < width; i++) {
      float kk = NUMBERED ? k[ko + i] : 0;
      float v = FOLD.step(table[to + i], x[xo + i], BINARY ? y[yo + i] : 0, kk);
      v = FOLD.step(v, x[x1 + i], BINARY ? y[y1 + i] : 0, kk);
      v = FOLD.step(v, x[x2 + i], BINARY ? y[y2 + i] : 0, kk);
      table[to + i] = FOLD.step(v, x[x3 + i], BINARY ? y[y3 + i] : 0, kk);
    }
  }

  private static void one(float[] x, int xo, float[] y, int yo, int width, float[] k, int ko, float[] table, int to) {
    int i = 0;
    for (int bound = S.loopBound(width); i < bound; i += S.length()) {
      FloatVector kk = NUMBERED ? FloatVector.fromArray(S, k, ko + i) : FloatVector.zero(S);
      step(FloatVector.fromArray(S, table, to + i), x, xo + i, y, yo + i, kk).intoArray(table, to + i);
    }
    for (; i < width; i++) {
      table[to + i] = FOLD.step(table[to + i], x[xo + i], BINARY ? y[yo + i] : 0, NUMBERED ? k[ko + i] : 0);
    }
  }

  private static FloatVector step(FloatVector v, float[] x, int xo, float[] y, int yo, FloatVector k) {
    FloatVector e = FloatVector.fromArray(S, x, xo);
    if (SHIFTED) {
      e = e.sub(k);
    }
    if (ABSOLUTE) {
      e = e.abs();
    }
    if (BINARY) {
      return e.fma(FloatVector.fromArray(S, y, yo), v);
    }
    if (FOLD == Fold.SQUARES) {
      return e.fma(e, v);
    }
    if (FOLD == Fold.NONZERO) {
      e = FloatVector.broadcast(S, 1f).blend(0f, e.compare(VectorOperators.EQ, 0f));
    }
    if (MATCHES) {
      e = FloatVector.zero(S).blend(1f, e.compare(VectorOperators.EQ, k));
    }
    if (UPPER) {
      VectorMask<Float> nan = e.compare(VectorOperators.NE, e);
      return v.blend(e, e.compare(VectorOperators.GT, v).or(nan));
    }
    if (LOWER) {
      VectorMask<Float> nan = e.compare(VectorOperators.NE, e);
      return v.blend(e, e.compare(VectorOperators.LT, v).or(nan));
    }
    return FOLD == Fold.PRODUCT ? v.mul(e) : v.add(e);
  }
}
