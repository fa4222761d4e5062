package lanewise.tensor.kernel.channels;

import java.lang.invoke.MethodHandles;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/**
 * Products of the channels of two rows of pixels, added up: {@code sums[c] = fma(x[p][c], y[p][c], sums[c])}. Order of sum: p ascending, one chain
 * that goes on from what the sums hold.
 */
public interface ChannelProducts {
  /** Adds n pixels; pixel p of x is at {@code xo + p * xStep}, that of y at {@code yo + p * yStep}. */
  void run(float[] x, int xo, int xStep, float[] y, int yo, int yStep, int n, float[] sums, int so, int channels);

  /** The kernel at the level in force, its vectors not wider than the channels. */
  static ChannelProducts of(int channels) {
    return Templates.kernel(new ProductsRecipe(), ChannelTaps.bits(channels));
  }

  /** The channels from {@code first} on, one by one. */
  static void scalar(float[] x, int xo, int xStep, float[] y, int yo, int yStep, int n, float[] sums, int so, int channels, int first) {
    for (int c = first; c < channels; c++) {
      float sum = sums[so + c];
      for (int p = 0; p < n; p++) {
        sum = Fma.fma(x[xo + p * xStep + c], y[yo + p * yStep + c], sum);
      }
      sums[so + c] = sum;
    }
  }

  /** The loop. */
  record ProductsRecipe() implements Exercised<ChannelProducts> {
    @Override
    public ChannelProducts scalar() {
      return (x, xo, xStep, y, yo, yStep, n, sums, so, channels) ->
          ChannelProducts.scalar(x, xo, xStep, y, yo, yStep, n, sums, so, channels, 0);
    }

    @Override
    public Class<?> template() {
      return ChannelProductsTemplate.class;
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public boolean isolated() {
      return true;
    }

    @Override
    public int exercise(ChannelProducts kernel, Exercise data) {
      kernel.run(data.in(0), 0, 99, data.in(1), 0, 99, 7, data.out(0), 0, 99);
      return 7 * 99;
    }
  }
}
