package lanewise.tensor.kernel;

/** Functions in double, good to a dozen digits, that neither Java nor the library has: what the errors of operators are measured against. */
final class Exact {
  private Exact() {}

  /** The error function: its series for small arguments, a continued fraction of its complement for others. */
  static double erf(double x) {
    double a = Math.abs(x);
    if (!(a <= 2.5)) {
      return Double.isNaN(x) ? x : Math.copySign(1 - erfc(a), x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; n < 80; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return sum * 2 / StrictMath.sqrt(Math.PI);
  }

  /** 1 - erf(x) for x >= 2. */
  private static double erfc(double x) {
    if (x > 28) {
      return 0;
    }
    double f = 0;
    for (int k = 200; k >= 1; k--) {
      f = k / 2.0 / (x + f);
    }
    return StrictMath.exp(-x * x) / (x + f) / StrictMath.sqrt(Math.PI);
  }

  /** The share of the normal distribution below x. */
  static double share(double x) {
    double u = -x / StrictMath.sqrt(2);
    return u >= 2 ? erfc(u) / 2 : 0.5 * (1 - erf(u));
  }

  /** 1 / (1 + e^-x). */
  static double sigmoid(double x) {
    return x < 0 ? StrictMath.exp(x) / (1 + StrictMath.exp(x)) : 1 / (1 + StrictMath.exp(-x));
  }

  /** ln(1 + e^x). */
  static double softplus(double x) {
    return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  /** x tanh(ln(1 + e^x)). */
  static double mish(double x) {
    double e = StrictMath.exp(Math.min(x, 40));
    double n = e * (e + 2);
    return x * (n / (n + 2));
  }

  /** GELU with the hyperbolic tangent. */
  static double geluTanh(double x) {
    return x * sigmoid(2 * StrictMath.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x));
  }
}
