package lanewise.tensor.kernel.channels;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector loop of {@link PlaneSums}; specialised by {@link Templates}. It takes two vectors of lanes at a time: all of them with the widest
 * vectors, otherwise the planes are read again, from the cache, for each two. Elements that are not there are added as zeros, which changes no lane.
 */
final class PlaneSumsTemplate implements PlaneSums {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final boolean PRODUCTS = ((PlaneSumsRecipe) DATA.recipe()).products();
  private static final int L = S.length();
  private static final int LANES = Order.PLANE_LANES;

  @Override
  public void run(float[] x, int xo, float[] y, int yo, int images, int imageStride, int planes, int stride, int n, float[] shift, int so,
      float[] table) {
    Arrays.fill(table, 0, planes * ROW, 0);
    int four = images / Order.PLANE_IMAGES * Order.PLANE_IMAGES;
    for (int g = 0; g < Math.min(n, LANES); g += 2 * L) {
      for (int m = 0; m < four; m += Order.PLANE_IMAGES) {
        for (int c = 0; c < planes; c++) {
          int at = m * imageStride + c * stride;
          byFour(x, xo + at, y, yo + at, imageStride, n, g, shift[so + c], table, c * ROW + g);
        }
      }
      for (int m = four; m < images; m++) {
        for (int c = 0; c < planes; c++) {
          int at = m * imageStride + c * stride;
          byOne(x, xo + at, y, yo + at, n, g, shift[so + c], table, c * ROW + g);
        }
      }
    }
  }

  /** Pixels from g on that stand in whole blocks of the lanes g to g + 2 L - 1. */
  private static int whole(int n, int g) {
    return g + (n - g + LANES - 2 * L) / LANES * LANES;
  }

  private static void byFour(float[] x, int xo, float[] y, int yo, int step, int n, int g, float k, float[] table, int first) {
    int second = first + LANES;
    FloatVector kk = FloatVector.broadcast(S, k);
    FloatVector a0 = FloatVector.fromArray(S, table, first);
    FloatVector a1 = FloatVector.fromArray(S, table, first + L);
    FloatVector b0 = FloatVector.fromArray(S, table, second);
    FloatVector b1 = FloatVector.fromArray(S, table, second + L);
    float[] d = PRODUCTS ? y : x;
    int p0 = PRODUCTS ? yo : xo;
    int p1 = p0 + step;
    int p2 = p1 + step;
    int p3 = p2 + step;
    int q1 = xo + step;
    int q2 = q1 + step;
    int q3 = q2 + step;
    int main = whole(n, g);
    for (int i = g; i < main; i += LANES) {
      FloatVector d00 = FloatVector.fromArray(S, d, p0 + i).sub(kk);
      FloatVector d01 = FloatVector.fromArray(S, d, p0 + i + L).sub(kk);
      FloatVector d10 = FloatVector.fromArray(S, d, p1 + i).sub(kk);
      FloatVector d11 = FloatVector.fromArray(S, d, p1 + i + L).sub(kk);
      FloatVector d20 = FloatVector.fromArray(S, d, p2 + i).sub(kk);
      FloatVector d21 = FloatVector.fromArray(S, d, p2 + i + L).sub(kk);
      FloatVector d30 = FloatVector.fromArray(S, d, p3 + i).sub(kk);
      FloatVector d31 = FloatVector.fromArray(S, d, p3 + i + L).sub(kk);
      FloatVector e = PRODUCTS ? FloatVector.fromArray(S, x, xo + i) : d00;
      a0 = a0.add(e);
      b0 = e.fma(d00, b0);
      e = PRODUCTS ? FloatVector.fromArray(S, x, xo + i + L) : d01;
      a1 = a1.add(e);
      b1 = e.fma(d01, b1);
      e = PRODUCTS ? FloatVector.fromArray(S, x, q1 + i) : d10;
      a0 = a0.add(e);
      b0 = e.fma(d10, b0);
      e = PRODUCTS ? FloatVector.fromArray(S, x, q1 + i + L) : d11;
      a1 = a1.add(e);
      b1 = e.fma(d11, b1);
      e = PRODUCTS ? FloatVector.fromArray(S, x, q2 + i) : d20;
      a0 = a0.add(e);
      b0 = e.fma(d20, b0);
      e = PRODUCTS ? FloatVector.fromArray(S, x, q2 + i + L) : d21;
      a1 = a1.add(e);
      b1 = e.fma(d21, b1);
      e = PRODUCTS ? FloatVector.fromArray(S, x, q3 + i) : d30;
      a0 = a0.add(e);
      b0 = e.fma(d30, b0);
      e = PRODUCTS ? FloatVector.fromArray(S, x, q3 + i + L) : d31;
      a1 = a1.add(e);
      b1 = e.fma(d31, b1);
    }
    a0.intoArray(table, first);
    a1.intoArray(table, first + L);
    b0.intoArray(table, second);
    b1.intoArray(table, second + L);
    for (int q = 0; main < n && q < Order.PLANE_IMAGES; q++) {
      rest(x, xo + q * step + main, y, yo + q * step + main, n - main, k, table, first);
    }
  }

  private static void byOne(float[] x, int xo, float[] y, int yo, int n, int g, float k, float[] table, int first) {
    int second = first + LANES;
    FloatVector kk = FloatVector.broadcast(S, k);
    FloatVector a0 = FloatVector.fromArray(S, table, first);
    FloatVector a1 = FloatVector.fromArray(S, table, first + L);
    FloatVector b0 = FloatVector.fromArray(S, table, second);
    FloatVector b1 = FloatVector.fromArray(S, table, second + L);
    float[] d = PRODUCTS ? y : x;
    int p = PRODUCTS ? yo : xo;
    int main = whole(n, g);
    for (int i = g; i < main; i += LANES) {
      FloatVector d0 = FloatVector.fromArray(S, d, p + i).sub(kk);
      FloatVector d1 = FloatVector.fromArray(S, d, p + i + L).sub(kk);
      FloatVector e0 = PRODUCTS ? FloatVector.fromArray(S, x, xo + i) : d0;
      FloatVector e1 = PRODUCTS ? FloatVector.fromArray(S, x, xo + i + L) : d1;
      a0 = a0.add(e0);
      a1 = a1.add(e1);
      b0 = e0.fma(d0, b0);
      b1 = e1.fma(d1, b1);
    }
    a0.intoArray(table, first);
    a1.intoArray(table, first + L);
    b0.intoArray(table, second);
    b1.intoArray(table, second + L);
    if (main < n) {
      rest(x, xo + main, y, yo + main, n - main, k, table, first);
    }
  }

  /** The last elements of a plane, fewer than two vectors of them. */
  private static void rest(float[] x, int xo, float[] y, int yo, int n, float k, float[] table, int first) {
    for (int from = 0; from < n; from += L) {
      VectorMask<Float> in = S.indexInRange(from, n);
      int at = first + from;
      FloatVector e = FloatVector.fromArray(S, x, xo + from, in);
      FloatVector d = (PRODUCTS ? FloatVector.fromArray(S, y, yo + from, in) : e).sub(k, in);
      e = PRODUCTS ? e : d;
      FloatVector.fromArray(S, table, at).add(e).intoArray(table, at);
      e.fma(d, FloatVector.fromArray(S, table, at + LANES)).intoArray(table, at + LANES);
    }
  }
}
