package lanewise.tensor.kernel.elementwise;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/** The vector loop of a {@link MapFormula} that leaves vectors with rare arguments to the scalar function; specialised by {@link Templates}. */
final class GuardedMapTemplate implements MapOp.Kernel {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final MapOp.Function OP = ((MapOp.MapRecipe) DATA.recipe()).op().function();
  private static final MapOp.Lanes LANES = null;

  @Override
  public void run(float[] x, int xo, float[] y, int yo, int n) {
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += S.length()) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      if (LANES.fits(v)) {
        LANES.apply(v).intoArray(y, yo + i);
      } else {
        scalars(x, xo + i, y, yo + i, S.length());
      }
    }
    scalars(x, xo + i, y, yo + i, n - i);
  }

  private static void scalars(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] = OP.apply(x[xo + i]);
    }
  }
}
