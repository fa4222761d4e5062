package lanewise.lrsched;

import java.math.BigDecimal;
import java.math.MathContext;

/** Elementary functions in 60 digits, by their series. */
final class Exact {
  static final MathContext DIGITS = new MathContext(60);

  private static final BigDecimal ONE = BigDecimal.ONE;
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal LN_2 = lnNearOne(TWO.sqrt(DIGITS)).multiply(TWO);

  private Exact() {}

  static BigDecimal of(double x) {
    return new BigDecimal(x);
  }

  static BigDecimal of(long x) {
    return BigDecimal.valueOf(x);
  }

  static BigDecimal quotient(long a, long b) {
    return of(a).divide(of(b), DIGITS);
  }

  /** e^x; 0 where a double would be. */
  static BigDecimal exp(BigDecimal x) {
    if (x.doubleValue() < -800) {
      return BigDecimal.ZERO;
    }
    BigDecimal small = x.divide(of(1L << 20), DIGITS);
    BigDecimal term = ONE;
    BigDecimal sum = ONE;
    for (int k = 1; k <= 30; k++) {
      term = term.multiply(small, DIGITS).divide(of(k), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    for (int i = 0; i < 20; i++) {
      sum = sum.multiply(sum, DIGITS);
    }
    return sum;
  }

  static BigDecimal ln(BigDecimal x) {
    int exponent = Math.getExponent(x.doubleValue());
    BigDecimal mantissa = exponent >= 0 ? x.divide(TWO.pow(exponent), DIGITS) : x.multiply(TWO.pow(-exponent), DIGITS);
    return lnNearOne(mantissa).add(LN_2.multiply(of(exponent)), DIGITS);
  }

  private static BigDecimal lnNearOne(BigDecimal x) {
    BigDecimal root = x.sqrt(DIGITS).sqrt(DIGITS);
    BigDecimal z = root.subtract(ONE).divide(root.add(ONE), DIGITS);
    BigDecimal square = z.multiply(z, DIGITS);
    BigDecimal power = z;
    BigDecimal sum = z;
    for (int k = 3; k < 80; k += 2) {
      power = power.multiply(square, DIGITS);
      sum = sum.add(power.divide(of(k), DIGITS), DIGITS);
    }
    return sum.multiply(of(8), DIGITS);
  }

  /** x^y for x > 0; 0 for x = 0. */
  static BigDecimal pow(BigDecimal x, BigDecimal y) {
    return x.signum() == 0 ? BigDecimal.ZERO : exp(y.multiply(ln(x), DIGITS));
  }

  /** x^n by squaring, without logarithms; 0 where a double would be. */
  static BigDecimal pow(double x, long n) {
    if (n * StrictMath.log10(x) < -400) {
      return BigDecimal.ZERO;
    }
    BigDecimal result = ONE;
    BigDecimal square = of(x);
    for (long rest = n; rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        result = result.multiply(square, DIGITS);
      }
      square = rest > 1 ? square.multiply(square, DIGITS) : square;
    }
    return result;
  }

  /** (1 + cos(pi x)) / 2 for any x >= 0. */
  static BigDecimal halfWave(BigDecimal x) {
    BigDecimal folded = x.remainder(TWO);
    folded = folded.compareTo(ONE) > 0 ? TWO.subtract(folded) : folded;
    return ONE.add(Oracle.cosPi(folded)).divide(TWO);
  }
}
