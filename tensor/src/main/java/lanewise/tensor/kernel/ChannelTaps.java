package lanewise.tensor.kernel;

import java.lang.invoke.MethodHandles;

/**
 * Some pixels of a depthwise convolution, channels last: {@code y[p][c] = sum over taps of x[p + tap][c] * w[tap][c]}, plus a bias. Order of sum: one
 * chain over the taps in the order of their table, from +0; the bias after.
 */
public interface ChannelTaps {
  /**
   * Computes n pixels that meet the same taps.
   *
   * @param x source; what pixel p meets with a tap is at {@code xo + p * xStep + taps[t]}
   * @param w weights of a tap at {@code taps[t + 1]}
   * @param taps pairs, those from 0 to {@code end} (exclusive) are used
   * @param bias summands of the channels; not read by a kernel without bias
   * @param y result; pixel p at {@code yo + p * yStep}
   */
  void run(float[] x, int xo, int xStep, float[] w, int[] taps, int end, float[] bias, float[] y, int yo, int yStep, int n, int channels);

  /** The kernel at the level in force, its vectors not wider than the channels. */
  static ChannelTaps of(boolean bias, int channels) {
    return Templates.kernel(new TapsRecipe(bias), bits(channels));
  }

  /** Width of vectors for so many channels. */
  static int bits(int channels) {
    return Math.min(Ladder.level().bits(), channels >= 16 ? 512 : channels >= 8 ? 256 : 128);
  }

  /** The channels from {@code first} on, one by one. */
  static void scalar(float[] x, int xo, int xStep, float[] w, int[] taps, int end, boolean withBias, float[] bias, float[] y, int yo, int yStep,
      int n, int channels, int first) {
    for (int p = 0; p < n; p++) {
      for (int c = first; c < channels; c++) {
        float sum = 0;
        for (int t = 0; t < end; t += 2) {
          sum = Fma.fma(x[xo + p * xStep + taps[t] + c], w[taps[t + 1] + c], sum);
        }
        y[yo + p * yStep + c] = withBias ? sum + bias[c] : sum;
      }
    }
  }

  /** With or without bias. */
  record TapsRecipe(boolean bias) implements Exercised<ChannelTaps> {
    @Override
    public ChannelTaps scalar() {
      return (x, xo, xStep, w, taps, end, b, y, yo, yStep, n, channels) ->
          ChannelTaps.scalar(x, xo, xStep, w, taps, end, bias, b, y, yo, yStep, n, channels, 0);
    }

    @Override
    public Class<?> template() {
      return ChannelTapsTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public int exercise(ChannelTaps kernel, Exercise data) {
      int[] taps = {0, 0, 1, 1, 2, 2};
      kernel.run(data.in(0), 0, 35, data.in(1), taps, 6, data.in(2), data.out(0), 0, 35, 9, 35);
      return 9 * 35 * 3;
    }
  }
}
