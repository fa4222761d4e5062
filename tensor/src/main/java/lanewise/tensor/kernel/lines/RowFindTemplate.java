package lanewise.tensor.kernel.lines;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/** The vector loop of {@link RowFind}; specialised by {@link Templates}. */
final class RowFindTemplate implements RowFind {
  private static final VectorSpecies<Float> S = Widths.species(Templates.data(MethodHandles.lookup()).bits());

  @Override
  public int run(float[] x, int xo, int n, float value) {
    int i = 0;
    if (value == value) {
      for (int bound = S.loopBound(n); i < bound; i += S.length()) {
        VectorMask<Float> found = FloatVector.fromArray(S, x, xo + i).compare(VectorOperators.EQ, value);
        if (found.anyTrue()) {
          return i + found.firstTrue();
        }
      }
    }
    for (; i < n; i++) {
      float v = x[xo + i];
      if (v == value || v != v && value != value) {
        return i;
      }
    }
    return -1;
  }
}
