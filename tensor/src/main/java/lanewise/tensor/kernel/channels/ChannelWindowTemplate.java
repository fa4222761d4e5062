package lanewise.tensor.kernel.channels;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector form of {@link ChannelWindow}: lanes are channels. All sums of a vector of channels stay in registers, and what a window meets moves on
 * through registers: every pixel is read once.
 */
final class ChannelWindowTemplate implements ChannelWindow {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final int ROWS = ((WindowRecipe) DATA.recipe()).rows();
  private static final boolean THREE = ROWS == 3;
  private static final int LANES = S.length();

  @Override
  public void run(float[] x, int xo, int xRow, int xStep, float[] y, int yo, int yStep, int n, boolean left, boolean right, float[] sums, int so,
      int channels) {
    int from = left ? 1 : 0;
    int to = right ? n - 1 : n;
    int c = 0;
    for (; c + LANES <= channels; c += LANES) {
      int s = so + c;
      int x0 = xo + c;
      int x1 = THREE ? x0 + xRow : x0;
      int x2 = THREE ? x0 + 2 * xRow : x0;
      FloatVector s0 = FloatVector.fromArray(S, sums, s);
      FloatVector s1 = FloatVector.fromArray(S, sums, s + channels);
      FloatVector s2 = FloatVector.fromArray(S, sums, s + 2 * channels);
      FloatVector t0 = THREE ? FloatVector.fromArray(S, sums, s + 3 * channels) : FloatVector.zero(S);
      FloatVector t1 = THREE ? FloatVector.fromArray(S, sums, s + 4 * channels) : FloatVector.zero(S);
      FloatVector t2 = THREE ? FloatVector.fromArray(S, sums, s + 5 * channels) : FloatVector.zero(S);
      FloatVector u0 = THREE ? FloatVector.fromArray(S, sums, s + 6 * channels) : FloatVector.zero(S);
      FloatVector u1 = THREE ? FloatVector.fromArray(S, sums, s + 7 * channels) : FloatVector.zero(S);
      FloatVector u2 = THREE ? FloatVector.fromArray(S, sums, s + 8 * channels) : FloatVector.zero(S);
      if (left) {
        FloatVector v = FloatVector.fromArray(S, y, yo + c);
        s1 = FloatVector.fromArray(S, x, x0 + xStep).fma(v, s1);
        s2 = FloatVector.fromArray(S, x, x0 + 2 * xStep).fma(v, s2);
        if (THREE) {
          t1 = FloatVector.fromArray(S, x, x1 + xStep).fma(v, t1);
          t2 = FloatVector.fromArray(S, x, x1 + 2 * xStep).fma(v, t2);
          u1 = FloatVector.fromArray(S, x, x2 + xStep).fma(v, u1);
          u2 = FloatVector.fromArray(S, x, x2 + 2 * xStep).fma(v, u2);
        }
      }
      FloatVector a0 = FloatVector.fromArray(S, x, x0 + from * xStep);
      FloatVector a1 = FloatVector.fromArray(S, x, x0 + (from + 1) * xStep);
      FloatVector b0 = THREE ? FloatVector.fromArray(S, x, x1 + from * xStep) : a0;
      FloatVector b1 = THREE ? FloatVector.fromArray(S, x, x1 + (from + 1) * xStep) : a1;
      FloatVector d0 = THREE ? FloatVector.fromArray(S, x, x2 + from * xStep) : a0;
      FloatVector d1 = THREE ? FloatVector.fromArray(S, x, x2 + (from + 1) * xStep) : a1;
      for (int p = from; p < to; p++) {
        FloatVector v = FloatVector.fromArray(S, y, yo + c + p * yStep);
        int at = (p + 2) * xStep;
        FloatVector a2 = FloatVector.fromArray(S, x, x0 + at);
        s0 = a0.fma(v, s0);
        s1 = a1.fma(v, s1);
        s2 = a2.fma(v, s2);
        a0 = a1;
        a1 = a2;
        if (THREE) {
          FloatVector b2 = FloatVector.fromArray(S, x, x1 + at);
          t0 = b0.fma(v, t0);
          t1 = b1.fma(v, t1);
          t2 = b2.fma(v, t2);
          b0 = b1;
          b1 = b2;
          FloatVector d2 = FloatVector.fromArray(S, x, x2 + at);
          u0 = d0.fma(v, u0);
          u1 = d1.fma(v, u1);
          u2 = d2.fma(v, u2);
          d0 = d1;
          d1 = d2;
        }
      }
      if (right) {
        FloatVector v = FloatVector.fromArray(S, y, yo + c + (n - 1) * yStep);
        s0 = a0.fma(v, s0);
        s1 = a1.fma(v, s1);
        if (THREE) {
          t0 = b0.fma(v, t0);
          t1 = b1.fma(v, t1);
          u0 = d0.fma(v, u0);
          u1 = d1.fma(v, u1);
        }
      }
      s0.intoArray(sums, s);
      s1.intoArray(sums, s + channels);
      s2.intoArray(sums, s + 2 * channels);
      if (THREE) {
        t0.intoArray(sums, s + 3 * channels);
        t1.intoArray(sums, s + 4 * channels);
        t2.intoArray(sums, s + 5 * channels);
        u0.intoArray(sums, s + 6 * channels);
        u1.intoArray(sums, s + 7 * channels);
        u2.intoArray(sums, s + 8 * channels);
      }
    }
    if (c < channels) {
      ChannelWindow.scalar(x, xo, xRow, xStep, y, yo, yStep, n, left, right, sums, so, channels, ROWS, c);
    }
  }
}
