package lanewise.tensor.kernel.pool;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector loop of the gradient of the largest values of {@link PoolKernel}; specialised by {@link Templates}. Windows of the
 * recipe's size get loops of constant length.
 */
final class MaxPoolGradientTemplate implements PoolKernel {
  private static final Templates.Data DATA = Templates.data(MethodHandles.lookup());
  private static final VectorSpecies<Float> S = Widths.species(DATA.bits());
  private static final int ROWS = ((PoolRecipe) DATA.recipe()).rows();
  private static final int COLS = ((PoolRecipe) DATA.recipe()).cols();

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
    PoolScalar.run(Kind.MAX_GRADIENT, in, io, out, oo, taps, to, lanes, channels, step, plane);
  }

  private static void window(float[] in, int first, int rowStep, int colStep, float[] out, int oo, float[] taps, int to, int lanes, int h, int w,
      int most) {
    for (int c = 0; c < lanes; c += S.length()) {
      FloatVector dy = FloatVector.fromArray(S, out, oo + c);
      FloatVector tap = FloatVector.fromArray(S, taps, to + c);
      for (int i = 0; i < h; i++) {
        for (int j = 0; j < w; j++) {
          int pixel = first + c + i * rowStep + j * colStep;
          FloatVector dx = FloatVector.fromArray(S, in, pixel);
          dx.blend(dx.add(dy), tap.compare(VectorOperators.EQ, i * most + j)).intoArray(in, pixel);
        }
      }
    }
  }
}
