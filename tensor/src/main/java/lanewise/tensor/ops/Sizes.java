package lanewise.tensor.ops;

/** Sizes that must fit an array. */
final class Sizes {
  /** Largest length of an array that every virtual machine gives. */
  private static final long LARGEST = Integer.MAX_VALUE - 8L;

  private Sizes() {}

  /**
   * The product of the factors.
   *
   * @throws IllegalArgumentException naming {@code what} and the geometry if an array cannot be that long
   */
  static int exact(String what, ConvGeometry geometry, int... factors) {
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
}
