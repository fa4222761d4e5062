package lanewise.tensor.kernel.elementwise;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/** The vector loop of {@link AffineKernel}; specialised by {@link Templates}. */
final class AffineTemplate implements AffineKernel {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final MapOp OP = ((AffineRecipe) DATA.recipe()).activation();
  private static final MapOp.Lanes LANES = OP.lanes();

  @Override
  public void run(float[] x, int xo, float[] y, int yo, int n, float[] scale, int so, float[] shift, int to, int period) {
    for (int base = 0; base < n; base += period) {
      int count = Math.min(period, n - base);
      int xb = xo + base;
      int yb = yo + base;
      int i = 0;
      for (int bound = S.loopBound(count); i < bound; i += S.length()) {
        FloatVector v = FloatVector.fromArray(S, x, xb + i).fma(FloatVector.fromArray(S, scale, so + i), FloatVector.fromArray(S, shift, to + i));
        LANES.apply(v).intoArray(y, yb + i);
      }
      for (; i < count; i++) {
        y[yb + i] = OP.apply(Fma.fma(x[xb + i], scale[so + i], shift[to + i]));
      }
    }
  }
}
