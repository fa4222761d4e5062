package lanewise.tensor.kernel.elementwise;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/** The vector loop of a {@link MapOp}; specialised by {@link Templates}, with a {@link MapFormula} in the place of the two calls. */
final class MapTemplate implements MapOp.Kernel {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final MapOp OP = ((MapOp.MapRecipe) DATA.recipe()).op();
  private static final MapOp.Lanes LANES = OP instanceof MapFormula ? null : OP.lanes();

  @Override
  public void run(float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += S.length()) {
      LANES.apply(FloatVector.fromArray(S, x, xo + i)).intoArray(y, yo + i);
    }
    for (; i < n; i++) {
      y[yo + i] = OP.apply(x[xo + i]);
    }
  }
}
