package lanewise.tensor.kernel.pool;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/** The vector loop of {@link BilinearKernel}, lanes being channels; specialised by {@link Templates}. */
final class BilinearTemplate implements BilinearKernel {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final boolean GRADIENT = ((BilinearRecipe) DATA.recipe()).gradient();

  @Override
  public void run(float[] x, int xo, float[] y, int yo, int channels, Neighbours rows, Neighbours cols) {
    int lanes = S.loopBound(channels);
    for (int oh = 0; oh < rows.lower().length && lanes > 0; oh++) {
      float h1 = rows.share()[oh];
      int top = xo + rows.lower()[oh] * cols.size() * channels;
      int bottom = xo + rows.upper()[oh] * cols.size() * channels;
      for (int ow = 0; ow < cols.lower().length; ow++) {
        int left = cols.lower()[ow] * channels;
        int right = cols.upper()[ow] * channels;
        int at = yo + (oh * cols.lower().length + ow) * channels;
        if (GRADIENT) {
          add(x, top + left, top + right, bottom + left, bottom + right, y, at, lanes, h1, cols.share()[ow]);
        } else {
          mix(x, top + left, top + right, bottom + left, bottom + right, y, at, lanes, h1, cols.share()[ow]);
        }
      }
    }
    BilinearRecipe.rest(GRADIENT, x, xo, y, yo, lanes, channels, rows, cols);
  }

  private static void mix(float[] x, int a, int b, int c, int d, float[] y, int at, int lanes, float h1, float w1) {
    FloatVector right = FloatVector.broadcast(S, w1);
    FloatVector bottom = FloatVector.broadcast(S, h1);
    for (int i = 0; i < lanes; i += S.length()) {
      FloatVector upper = right.fma(FloatVector.fromArray(S, x, b + i), FloatVector.fromArray(S, x, a + i).mul(1 - w1));
      FloatVector lower = right.fma(FloatVector.fromArray(S, x, d + i), FloatVector.fromArray(S, x, c + i).mul(1 - w1));
      bottom.fma(lower, upper.mul(1 - h1)).intoArray(y, at + i);
    }
  }

  private static void add(float[] x, int a, int b, int c, int d, float[] y, int at, int lanes, float h1, float w1) {
    float h0 = 1 - h1;
    float w0 = 1 - w1;
    for (int i = 0; i < lanes; i += S.length()) {
      FloatVector g = FloatVector.fromArray(S, y, at + i);
      g.fma(FloatVector.broadcast(S, h0 * w0), FloatVector.fromArray(S, x, a + i)).intoArray(x, a + i);
      g.fma(FloatVector.broadcast(S, h0 * w1), FloatVector.fromArray(S, x, b + i)).intoArray(x, b + i);
      g.fma(FloatVector.broadcast(S, h1 * w0), FloatVector.fromArray(S, x, c + i)).intoArray(x, c + i);
      g.fma(FloatVector.broadcast(S, h1 * w1), FloatVector.fromArray(S, x, d + i)).intoArray(x, d + i);
    }
  }
}
