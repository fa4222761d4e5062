package lanewise.tensor.ops.conv;

import lanewise.tensor.ops.ConvGeometry;

/** Sizes of what a convolution works on; those that must fit an array. */
public final class Sizes {
  /** Largest length of an array that every virtual machine gives. */
  private static final long LARGEST = Integer.MAX_VALUE - 8L;

  private Sizes() {}

  /**
   * The product of the factors.
   *
   * @throws IllegalArgumentException naming {@code what} and the geometry if an array cannot be that long
   */
  public static int exact(String what, ConvGeometry geometry, int... factors) {
    long product = 1;
    for (int f : factors) {
      product = Math.multiplyExact(product, f);
      if (product > LARGEST) {
        throw new IllegalArgumentException(what + " of " + geometry + " would take " + product + " or more floats in one array; allowed: at most "
            + LARGEST);
      }
    }
    return (int) product;
  }

  /** Floats of one input image. */
  public static int input(ConvGeometry g) {
    return g.inChannels() * g.inHeight() * g.inWidth();
  }

  /** Floats of one output image. */
  public static int output(ConvGeometry g) {
    return g.outChannels() * g.outHeight() * g.outWidth();
  }

  /** Floats of the weight. */
  public static int weight(ConvGeometry g) {
    return g.outChannels() * g.groupInChannels() * g.kernelHeight() * g.kernelWidth();
  }

  /** Multiplications of one image, those with zeros counted. */
  public static long products(ConvGeometry g) {
    return (long) output(g) * g.groupInChannels() * g.kernelHeight() * g.kernelWidth();
  }
}
