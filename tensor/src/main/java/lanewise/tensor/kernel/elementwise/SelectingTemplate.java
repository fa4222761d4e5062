package lanewise.tensor.kernel.elementwise;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/** The vector loop of {@link Selecting}; specialised by {@link Templates}. */
final class SelectingTemplate implements Selecting {
  private static final VectorSpecies<Float> S = Widths.species(Templates.data(MethodHandles.lookup()).bits());

  @Override
  public void run(boolean[] c, int co, float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += S.length()) {
      VectorMask<Float> m = VectorMask.fromArray(S, c, co + i);
      FloatVector.fromArray(S, y, yo + i).blend(FloatVector.fromArray(S, x, xo + i), m).intoArray(z, zo + i);
    }
    for (; i < n; i++) {
      z[zo + i] = c[co + i] ? x[xo + i] : y[yo + i];
    }
  }
}
