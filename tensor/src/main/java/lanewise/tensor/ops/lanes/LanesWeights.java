package lanewise.tensor.ops.lanes;

import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.ops.ConvGeometry;

/** The gradient of a convolution with respect to its weights with the batch in the lanes: one unit after the other is added to the sum of a group. */
public interface LanesWeights {
  /** Floats of a group's sum. */
  int size();

  /**
   * Adds one unit to the sum of its group, or overwrites it with the first.
   *
   * @param x input images at {@code xo}
   * @param dz gradient of the output at {@code dzo}; lanes without an image are zeros
   * @param images images of the unit
   * @param first whether the unit is its group's first
   */
  void unit(float[] x, int xo, float[] dz, int dzo, int images, float[] sums, int so, boolean first, Scratch scratch);

  /** Writes output channels {@code from..to-1} of the sum of all groups to weights {@code [O, I, KH, KW]} at {@code dwo}. */
  void write(float[] sums, int from, int to, float[] dw, int dwo);

  /** The way that suits the geometry: with very few input channels the products are taken image by image. */
  static LanesWeights of(ConvGeometry g) {
    if (g.inChannels() < 4) {
      return new LanesWeightsByImage(g);
    }
    return LanesWeightsByOutput.suits(g) ? new LanesWeightsByOutput(g) : new LanesWeightsByChannel(g);
  }
}
