package lanewise.tensor.kernel.channels;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/** The vector loop of {@link ChannelSums}; specialised by {@link Templates}. The tables stay in the first cache. */
final class ChannelSumsTemplate implements ChannelSums {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final Of WHAT = ((SumsRecipe) DATA.recipe()).what();
  private static final boolean SQUARES = WHAT == Of.SQUARES;
  private static final boolean PRODUCTS = WHAT == Of.PRODUCTS;

  @Override
  public void run(float[] x, int xo, float[] y, int yo, int n, float[] shift, int so, float[] first, float[] second, int period) {
    Arrays.fill(first, 0, period, 0);
    if (SQUARES || PRODUCTS) {
      Arrays.fill(second, 0, period, 0);
    }
    for (int base = 0; base < n; base += period) {
      int count = Math.min(period, n - base);
      int xb = xo + base;
      int yb = yo + base;
      int i = 0;
      for (int bound = S.loopBound(count); i < bound; i += S.length()) {
        FloatVector v = FloatVector.fromArray(S, x, xb + i);
        if (SQUARES) {
          v = v.sub(FloatVector.fromArray(S, shift, so + i));
          v.fma(v, FloatVector.fromArray(S, second, i)).intoArray(second, i);
        }
        if (PRODUCTS) {
          FloatVector d = FloatVector.fromArray(S, y, yb + i).sub(FloatVector.fromArray(S, shift, so + i));
          v.fma(d, FloatVector.fromArray(S, second, i)).intoArray(second, i);
        }
        FloatVector.fromArray(S, first, i).add(v).intoArray(first, i);
      }
      for (; i < count; i++) {
        float v = x[xb + i];
        if (SQUARES) {
          v -= shift[so + i];
          second[i] = Fma.fma(v, v, second[i]);
        }
        if (PRODUCTS) {
          second[i] = Fma.fma(v, y[yb + i] - shift[so + i], second[i]);
        }
        first[i] += v;
      }
    }
  }
}
