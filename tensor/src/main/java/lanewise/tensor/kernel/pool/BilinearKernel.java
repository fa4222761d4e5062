package lanewise.tensor.kernel.pool;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/** Bilinear interpolation of one image with channels last, and its gradient. */
public interface BilinearKernel {
  /**
   * The two pixels along an axis that each pixel of the result lies between.
   *
   * @param size of the axis
   * @param lower the nearer one to the start
   * @param upper the other one, perhaps the same
   * @param share weight of the upper one; the lower one has 1 - share
   */
  record Neighbours(int size, int[] lower, int[] upper, float[] share) {}

  /**
   * Treats one image.
   *
   * @param x [H][W][C]: read, or for the gradient added to
   * @param y [OH][OW][C]: written, or for the gradient read
   */
  void run(float[] x, int xo, float[] y, int yo, int channels, Neighbours rows, Neighbours cols);

  /** The kernel of a direction. */
  static BilinearKernel of(boolean gradient) {
    return Templates.kernel(new BilinearRecipe(gradient));
  }

  /** The loop of a direction. */
  record BilinearRecipe(boolean gradient) implements Exercised<BilinearKernel> {
    @Override
    public BilinearKernel scalar() {
      return (x, xo, y, yo, channels, rows, cols) -> rest(gradient, x, xo, y, yo, 0, channels, rows, cols);
    }

    /** Channels from a first one on. */
    static void rest(boolean gradient, float[] x, int xo, float[] y, int yo, int from, int channels, Neighbours rows, Neighbours cols) {
      for (int oh = 0; oh < rows.lower.length && from < channels; oh++) {
        float h1 = rows.share[oh];
        float h0 = 1 - h1;
        int top = xo + rows.lower[oh] * cols.size * channels;
        int bottom = xo + rows.upper[oh] * cols.size * channels;
        for (int ow = 0; ow < cols.lower.length; ow++) {
          float w1 = cols.share[ow];
          float w0 = 1 - w1;
          int left = cols.lower[ow] * channels;
          int right = cols.upper[ow] * channels;
          int at = yo + (oh * cols.lower.length + ow) * channels;
          for (int c = from; c < channels; c++) {
            if (gradient) {
              float g = y[at + c];
              x[top + left + c] = Fma.fma(h0 * w0, g, x[top + left + c]);
              x[top + right + c] = Fma.fma(h0 * w1, g, x[top + right + c]);
              x[bottom + left + c] = Fma.fma(h1 * w0, g, x[bottom + left + c]);
              x[bottom + right + c] = Fma.fma(h1 * w1, g, x[bottom + right + c]);
            } else {
              float upper = Fma.fma(w1, x[top + right + c], w0 * x[top + left + c]);
              float lower = Fma.fma(w1, x[bottom + right + c], w0 * x[bottom + left + c]);
              y[at + c] = Fma.fma(h1, lower, h0 * upper);
            }
          }
        }
      }
    }

    @Override
    public Class<?> template() {
      return BilinearTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public int exercise(BilinearKernel kernel, Exercise data) {
      Neighbours between = new Neighbours(3, new int[] {0, 1, 2}, new int[] {1, 2, 2}, new float[] {0, 0.5f, 0.25f});
      kernel.run(data.out(0), 0, data.out(1), 0, 67, between, between);
      kernel.run(data.out(0), 0, data.out(1), 0, 19, between, between);
      return 4 * 9 * (67 + 19);
    }
  }
}
