package lanewise.tensor.kernel.pool;

import java.util.Arrays;

/** The scalar twins of {@link PoolKernel}: one channel after the other, for all channels or for those that fill no vector. */
final class PoolScalar {
  private PoolScalar() {}

  /** Channels {@code from} to {@code channels - 1} of an image. */
  static void run(PoolKernel.Kind kind, float[] in, int io, float[] out, int oo, float[] taps, int to, int from, int channels, int step,
      PoolPlane plane) {
    if (from == channels) {
      return;
    }
    PoolPlane.Windows rows = plane.rows();
    PoolPlane.Windows cols = plane.cols();
    int most = cols.most();
    int rowStep = rows.dilation() * cols.size() * step;
    int colStep = cols.dilation() * step;
    for (int oh = 0; oh < rows.windows(); oh++) {
      for (int ow = 0; ow < cols.windows(); ow++) {
        int first = io + (rows.first()[oh] * cols.size() + cols.first()[ow]) * step;
        int at = (oh * cols.windows() + ow) * step;
        int h = rows.count()[oh];
        int w = cols.count()[ow];
        for (int c = from; c < channels; c++) {
          switch (kind) {
            case MAX -> out[oo + at + c] = max(in, first + c, h, rowStep, w, colStep);
            case MAX_WITH_TAPS -> {
              int tap = maxTap(in, first + c, h, rowStep, w, colStep, most);
              taps[to + at + c] = tap;
              out[oo + at + c] = tap < 0 ? Float.NEGATIVE_INFINITY : in[first + c + tap / most * rowStep + tap % most * colStep];
            }
            case MAX_GRADIENT -> {
              int tap = (int) taps[to + at + c];
              if (tap >= 0) {
                in[first + c + tap / most * rowStep + tap % most * colStep] += out[oo + at + c];
              }
            }
            case MEAN -> out[oo + at + c] = h * w == 0 ? 0 : sum(in, first + c, h, rowStep, w, colStep) / plane.divisor(oh, ow);
            case MEAN_GRADIENT -> add(in, first + c, h, rowStep, w, colStep, out[oo + at + c] / plane.divisor(oh, ow));
          }
        }
      }
    }
  }

  /**
   * The gradient of the largest values of one plane that lies by itself, which is overwritten; the additions come in the order of {@link #run}.
   *
   * @param places where each tap of the largest window lies, from the window's first one
   */
  static void maxGradient(float[] dx, int xo, float[] dy, int yo, float[] taps, int to, int[] places, PoolPlane plane) {
    Arrays.fill(dx, xo, xo + plane.inPixels(), 0);
    int[] columns = plane.cols().first();
    int width = plane.cols().size();
    for (int oh = 0; oh < plane.rows().windows(); oh++) {
      int row = xo + plane.rows().first()[oh] * width;
      int at = oh * columns.length;
      for (int ow = 0; ow < columns.length; ow++) {
        int tap = (int) taps[to + at + ow];
        if (tap >= 0) {
          dx[row + columns[ow] + places[tap]] += dy[yo + at + ow];
        }
      }
    }
  }

  private static float max(float[] x, int first, int h, int rowStep, int w, int colStep) {
    float best = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < h; i++) {
      for (int j = 0; j < w; j++) {
        float v = x[first + i * rowStep + j * colStep];
        best = v > best || v != v ? v : best;
      }
    }
    return best;
  }

  private static int maxTap(float[] x, int first, int h, int rowStep, int w, int colStep, int most) {
    float best = Float.NEGATIVE_INFINITY;
    int tap = h * w == 0 ? -1 : 0;
    for (int i = 0; i < h; i++) {
      for (int j = 0; j < w; j++) {
        float v = x[first + i * rowStep + j * colStep];
        if (v > best || v != v) {
          best = v;
          tap = i * most + j;
        }
      }
    }
    return tap;
  }

  private static float sum(float[] x, int first, int h, int rowStep, int w, int colStep) {
    float sum = -0f;
    for (int i = 0; i < h; i++) {
      float row = -0f;
      for (int j = 0; j < w; j++) {
        row += x[first + i * rowStep + j * colStep];
      }
      sum += row;
    }
    return sum;
  }

  private static void add(float[] x, int first, int h, int rowStep, int w, int colStep, float value) {
    for (int i = 0; i < h; i++) {
      for (int j = 0; j < w; j++) {
        x[first + i * rowStep + j * colStep] += value;
      }
    }
  }
}
