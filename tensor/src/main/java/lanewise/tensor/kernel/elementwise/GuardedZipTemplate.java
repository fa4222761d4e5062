package lanewise.tensor.kernel.elementwise;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/** The vector loops of a {@link ZipFormula} that leaves vectors with rare arguments to the scalar function; specialised by {@link Templates}. */
final class GuardedZipTemplate implements ZipOp.Kernel {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final ZipScalar SCALARS = new ZipScalar(((ZipOp.ZipRecipe) DATA.recipe()).op().function());
  private static final ZipOp.Lanes LANES = null;

  @Override
  public void run(float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += S.length()) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      FloatVector w = FloatVector.fromArray(S, y, yo + i);
      if (LANES.fits(v, w)) {
        LANES.apply(v, w).intoArray(z, zo + i);
      } else {
        SCALARS.run(x, xo + i, y, yo + i, z, zo + i, S.length());
      }
    }
    SCALARS.run(x, xo + i, y, yo + i, z, zo + i, n - i);
  }

  @Override
  public void run(float[] x, int xo, float y, float[] z, int zo, int n) {
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += S.length()) {
      FloatVector v = FloatVector.fromArray(S, x, xo + i);
      FloatVector w = FloatVector.broadcast(S, y);
      if (LANES.fits(v, w)) {
        LANES.apply(v, w).intoArray(z, zo + i);
      } else {
        SCALARS.run(x, xo + i, y, z, zo + i, S.length());
      }
    }
    SCALARS.run(x, xo + i, y, z, zo + i, n - i);
  }

  @Override
  public void run(float x, float[] y, int yo, float[] z, int zo, int n) {
    int i = 0;
    for (int bound = S.loopBound(n); i < bound; i += S.length()) {
      FloatVector v = FloatVector.broadcast(S, x);
      FloatVector w = FloatVector.fromArray(S, y, yo + i);
      if (LANES.fits(v, w)) {
        LANES.apply(v, w).intoArray(z, zo + i);
      } else {
        SCALARS.run(x, y, yo + i, z, zo + i, S.length());
      }
    }
    SCALARS.run(x, y, yo + i, z, zo + i, n - i);
  }
}
