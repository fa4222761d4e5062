package lanewise.tensor.kernel.copy;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/** The vector form of {@link BlockCopy}: the width is a whole number of vectors. */
final class BlockCopyTemplate implements BlockCopy {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final int WIDTH = ((BlockRecipe) DATA.recipe()).width();
  private static final int LANES = S.length();

  @Override
  public void run(float[] x, int xo, int xStep, float[] y, int yo, int yStep, int n) {
    for (int i = 0; i < n; i++) {
      for (int v = 0; v < WIDTH; v += LANES) {
        FloatVector.fromArray(S, x, xo + v + i * xStep).intoArray(y, yo + v + i * yStep);
      }
    }
  }
}
