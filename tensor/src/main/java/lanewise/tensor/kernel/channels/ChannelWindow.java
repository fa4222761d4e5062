package lanewise.tensor.kernel.channels;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/**
 * Products of the channels of a row of pixels with those that a window three columns wide meets, added up:
 * {@code sums[r][k][c] = fma(x[r][p + k][c], y[p][c], sums[r][k][c])} for the rows r and the columns k of the window. Order of sum: p ascending, one
 * chain that goes on from what the sums hold.
 */
public interface ChannelWindow {
  /**
   * Adds n pixels of y, at least two.
   *
   * @param x what pixel p meets in row r and column k of the window is at {@code xo + r * xRow + (p + k) * xStep}
   * @param y pixel p is at {@code yo + p * yStep}
   * @param left whether the first pixel misses column 0
   * @param right whether the last pixel misses column 2
   * @param sums row r, column k at {@code so + (3 * r + k) * channels}
   */
  void run(float[] x, int xo, int xRow, int xStep, float[] y, int yo, int yStep, int n, boolean left, boolean right, float[] sums, int so,
      int channels);

  /** The kernel for a window of one row or three at the level in force, its vectors not wider than the channels. */
  static ChannelWindow of(int rows, int channels) {
    return Templates.kernel(new WindowRecipe(rows), ChannelTaps.bits(channels));
  }

  /** The channels from {@code first} on, one by one. */
  static void scalar(float[] x, int xo, int xRow, int xStep, float[] y, int yo, int yStep, int n, boolean left, boolean right, float[] sums, int so,
      int channels, int rows, int first) {
    for (int r = 0; r < rows; r++) {
      for (int k = 0; k < 3; k++) {
        int from = k == 0 && left ? 1 : 0;
        int count = (k == 2 && right ? n - 1 : n) - from;
        ChannelProducts.scalar(x, xo + r * xRow + (from + k) * xStep, xStep, y, yo + from * yStep, yStep, count, sums, so + (3 * r + k) * channels,
            channels, first);
      }
    }
  }

  /** For a window of one row or three. */
  record WindowRecipe(int rows) implements Exercised<ChannelWindow> {
    @Override
    public ChannelWindow scalar() {
      return (x, xo, xRow, xStep, y, yo, yStep, n, left, right, sums, so, channels) ->
          ChannelWindow.scalar(x, xo, xRow, xStep, y, yo, yStep, n, left, right, sums, so, channels, rows, 0);
    }

    @Override
    public Class<?> template() {
      return ChannelWindowTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public int exercise(ChannelWindow kernel, Exercise data) {
      kernel.run(data.in(0), 0, 200, 35, data.in(1), 0, 35, 7, true, true, data.out(0), 0, 35);
      kernel.run(data.in(0), 0, 200, 35, data.in(1), 0, 35, 7, false, false, data.out(0), 0, 35);
      return 40 * 35 * rows;
    }
  }
}
