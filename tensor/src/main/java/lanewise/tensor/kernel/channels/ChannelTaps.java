package lanewise.tensor.kernel.channels;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.template.Templates;

/**
 * Some pixels of a depthwise convolution, channels last: {@code y[p][c] = sum over taps of x[p + tap][c] * w[tap][c]}, plus a bias. Order of sum: one
 * chain over the taps in the order of their table, from +0; the bias after.
 */
public interface ChannelTaps {
  /**
   * Computes n pixels that meet the same taps.
   *
   * @param x source; what pixel p meets with the first tap of a pair is at {@code xo + p * xStep + taps[t]}, with the next one {@code xStep} further
   * @param w weights of the first tap of a pair at {@code taps[t + 1]}, of the next one {@code channels} further
   * @param taps pairs, each for as many taps as the kernel takes together; those from 0 to {@code end} (exclusive) are used
   * @param bias summands of the channels; not read by a kernel without bias
   * @param y result; pixel p at {@code yo + p * yStep}
   */
  void run(float[] x, int xo, int xStep, float[] w, int[] taps, int end, float[] bias, float[] y, int yo, int yStep, int n, int channels);

  /**
   * The kernel at the level in force, its vectors not wider than the channels.
   *
   * @param together neighbouring taps that are one pair of the table, 1 or 3: three share what neighbouring pixels read
   */
  static ChannelTaps of(boolean bias, int together, int channels) {
    return Templates.kernel(new TapsRecipe(bias, together), bits(channels));
  }

  /** Width of vectors for so many channels. */
  static int bits(int channels) {
    return Math.min(Ladder.level().bits(), channels >= 16 ? 512 : channels >= 8 ? 256 : 128);
  }

  /** The channels from {@code first} on, one by one. */
  static void scalar(float[] x, int xo, int xStep, float[] w, int[] taps, int end, TapsRecipe recipe, float[] bias, float[] y, int yo, int yStep,
      int n, int channels, int first) {
    for (int p = 0; p < n; p++) {
      for (int c = first; c < channels; c++) {
        float sum = 0;
        for (int t = 0; t < end; t += 2) {
          for (int k = 0; k < recipe.together; k++) {
            sum = Fma.fma(x[xo + (p + k) * xStep + taps[t] + c], w[taps[t + 1] + k * channels + c], sum);
          }
        }
        y[yo + p * yStep + c] = recipe.bias ? sum + bias[c] : sum;
      }
    }
  }

  /** With or without bias, one tap or three together. */
  record TapsRecipe(boolean bias, int together) implements Exercised<ChannelTaps> {
    @Override
    public ChannelTaps scalar() {
      return (x, xo, xStep, w, taps, end, b, y, yo, yStep, n, channels) ->
          ChannelTaps.scalar(x, xo, xStep, w, taps, end, this, b, y, yo, yStep, n, channels, 0);
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
      int[] taps = {0, 0, 1, 1};
      kernel.run(data.in(0), 0, 35, data.in(1), taps, 4, data.in(2), data.out(0), 0, 35, 9, 35);
      return 9 * 35 * 2 * together;
    }
  }
}
