package lanewise.tensor.kernel.functions;

/** Functions in double, good to a dozen digits, that neither Java nor the library has: what the errors of operators are measured against. */
public final class Exact {
  private Exact() {}

  /** Points of {@link #CENTRAL} to a unit. */
  private static final int POINTS = 32;
  /** From here on the central share is 1. */
  private static final double FAR = 9;
  /** The share of the normal distribution between -x and x, at multiples of 1 / POINTS. */
  private static final double[] CENTRAL = new double[(int) FAR * POINTS + 1];

  static {
    for (int k = 0; k < CENTRAL.length; k++) {
      CENTRAL[k] = erfBySeries((double) k / POINTS / Math.sqrt(2));
    }
  }

  /** The error function. */
  static double erf(double x) {
    return Double.isNaN(x) ? x : Math.copySign(central(Math.abs(x) * Math.sqrt(2)), x);
  }

  /** The share of the normal distribution below x, good in absolute terms. */
  public static double share(double x) {
    return 0.5 * (1 + Math.copySign(central(Math.abs(x)), x));
  }

  /** The share of the normal distribution between -x and x, for x >= 0: the Taylor series around the nearest point of the table. */
  private static double central(double x) {
    if (!(x < FAR)) {
      return Double.isNaN(x) ? x : 1;
    }
    int point = (int) Math.rint(x * POINTS);
    double at = (double) point / POINTS;
    double h = x - at;
    double before = 0;
    double hermite = 1;
    double power = h;
    double sum = 0;
    for (int n = 0; n < 10; n++) {
      sum += hermite * power;
      power *= -h / (n + 2);
      double next = at * hermite - n * before;
      before = hermite;
      hermite = next;
    }
    return CENTRAL[point] + sum * Math.exp(-at * at / 2) * Math.sqrt(2 / Math.PI);
  }

  /** The error function for x >= 0: its series for small arguments, a continued fraction of its complement for others. */
  private static double erfBySeries(double x) {
    if (x > 2.5) {
      return 1 - erfc(x);
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
    double f = 0;
    for (int k = 200; k >= 1; k--) {
      f = k / 2.0 / (x + f);
    }
    return StrictMath.exp(-x * x) / (x + f) / StrictMath.sqrt(Math.PI);
  }

  /** 1 / (1 + e^-x). */
  static double sigmoid(double x) {
    double e = Math.exp(-Math.abs(x));
    return (x < 0 ? e : 1) / (1 + e);
  }

  /** ln(1 + e^x). */
  static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** x tanh(ln(1 + e^x)). */
  static double mish(double x) {
    double e = Math.exp(Math.min(x, 40));
    double n = e * (e + 2);
    return x * (n / (n + 2));
  }

  /** GELU with the hyperbolic tangent. */
  static double geluTanh(double x) {
    return x * sigmoid(2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x));
  }
}
