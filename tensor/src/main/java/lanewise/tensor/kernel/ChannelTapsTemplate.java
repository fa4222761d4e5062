package lanewise.tensor.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The vector form of {@link ChannelTaps}: lanes are channels, four pixels at a time share the weights of a tap. */
final class ChannelTapsTemplate implements ChannelTaps {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final TapsRecipe RECIPE = (TapsRecipe) DATA.recipe();
  private static final boolean BIAS = RECIPE.bias();
  private static final boolean THREE = RECIPE.together() == 3;
  private static final int LANES = S.length();

  @Override
  public void run(float[] x, int xo, int xStep, float[] w, int[] taps, int end, float[] bias, float[] y, int yo, int yStep, int n, int channels) {
    int bound = S.loopBound(channels);
    for (int c = 0; c < bound; c += LANES) {
      int p = 0;
      for (; p + 4 <= n; p += 4) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        int from = xo + c + p * xStep;
        for (int t = 0; t < end; t += 2) {
          int at = from + taps[t];
          FloatVector v = FloatVector.fromArray(S, w, taps[t + 1] + c);
          FloatVector x0 = FloatVector.fromArray(S, x, at);
          FloatVector x1 = FloatVector.fromArray(S, x, at + xStep);
          FloatVector x2 = FloatVector.fromArray(S, x, at + 2 * xStep);
          FloatVector x3 = FloatVector.fromArray(S, x, at + 3 * xStep);
          s0 = x0.fma(v, s0);
          s1 = x1.fma(v, s1);
          s2 = x2.fma(v, s2);
          s3 = x3.fma(v, s3);
          if (THREE) {
            FloatVector x4 = FloatVector.fromArray(S, x, at + 4 * xStep);
            FloatVector x5 = FloatVector.fromArray(S, x, at + 5 * xStep);
            v = FloatVector.fromArray(S, w, taps[t + 1] + channels + c);
            s0 = x1.fma(v, s0);
            s1 = x2.fma(v, s1);
            s2 = x3.fma(v, s2);
            s3 = x4.fma(v, s3);
            v = FloatVector.fromArray(S, w, taps[t + 1] + 2 * channels + c);
            s0 = x2.fma(v, s0);
            s1 = x3.fma(v, s1);
            s2 = x4.fma(v, s2);
            s3 = x5.fma(v, s3);
          }
        }
        if (BIAS) {
          FloatVector b = FloatVector.fromArray(S, bias, c);
          s0 = s0.add(b);
          s1 = s1.add(b);
          s2 = s2.add(b);
          s3 = s3.add(b);
        }
        int to = yo + c + p * yStep;
        s0.intoArray(y, to);
        s1.intoArray(y, to + yStep);
        s2.intoArray(y, to + 2 * yStep);
        s3.intoArray(y, to + 3 * yStep);
      }
      for (; p < n; p++) {
        FloatVector s = FloatVector.zero(S);
        for (int t = 0; t < end; t += 2) {
          int at = xo + c + p * xStep + taps[t];
          s = FloatVector.fromArray(S, x, at).fma(FloatVector.fromArray(S, w, taps[t + 1] + c), s);
          if (THREE) {
            s = FloatVector.fromArray(S, x, at + xStep).fma(FloatVector.fromArray(S, w, taps[t + 1] + channels + c), s);
            s = FloatVector.fromArray(S, x, at + 2 * xStep).fma(FloatVector.fromArray(S, w, taps[t + 1] + 2 * channels + c), s);
          }
        }
        if (BIAS) {
          s = s.add(FloatVector.fromArray(S, bias, c));
        }
        s.intoArray(y, yo + c + p * yStep);
      }
    }
    if (bound < channels) {
      ChannelTaps.scalar(x, xo, xStep, w, taps, end, RECIPE, bias, y, yo, yStep, n, channels, bound);
    }
  }
}
