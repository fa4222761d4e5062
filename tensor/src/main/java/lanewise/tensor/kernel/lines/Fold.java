package lanewise.tensor.kernel.lines;

import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.Order;

/**
 * What a reduction does with an element: how it enters the value so far, and how two values are merged. The scalar form of {@link RowFold} and {@link
 * ColumnFold}. k is a number of the row or column, y the element of a second array; both only where the formula names them.
 */
public enum Fold {
  /** The sum of x. */
  SUM,
  /** The sum of |x|. */
  ABSOLUTE,
  /** The sum of x - k. */
  DEVIATIONS,
  /** The sum of (x - k)^2, the square inside the fma. */
  SQUARES,
  /** The sum of x y, the product inside the fma. */
  PRODUCTS,
  /** The sum of (x - k) y, the product inside the fma. */
  DEVIATION_PRODUCTS,
  /** The number of elements that are not 0. */
  NONZERO,
  /** The number of x equal to k. */
  MATCHES,
  /** The number of |x| equal to k. */
  ABSOLUTE_MATCHES,
  /** The largest x; NaN where there is one. Of 0 and -0 the first stays. */
  MAX,
  /** The smallest x; NaN where there is one. */
  MIN,
  /** The largest |x|; NaN where there is one. */
  ABSOLUTE_MAX,
  /** The smallest |x|; NaN where there is one. */
  ABSOLUTE_MIN,
  /** The product of x. */
  PRODUCT;

  private final boolean upper = name().endsWith("MAX");
  private final boolean lower = name().endsWith("MIN");

  /** The value of nothing: merged with it, any value stays as it is, to the bit. */
  public float neutral() {
    if (upper) {
      return Float.NEGATIVE_INFINITY;
    }
    if (lower) {
      return Float.POSITIVE_INFINITY;
    }
    return this == PRODUCT ? 1f : -0f;
  }

  /** True where the formula has y. */
  boolean binary() {
    return this == PRODUCTS || this == DEVIATION_PRODUCTS;
  }

  /** True where the formula has x - k. */
  boolean shifted() {
    return this == DEVIATIONS || this == SQUARES || this == DEVIATION_PRODUCTS;
  }

  /** True where the formula has k. */
  public boolean numbered() {
    return shifted() || this == MATCHES || this == ABSOLUTE_MATCHES;
  }

  /** True for sums of elements, or of products inside the fma, of x or x - k. */
  boolean sums() {
    return this == SUM || binary() || shifted();
  }

  /** The value after one more element. */
  float step(float value, float x, float y, float k) {
    if (this == SUM) {
      return value + x;
    }
    if (this == ABSOLUTE) {
      return value + Math.abs(x);
    }
    if (this == DEVIATIONS) {
      return value + (x - k);
    }
    if (this == SQUARES) {
      float d = x - k;
      return Fma.fma(d, d, value);
    }
    if (this == PRODUCTS) {
      return Fma.fma(x, y, value);
    }
    if (this == DEVIATION_PRODUCTS) {
      return Fma.fma(x - k, y, value);
    }
    if (this == NONZERO) {
      return value + (x == 0 ? 0f : 1f);
    }
    if (this == MATCHES) {
      return value + (x == k ? 1f : 0f);
    }
    if (this == ABSOLUTE_MATCHES) {
      return value + (Math.abs(x) == k ? 1f : 0f);
    }
    if (this == PRODUCT) {
      return value * x;
    }
    float v = this == ABSOLUTE_MAX || this == ABSOLUTE_MIN ? Math.abs(x) : x;
    return merge(value, v);
  }

  /** Two values in one, the first one's elements coming first. */
  float merge(float a, float b) {
    if (upper) {
      return b > a || b != b ? b : a;
    }
    if (lower) {
      return b < a || b != b ? b : a;
    }
    return this == PRODUCT ? a * b : a + b;
  }

  /** {@link #merge(float, float)} of values of long stretches, in double. */
  public double merge(double a, double b) {
    if (upper) {
      return b > a || b != b ? b : a;
    }
    if (lower) {
      return b < a || b != b ? b : a;
    }
    return this == PRODUCT ? a * b : a + b;
  }

  /** Where merging in double begins: sums at +0. */
  public double start() {
    return neutral() == 0 ? 0 : neutral();
  }

  /** The value of the lanes at {@code at}, which are overwritten: the tree of {@link Order}, of the first {@code count} lanes. */
  public float tree(float[] lanes, int at, int count) {
    int left = count;
    for (int half = Order.LANES / 2; half > 0; half /= 2) {
      for (int l = 0; l + half < left; l++) {
        lanes[at + l] = merge(lanes[at + l], lanes[at + l + half]);
      }
      left = Math.min(left, half);
    }
    return lanes[at];
  }
}
