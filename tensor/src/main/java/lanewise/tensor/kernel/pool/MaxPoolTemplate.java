package lanewise.tensor.kernel.pool;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector loop of the largest values of {@link PoolKernel}; specialised by {@link Templates}. Windows of the
 * recipe's size get loops of constant length.
 */
final class MaxPoolTemplate implements PoolKernel {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final int ROWS = ((PoolRecipe) DATA.recipe()).rows();
  private static final int COLS = ((PoolRecipe) DATA.recipe()).cols();
  private static final Kind KIND = ((PoolRecipe) DATA.recipe()).kind();
  private static final boolean TAPS = KIND == Kind.MAX_WITH_TAPS;

  @Override
  public void run(float[] in, int io, float[] out, int oo, float[] taps, int to, int channels, int step, PoolPlane plane) {
    PoolPlane.Windows rows = plane.rows();
    PoolPlane.Windows cols = plane.cols();
    int lanes = S.loopBound(channels);
    int rowStep = rows.dilation() * cols.size() * step;
    int colStep = cols.dilation() * step;
    int most = cols.most();
    for (int oh = 0; oh < rows.windows(); oh++) {
      int h = rows.count()[oh];
      for (int ow = 0; ow < cols.windows(); ow++) {
        int w = cols.count()[ow];
        int first = io + (rows.first()[oh] * cols.size() + cols.first()[ow]) * step;
        int at = (oh * cols.windows() + ow) * step;
        if (ROWS > 0 && h == ROWS && w == COLS) {
          window(in, first, rowStep, colStep, out, oo + at, taps, to + at, lanes, ROWS, COLS, COLS);
        } else {
          window(in, first, rowStep, colStep, out, oo + at, taps, to + at, lanes, h, w, most);
        }
      }
    }
    PoolScalar.run(KIND, in, io, out, oo, taps, to, lanes, channels, step, plane);
  }

  private static void window(float[] in, int first, int rowStep, int colStep, float[] out, int oo, float[] taps, int to, int lanes, int h, int w,
      int most) {
    for (int c = 0; c < lanes; c += S.length()) {
      FloatVector best = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
      FloatVector tap = FloatVector.broadcast(S, h * w == 0 ? -1 : 0);
      for (int i = 0; i < h; i++) {
        for (int j = 0; j < w; j++) {
          FloatVector v = FloatVector.fromArray(S, in, first + c + i * rowStep + j * colStep);
          VectorMask<Float> larger = v.compare(VectorOperators.GT, best).or(v.compare(VectorOperators.NE, v));
          best = best.blend(v, larger);
          if (TAPS) {
            tap = tap.blend(i * most + j, larger);
          }
        }
      }
      best.intoArray(out, oo + c);
      if (TAPS) {
        tap.intoArray(taps, to + c);
      }
    }
  }
}
