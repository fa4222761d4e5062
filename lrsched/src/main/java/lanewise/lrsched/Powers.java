package lanewise.lrsched;

/** Powers of factors, and fractions of the way, within a few units in the last place. */
final class Powers {
  /** Ratios below this have a fourth power that is a long: cycles are passed four at a time. */
  static final int STRIDES = 1 << 15;

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

  /** base gamma^(part / whole); exactly the base at part = 0. */
  static double times(double base, double gamma, long part, long whole) {
    if (part == 0 || base == 0 || gamma == 1) {
      return base;
    }
    double exponent = (double) part / whole;
    double rest = Math.fma(-exponent, whole, part) / whole;
    double power = StrictMath.pow(gamma, exponent);
    return base * (rest == 0 ? power : Math.fma(power, rest * StrictMath.log(gamma), power));
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

  /** 1 - (part / whole)^power for 0 < part <= whole, without cancellation; {@code left} is whole - part. */
  static double missing(double part, double left, double power) {
    double whole = part + left;
    if (power == 1) {
      return left / whole;
    }
    double log = left <= part ? StrictMath.log1p(-left / whole) : StrictMath.log(part / whole);
    return -StrictMath.expm1(power * log);
  }
}
