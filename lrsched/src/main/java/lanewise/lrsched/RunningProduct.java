package lanewise.lrsched;

/**
 * A product of many doubles in twice their precision: an unevaluated sum high + low with a separate exponent. A multiplication has a relative error
 * of about 2^-104, so that a million of them leave the rounded result as it would be of the exact product, save for ties beyond the 80th bit; nothing
 * overflows or underflows on the way.
 */
final class RunningProduct {
  private double high;
  private double low;
  private long exponent;

  /** The product that begins with a finite number. */
  RunningProduct(double first) {
    high = first;
    normalise();
  }

  /** Multiplies by a finite number. */
  void multiply(double factor) {
    int shift = Math.getExponent(factor);
    double f = Math.scalb(factor, -shift);
    double product = high * f;
    double error = Math.fma(high, f, -product) + low * f;
    high = product + error;
    low = error - (high - product);
    exponent += shift;
    normalise();
  }

  boolean isZero() {
    return high == 0;
  }

  /** The product, rounded to a double: infinite or 0 where it is beyond the range. */
  double value() {
    return Math.scalb(high, (int) Math.clamp(exponent, -5000L, 5000L));
  }

  private void normalise() {
    int shift = high == 0 ? 0 : Math.getExponent(high);
    high = Math.scalb(high, -shift);
    low = Math.scalb(low, -shift);
    exponent += shift;
  }
}
