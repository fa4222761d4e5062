package lanewise.tensor.kernel.lines;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/** The vector loop of {@link RowAffine}; specialised by {@link Templates}. */
final class RowAffineTemplate implements RowAffine {
  private static final VectorSpecies<Float> S = Widths.species(Templates.data(MethodHandles.lookup()).bits());

  @Override
  public void run(float[] x, int xo, float[] z, int zo, int rows, int n, float[] s, float[] t, int to, int period) {
    int bo = to + period;
    for (int r = 0; r < rows; r++) {
      int xr = xo + r * n;
      int zr = zo + r * n;
      FloatVector a = FloatVector.broadcast(S, s[r]);
      FloatVector b = FloatVector.broadcast(S, s[rows + r]);
      FloatVector c = FloatVector.broadcast(S, s[2 * rows + r]);
      int i = 0;
      for (int bound = S.loopBound(n); i < bound; i += S.length()) {
        FloatVector u = FloatVector.fromArray(S, x, xr + i).sub(a).fma(b, c);
        u.fma(FloatVector.fromArray(S, t, to + i), FloatVector.fromArray(S, t, bo + i)).intoArray(z, zr + i);
      }
      for (; i < n; i++) {
        float u = Fma.fma(x[xr + i] - s[r], s[rows + r], s[2 * rows + r]);
        z[zr + i] = Fma.fma(u, t[to + i], t[bo + i]);
      }
    }
  }
}
