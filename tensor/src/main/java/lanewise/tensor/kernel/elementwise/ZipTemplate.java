package lanewise.tensor.kernel.elementwise;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/** The vector loops of a {@link ZipOp}; specialised by {@link Templates}, with a {@link ZipFormula} in the place of the calls. */
final class ZipTemplate implements ZipOp.Kernel {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final ZipOp OP = ((ZipOp.ZipRecipe) DATA.recipe()).op();
  private static final ZipOp.Lanes LANES = OP instanceof ZipFormula ? null : OP.lanes();

  @Override
  public void run(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += S.length()) {
      LANES.apply(FloatVector.fromArray(S, x, xo + i), FloatVector.fromArray(S, y, yo + i)).intoArray(z, zo + i);
    }
    for (; i < n; i++) {
      z[zo + i] = OP.apply(x[xo + i], y[yo + i]);
    }
  }

  @Override
  public void run(float[] x, int xo, float y, float[] z, int zo, int n) {
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += S.length()) {
      LANES.apply(FloatVector.fromArray(S, x, xo + i), FloatVector.broadcast(S, y)).intoArray(z, zo + i);
    }
    for (; i < n; i++) {
      z[zo + i] = OP.apply(x[xo + i], y);
    }
  }

  @Override
  public void run(float x, float[] y, int yo, float[] z, int zo, int n) {
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += S.length()) {
      LANES.apply(FloatVector.broadcast(S, x), FloatVector.fromArray(S, y, yo + i)).intoArray(z, zo + i);
    }
    for (; i < n; i++) {
      z[zo + i] = OP.apply(x, y[yo + i]);
    }
  }
}
