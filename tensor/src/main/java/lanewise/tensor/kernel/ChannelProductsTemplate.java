package lanewise.tensor.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector form of {@link ChannelProducts}: lanes are channels, four vectors of them side by side. */
final class ChannelProductsTemplate implements ChannelProducts {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final boolean THREE = ((ProductsRecipe) DATA.recipe()).together() == 3;
  private static final int LANES = S.length();

  @Override
  public void run(float[] x, int xo, int xStep, float[] y, int yo, int yStep, int n, float[] sums, int so, int channels) {
    if (THREE) {
      three(x, xo, xStep, y, yo, yStep, n, sums, so, channels);
      return;
    }
    int c = 0;
    for (; c + 4 * LANES <= channels; c += 4 * LANES) {
      FloatVector s0 = FloatVector.fromArray(S, sums, so + c);
      FloatVector s1 = FloatVector.fromArray(S, sums, so + c + LANES);
      FloatVector s2 = FloatVector.fromArray(S, sums, so + c + 2 * LANES);
      FloatVector s3 = FloatVector.fromArray(S, sums, so + c + 3 * LANES);
      for (int p = 0; p < n; p++) {
        int a = xo + c + p * xStep;
        int b = yo + c + p * yStep;
        s0 = FloatVector.fromArray(S, x, a).fma(FloatVector.fromArray(S, y, b), s0);
        s1 = FloatVector.fromArray(S, x, a + LANES).fma(FloatVector.fromArray(S, y, b + LANES), s1);
        s2 = FloatVector.fromArray(S, x, a + 2 * LANES).fma(FloatVector.fromArray(S, y, b + 2 * LANES), s2);
        s3 = FloatVector.fromArray(S, x, a + 3 * LANES).fma(FloatVector.fromArray(S, y, b + 3 * LANES), s3);
      }
      s0.intoArray(sums, so + c);
      s1.intoArray(sums, so + c + LANES);
      s2.intoArray(sums, so + c + 2 * LANES);
      s3.intoArray(sums, so + c + 3 * LANES);
    }
    for (; c + LANES <= channels; c += LANES) {
      FloatVector s = FloatVector.fromArray(S, sums, so + c);
      for (int p = 0; p < n; p++) {
        s = FloatVector.fromArray(S, x, xo + c + p * xStep).fma(FloatVector.fromArray(S, y, yo + c + p * yStep), s);
      }
      s.intoArray(sums, so + c);
    }
    if (c < channels) {
      ChannelProducts.scalar(x, xo, xStep, y, yo, yStep, n, sums, so, channels, c, 1);
    }
  }

  /** What a pixel of x is multiplied with moves on through registers: each is read once. */
  private static void three(float[] x, int xo, int xStep, float[] y, int yo, int yStep, int n, float[] sums, int so, int channels) {
    int c = 0;
    for (; c + 2 * LANES <= channels; c += 2 * LANES) {
      FloatVector s0 = FloatVector.fromArray(S, sums, so + c);
      FloatVector s1 = FloatVector.fromArray(S, sums, so + c + channels);
      FloatVector s2 = FloatVector.fromArray(S, sums, so + c + 2 * channels);
      FloatVector t0 = FloatVector.fromArray(S, sums, so + c + LANES);
      FloatVector t1 = FloatVector.fromArray(S, sums, so + c + LANES + channels);
      FloatVector t2 = FloatVector.fromArray(S, sums, so + c + LANES + 2 * channels);
      FloatVector a0 = FloatVector.fromArray(S, x, xo + c);
      FloatVector a1 = FloatVector.fromArray(S, x, xo + c + xStep);
      FloatVector b0 = FloatVector.fromArray(S, x, xo + c + LANES);
      FloatVector b1 = FloatVector.fromArray(S, x, xo + c + LANES + xStep);
      for (int p = 0; p < n; p++) {
        FloatVector v = FloatVector.fromArray(S, y, yo + c + p * yStep);
        FloatVector w = FloatVector.fromArray(S, y, yo + c + LANES + p * yStep);
        FloatVector a2 = FloatVector.fromArray(S, x, xo + c + (p + 2) * xStep);
        FloatVector b2 = FloatVector.fromArray(S, x, xo + c + LANES + (p + 2) * xStep);
        s0 = a0.fma(v, s0);
        s1 = a1.fma(v, s1);
        s2 = a2.fma(v, s2);
        t0 = b0.fma(w, t0);
        t1 = b1.fma(w, t1);
        t2 = b2.fma(w, t2);
        a0 = a1;
        a1 = a2;
        b0 = b1;
        b1 = b2;
      }
      s0.intoArray(sums, so + c);
      s1.intoArray(sums, so + c + channels);
      s2.intoArray(sums, so + c + 2 * channels);
      t0.intoArray(sums, so + c + LANES);
      t1.intoArray(sums, so + c + LANES + channels);
      t2.intoArray(sums, so + c + LANES + 2 * channels);
    }
    for (; c + LANES <= channels; c += LANES) {
      FloatVector s0 = FloatVector.fromArray(S, sums, so + c);
      FloatVector s1 = FloatVector.fromArray(S, sums, so + c + channels);
      FloatVector s2 = FloatVector.fromArray(S, sums, so + c + 2 * channels);
      for (int p = 0; p < n; p++) {
        FloatVector v = FloatVector.fromArray(S, y, yo + c + p * yStep);
        s0 = FloatVector.fromArray(S, x, xo + c + p * xStep).fma(v, s0);
        s1 = FloatVector.fromArray(S, x, xo + c + (p + 1) * xStep).fma(v, s1);
        s2 = FloatVector.fromArray(S, x, xo + c + (p + 2) * xStep).fma(v, s2);
      }
      s0.intoArray(sums, so + c);
      s1.intoArray(sums, so + c + channels);
      s2.intoArray(sums, so + c + 2 * channels);
    }
    if (c < channels) {
      ChannelProducts.scalar(x, xo, xStep, y, yo, yStep, n, sums, so, channels, c, 3);
    }
  }
}
