package lanewise.lrsched;

import java.math.BigDecimal;
import java.math.MathContext;

/** The closed forms of the specification in 100 digits, written down independently of the implementation (textbook form, cosine by its series). */
final class Oracle {
  static final MathContext DIGITS = new MathContext(100);
  static final BigDecimal PI = new BigDecimal(
      "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651");

  private static final BigDecimal HALF = new BigDecimal("0.5");

  private Oracle() {}

  static BigDecimal exact(double x) {
    return new BigDecimal(x);
  }

  /** cos(pi u) for 0 <= u <= 1. */
  static BigDecimal cosPi(BigDecimal u) {
    if (u.compareTo(BigDecimal.ONE) == 0) {
      return BigDecimal.ONE.negate();
    }
    BigDecimal x = PI.multiply(u, DIGITS);
    BigDecimal square = x.multiply(x, DIGITS);
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ONE;
    for (int k = 1; k <= 40; k++) {
      term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(-(2L * k - 1) * (2L * k)), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return sum;
  }

  /** z + (a - z) (1 + cos(pi u)) / 2. */
  static BigDecimal cosine(BigDecimal a, BigDecimal z, BigDecimal u) {
    BigDecimal share = BigDecimal.ONE.add(cosPi(u)).multiply(HALF);
    return z.add(a.subtract(z).multiply(share, DIGITS), DIGITS);
  }

  /** a + (z - a) u. */
  static BigDecimal linear(BigDecimal a, BigDecimal z, BigDecimal u) {
    return a.add(z.subtract(a).multiply(u, DIGITS), DIGITS);
  }

  static BigDecimal cosineAnnealing(long tMax, double etaMin, CosineAnnealing.Tail tail, long t, double base) {
    long reduced = tail == CosineAnnealing.Tail.HOLD ? Math.min(t, tMax) : t % (2 * tMax);
    long folded = reduced > tMax ? 2 * tMax - reduced : reduced;
    return cosine(exact(base), exact(etaMin), BigDecimal.valueOf(folded).divide(BigDecimal.valueOf(tMax), DIGITS));
  }

  /** The curve of the 1cycle policy through first, peak and last; pT is the double product, as it is in PyTorch. */
  static BigDecimal oneCycle(OneCycle c, long step, double first, double peak, double last) {
    BigDecimal t = BigDecimal.valueOf(Math.min(step, c.totalSteps() - 1));
    BigDecimal end = BigDecimal.valueOf(c.totalSteps() - 1);
    BigDecimal rise = exact(c.pctStart() * c.totalSteps()).subtract(BigDecimal.ONE);
    if (c.totalSteps() == 1) {
      return exact(peak);
    }
    if (rise.signum() <= 0) {
      return phase(c, peak, last, t, BigDecimal.ZERO, end);
    }
    if (t.compareTo(rise) <= 0) {
      return phase(c, first, peak, t, BigDecimal.ZERO, rise);
    }
    if (!c.threePhase()) {
      return phase(c, peak, last, t, rise, end);
    }
    BigDecimal fall = rise.add(rise);
    return t.compareTo(fall) <= 0 ? phase(c, peak, first, t, rise, fall) : phase(c, first, last, t, fall, end);
  }

  private static BigDecimal phase(OneCycle c, double a, double z, BigDecimal t, BigDecimal start, BigDecimal end) {
    BigDecimal u = t.subtract(start).divide(end.subtract(start), DIGITS);
    return c.annealStrategy() == Annealing.COS ? cosine(exact(a), exact(z), u) : linear(exact(a), exact(z), u);
  }

  /** The distance of a double from the true value, in units in the last place of the true value. */
  static double ulps(double value, BigDecimal truth) {
    BigDecimal ulp = exact(Math.ulp(truth.doubleValue()));
    return exact(value).subtract(truth).abs().divide(ulp, DIGITS).doubleValue();
  }
}
