package lanewise.tensor.kernel.channels;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector form of {@link ChannelTaps}: lanes are channels; four pixels at a time share the weights of a tap, or one pixel has four vectors of
 * channels.
 */
final class ChannelTapsTemplate implements ChannelTaps {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final TapsRecipe RECIPE = (TapsRecipe) DATA.recipe();
  private static final boolean BIAS = RECIPE.bias();
  private static final boolean THREE = RECIPE.together() == 3;
  private static final int LANES = S.length();

  @Override
  public void run(float[] x, int xo, int xStep, float[] w, int[] taps, int end, float[] bias, float[] y, int yo, int yStep, int n, int channels) {
    int fours = n & ~3;
    fours(x, xo, xStep, w, taps, end, bias, y, yo, yStep, fours, channels);
    for (int p = fours; p < n; p++) {
      pixel(x, xo + p * xStep, xStep, w, taps, end, bias, y, yo + p * yStep, channels);
    }
    int bound = S.loopBound(channels);
    if (bound < channels) {
      ChannelTaps.scalar(x, xo, xStep, w, taps, end, RECIPE, bias, y, yo, yStep, n, channels, bound);
    }
  }

  private static void fours(float[] x, int xo, int xStep, float[] w, int[] taps, int end, float[] bias, float[] y, int yo, int yStep, int n,
      int channels) {
    for (int c = 0; c + LANES <= channels; c += LANES) {
      for (int p = 0; p < n; p += 4) {
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
    }
  }

  private static void pixel(float[] x, int xo, int xStep, float[] w, int[] taps, int end, float[] bias, float[] y, int yo, int channels) {
    int c = 0;
    for (; c + 4 * LANES <= channels; c += 4 * LANES) {
      FloatVector s0 = FloatVector.zero(S);
      FloatVector s1 = FloatVector.zero(S);
      FloatVector s2 = FloatVector.zero(S);
      FloatVector s3 = FloatVector.zero(S);
      for (int t = 0; t < end; t += 2) {
        int at = xo + c + taps[t];
        int v = taps[t + 1] + c;
        for (int k = 0; k < (THREE ? 3 : 1); k++) {
          s0 = FloatVector.fromArray(S, x, at).fma(FloatVector.fromArray(S, w, v), s0);
          s1 = FloatVector.fromArray(S, x, at + LANES).fma(FloatVector.fromArray(S, w, v + LANES), s1);
          s2 = FloatVector.fromArray(S, x, at + 2 * LANES).fma(FloatVector.fromArray(S, w, v + 2 * LANES), s2);
          s3 = FloatVector.fromArray(S, x, at + 3 * LANES).fma(FloatVector.fromArray(S, w, v + 3 * LANES), s3);
          at += xStep;
          v += channels;
        }
      }
      if (BIAS) {
        s0 = s0.add(FloatVector.fromArray(S, bias, c));
        s1 = s1.add(FloatVector.fromArray(S, bias, c + LANES));
        s2 = s2.add(FloatVector.fromArray(S, bias, c + 2 * LANES));
        s3 = s3.add(FloatVector.fromArray(S, bias, c + 3 * LANES));
      }
      s0.intoArray(y, yo + c);
      s1.intoArray(y, yo + c + LANES);
      s2.intoArray(y, yo + c + 2 * LANES);
      s3.intoArray(y, yo + c + 3 * LANES);
    }
    for (; c + LANES <= channels; c += LANES) {
      FloatVector s = FloatVector.zero(S);
      for (int t = 0; t < end; t += 2) {
        int at = xo + c + taps[t];
        int v = taps[t + 1] + c;
        for (int k = 0; k < (THREE ? 3 : 1); k++) {
          s = FloatVector.fromArray(S, x, at).fma(FloatVector.fromArray(S, w, v), s);
          at += xStep;
          v += channels;
        }
      }
      if (BIAS) {
        s = s.add(FloatVector.fromArray(S, bias, c));
      }
      s.intoArray(y, yo + c);
    }
  }
}
