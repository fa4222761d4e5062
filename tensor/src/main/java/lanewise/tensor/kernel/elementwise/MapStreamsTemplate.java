package lanewise.tensor.kernel.elementwise;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector loop of a long {@link MapFormula} for arrays that come from memory, over the four quarters of an array at once; specialised by
 * {@link Templates}, with the formula in the place of the calls.
 *
 * <p>What comes from memory is fetched ahead for as many instructions as the processor looks ahead. With a long formula between two lines of one
 * stream these are only a few lines; four streams ask for four times as many, which takes a quarter to a third off the time.
 */
final class MapStreamsTemplate implements MapOp.Kernel {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final MapOp OP = ((MapFormula.StreamsRecipe) DATA.recipe()).op();
  private static final MapOp.Lanes LANES = null;

  @Override
  public void run(float[] x, int xo, float[] y, int yo, int n) {
    int quarter = S.loopBound(n / 4);
    int x1 = xo + quarter;
    int x2 = x1 + quarter;
    int x3 = x2 + quarter;
    int y1 = yo + quarter;
    int y2 = y1 + quarter;
    int y3 = y2 + quarter;
    for (int i = 0; i < quarter; i += S.length()) {
      // All loads first: none has to wait for a store that might go to the same place.
      FloatVector a = FloatVector.fromArray(S, x, xo + i);
      FloatVector b = FloatVector.fromArray(S, x, x1 + i);
      FloatVector c = FloatVector.fromArray(S, x, x2 + i);
      FloatVector d = FloatVector.fromArray(S, x, x3 + i);
      LANES.apply(a).intoArray(y, yo + i);
      LANES.apply(b).intoArray(y, y1 + i);
      LANES.apply(c).intoArray(y, y2 + i);
      LANES.apply(d).intoArray(y, y3 + i);
    }
    for (int i = 4 * quarter; i < n; i++) {
      y[yo + i] = OP.apply(x[xo + i]);
    }
  }
}
