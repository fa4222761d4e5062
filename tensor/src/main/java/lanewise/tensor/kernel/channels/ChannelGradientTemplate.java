package lanewise.tensor.kernel.channels;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/** The vector loop of {@link ChannelGradient}; specialised by {@link Templates}. */
final class ChannelGradientTemplate implements ChannelGradient {
  private static final VectorSpecies<Float> S = Widths.species(Templates.data(MethodHandles.lookup()).bits());

  @Override
  public void run(float[] x, int xo, float[] dy, int dyo, float[] dx, int dxo, int n, float[] tables, int to, int period) {
    for (int base = 0; base < n; base += period) {
      int count = Math.min(period, n - base);
      int xb = xo + base;
      int gb = dyo + base;
      int rb = dxo + base;
      int i = 0;
      for (int bound = S.loopBound(count); i < bound; i += S.length()) {
        FloatVector centred = FloatVector.fromArray(S, x, xb + i).sub(FloatVector.fromArray(S, tables, to + i));
        centred = centred.fma(FloatVector.fromArray(S, tables, to + 2 * period + i), FloatVector.fromArray(S, tables, to + 3 * period + i));
        FloatVector.fromArray(S, dy, gb + i).fma(FloatVector.fromArray(S, tables, to + period + i), centred).intoArray(dx, rb + i);
      }
      for (; i < count; i++) {
        float centred = Fma.fma(x[xb + i] - tables[to + i], tables[to + 2 * period + i], tables[to + 3 * period + i]);
        dx[rb + i] = Fma.fma(dy[gb + i], tables[to + period + i], centred);
      }
    }
  }
}
