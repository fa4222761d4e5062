package lanewise.tensor.kernel.channels;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/** The vector form of {@link ChannelProducts}: lanes are channels, four vectors of them side by side. */
final class ChannelProductsTemplate implements ChannelProducts {
  private static final VectorSpecies<Float> S = Widths.species(Templates.data(MethodHandles.lookup()).bits());
  private static final int LANES = S.length();

  @Override
  public void run(float[] x, int xo, int xStep, float[] y, int yo, int yStep, int n, float[] sums, int so, int channels) {
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
      ChannelProducts.scalar(x, xo, xStep, y, yo, yStep, n, sums, so, channels, c);
    }
  }
}
