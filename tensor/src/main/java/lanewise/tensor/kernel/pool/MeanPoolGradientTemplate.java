package lanewise.tensor.kernel.pool;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.template.Widths;

/**
 * The vector loop of the gradient of the means of {@link PoolKernel}; specialised by {@link Templates}. Windows of the
 * recipe's size get loops of constant length.
 */
final class MeanPoolGradientTemplate implements PoolKernel {
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
    for (int oh = 0; oh < rows.windows(); oh++) {
      int h = rows.count()[oh];
      for (int ow = 0; ow < cols.windows(); ow++) {
        int w = cols.count()[ow];
        int first = io + (rows.first()[oh] * cols.size() + cols.first()[ow]) * step;
        int at = (oh * cols.windows() + ow) * step;
        if (ROWS > 0 && h == ROWS && w == COLS) {
          window(in, first, rowStep, colStep, out, oo + at, lanes, plane.divisor(oh, ow), ROWS, COLS);
        } else {
          window(in, first, rowStep, colStep, out, oo + at, lanes, plane.divisor(oh, ow), h, w);
        }
      }
    }
    PoolScalar.run(Kind.MEAN_GRADIENT, in, io, out, oo, taps, to, lanes, channels, step, plane);
  }

  private static void window(float[] in, int first, int rowStep, int colStep, float[] out, int oo, int lanes, float divisor, int h, int w) {
    for (int c = 0; c < lanes; c += S.length()) {
      FloatVector share = FloatVector.fromArray(S, out, oo + c).div(divisor);
      for (int i = 0; i < h; i++) {
        for (int j = 0; j < w; j++) {
          int pixel = first + c + i * rowStep + j * colStep;
          FloatVector.fromArray(S, in, pixel).add(share).intoArray(in, pixel);
        }
      }
    }
  }
}
