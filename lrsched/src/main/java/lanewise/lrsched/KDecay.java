package lanewise.lrsched;

/**
 * Half a cosine over a power of the way: with u = (done / whole)^k,
 *
 * <pre>{@code last + (first - last) (1 + cos(pi u)) / 2}</pre>
 *
 * <p>The square of a sine doubles the relative error of its argument, so u and 1 - u are needed in more digits than a double has: the logarithm is a
 * series whose first term is held as a sum of two doubles, and so is the exponential function close to 0.
 */
final class KDecay {
  /** ln 2 in 32 bits, so that a multiple of it is exact, and the rest. */
  private static final double LN2 = 0x1.62e42feep-1;
  private static final double LN2_REST = 0x1.a39ef35793c76p-33;
  /** 1/3, 1/5, 1/7, ...: of 2 artanh(s) = 2 s + 2 s (s^2 / 3 + s^4 / 5 + ...), for s below 0.1716. */
  private static final double[] ODD = new double[12];
  /** 1/2!, 1/3!, ...: of e^x = 1 + x + x^2 / 2! + ..., for x between -ln(2) / 2 and ln(2) / 2. */
  private static final double[] FACTORIAL = new double[14];

  static {
    double factorial = 1;
    for (int i = 0; i < FACTORIAL.length; i++) {
      factorial /= i + 2;
      FACTORIAL[i] = factorial;
    }
    for (int i = 0; i < ODD.length; i++) {
      ODD[i] = 1.0 / (2 * i + 3);
    }
  }

  private static final double LN_HALF = -0.6931471805599453;

  private KDecay() {}

  /** The value on the way from {@code first} to {@code last}, with {@code done} > 0 behind and {@code left} ahead; k is positive. */
  static double between(double first, double last, double done, double left, double k) {
    if (left == 0) {
      return last;
    }
    double whole = done + left;
    int e = Math.getExponent(done) - Math.getExponent(whole);
    double part = Math.scalb(done, -e);
    if (part > Math.sqrt(2) * whole) {
      part /= 2;
      e++;
    } else if (part < Math.sqrt(0.5) * whole) {
      part *= 2;
      e--;
    }
    // ln(part / whole) = 2 artanh(s), s = (part - whole) / (part + whole); the difference is exact.
    double difference = part - whole;
    double sum = part + whole;
    double s = difference / sum;
    double sRest = (Math.fma(-s, sum, difference) - s * (part - (sum - whole))) / sum;
    double log = e * LN2 + 2 * s;
    double logRest = 2 * s - (log - e * LN2) + e * LN2_REST + 2 * sRest + 2 * s * polynomial(ODD, s * s) * (s * s);
    double product = k * log;
    if (product < -745) {
      return first;
    }
    double productRest = Math.fma(k, log, -product) + k * logRest;
    double x = product + productRest;
    double xRest = product - x + productRest;
    // e^x = 2^-n (1 + change), or 1 - e^x = -change (2 + change) with the change of half of x.
    int n = x < LN_HALF ? (int) Math.rint(x / LN_HALF) : 0;
    double near = n == 0 ? x / 2 : x + n * LN2;
    double rest = n == 0 ? xRest / 2 : xRest + n * LN2_REST;
    double y = near + rest;
    double yRest = near - y + rest;
    double curved = y * y * polynomial(FACTORIAL, y) + yRest;
    double change = y + curved;
    double changeRest = y - change + curved;
    if (n == 0) {
      double two = 2 + change;
      double away = change * two;
      double awayRest = Math.fma(change, two, -away) + change * (2 - two + change + changeRest) + changeRest * two;
      return Annealing.COS.from(last, first, -away, -awayRest);
    }
    double power = 1 + change;
    double powerRest = 1 - power + change + changeRest;
    return Annealing.COS.from(first, last, Math.scalb(power, -n), Math.scalb(powerRest, -n));
  }

  private static double polynomial(double[] coefficients, double x) {
    double sum = 0;
    for (int i = coefficients.length - 1; i >= 0; i--) {
      sum = Math.fma(sum, x, coefficients[i]);
    }
    return sum;
  }
}
