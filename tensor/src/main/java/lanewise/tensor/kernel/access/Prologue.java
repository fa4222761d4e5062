package lanewise.tensor.kernel.access;

import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.elementwise.AffineKernel;
import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.template.Templates;

/**
 * A function of a tensor's stored values that has not been applied yet: {@code act(fma(x, scale[c], shift[c]))}, c being the channel, the fastest
 * axis in memory. A batch normalisation leaves one on its result. A convolution applies it while it copies a unit of images into its scratch; every
 * other reader gets the values, applied once.
 *
 * @param scale factors of the channels, repeated up to a whole table of {@link Order#channelRows} rows
 * @param shift summands, likewise
 * @param channels number of channels
 * @param activation what is applied last
 */
public record Prologue(Tensor scale, Tensor shift, int channels, MapOp activation) {
  /** The function with its arrays, taken on the calling thread: for use by the chunks of a run. */
  public Bound bind() {
    return new Bound(Templates.kernel(new AffineKernel.AffineRecipe(activation)), TensorAccess.values(scale), TensorAccess.offset(scale),
        TensorAccess.values(shift), TensorAccess.offset(shift), Order.channelRows(channels) * channels);
  }

  /** A prologue ready to be applied by any thread. */
  public record Bound(AffineKernel kernel, float[] scale, int so, float[] shift, int to, int period) {
    /** {@code y[yo + i] = act(fma(x[xo + i], scale, shift))} for 0 <= i < n; n is a multiple of the number of channels. */
    public void apply(float[] x, int xo, float[] y, int yo, int n) {
      kernel.run(x, xo, y, yo, n, scale, so, shift, to, period);
    }
  }
}
