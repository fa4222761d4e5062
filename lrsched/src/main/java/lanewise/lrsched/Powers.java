package lanewise.lrsched;

/** Powers of factors, and fractions of the way, within a few units in the last place. */
final class Powers {
  /** Ratios below this have a fourth power that is a long: cycles are passed four at a time. */
  static final int STRIDES = 1 << 15;

  private static final double LOG_OF_TWO = 0.6931471805599453;

  private Powers() {}

  /** 1 + m + m^2 + m^3: four neighbouring cycles in units of the first. */
  static long sumOfFour(long m) {
    return 1 + m * (1 + m * (1 + m));
  }

  /** As many bits as m^4 needs, or a few more. */
  static int bitsOfFourth(int m) {
    return 4 * (Integer.SIZE - Integer.numberOfLeadingZeros(m));
  }

  /** m^4. */
  static long fourth(long m) {
    return m * m * m * m;
  }

  /** base gamma^n; exactly the base for n = 0, and 0 for base 0 even where the power overflows. */
  static double times(double base, double gamma, long n) {
    if (n == 0 || base == 0 || gamma == 1) {
      return base;
    }
    return base * (n == 1 ? gamma : n == 2 ? gamma * gamma : StrictMath.pow(gamma, n));
  }

  /**
   * base gamma^n for peaks of cycles, from which more is computed: within 0.501 units in the last place while n is below 2^40 and power and result
   * are of 1e-250 to 1e250, else as {@link #times(double, double, long)}.
   */
  static double peak(double base, double gamma, long n) {
    if (n < 2 || n >= 1L << 40) {
      return times(base, gamma, n);
    }
    double high = 1;
    double low = 0;
    double factor = gamma;
    double rest = 0;
    for (long m = n; m > 0; m >>= 1) {
      if ((m & 1) == 1) {
        double product = high * factor;
        low = Math.fma(high, factor, -product) + high * rest + low * factor;
        high = product + low;
        low = product - high + low;
      }
      double square = factor * factor;
      rest = Math.fma(factor, factor, -square) + 2 * factor * rest;
      factor = square + rest;
      rest = square - factor + rest;
    }
    double peak = base * high;
    double exact = peak + (Math.fma(base, high, -peak) + base * low);
    return exact > 1e-250 && exact < 1e250 && high > 1e-250 ? exact : times(base, gamma, n);
  }

  /** base gamma^(part / whole); exactly the base at part = 0. */
  static double times(double base, double gamma, long part, long whole) {
    if (part == 0 || base == 0 || gamma == 1) {
      return base;
    }
    double exponent = (double) part / whole;
    double power = StrictMath.pow(gamma, exponent);
    double left = Math.fma(-exponent, whole, part);
    if (left == 0 || power == Double.POSITIVE_INFINITY) {
      return base * power;
    }
    // Half a unit of the exponent changes the power by |log power| / 2 units: a few per cent of that logarithm are less than the last digit.
    double log = LOG_OF_TWO * (Math.getExponent(power) + Math.scalb(power, -Math.getExponent(power)) - 1);
    return base * Math.fma(power, left / part * log, power);
  }

  /** (part / whole)^power for 0 < part <= whole, with the rounding of the quotient taken out. */
  static double ofFraction(double part, double whole, double power) {
    double u = part / whole;
    if (power == 1) {
      return u;
    }
    double rest = Math.fma(-u, whole, part) / whole;
    double value = StrictMath.pow(u, power);
    return value == 0 ? value : Math.fma(value, power * rest / u, value);
  }

  /** 1 - (part / whole)^power for 0 < part <= whole, without cancellation and with what was rounded off on the way; left is whole - part. */
  static double missing(double part, double left, double power) {
    double whole = part + left;
    if (power == 1) {
      return left / whole;
    }
    boolean late = left <= part;
    double u = (late ? left : part) / whole;
    double rest = Math.fma(-u, whole, late ? left : part) / whole;
    double log = late ? StrictMath.log1p(-u) : StrictMath.log(u);
    double logRest = late ? -rest / (1 - u) : rest / u;
    double exponent = power * log;
    double exponentRest = Math.fma(power, log, -exponent) + power * logRest;
    double change = StrictMath.expm1(exponent);
    return -Math.fma(change + 1, exponentRest, change);
  }
}
