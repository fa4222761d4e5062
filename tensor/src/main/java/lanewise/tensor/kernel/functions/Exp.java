package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.formula.Bits;
import lanewise.tensor.kernel.formula.Lane;
import lanewise.tensor.kernel.formula.Mask;

/**
 * e^x as a polynomial of our own, so that every platform and vector width gives the same bits.
 *
 * <p>x = n ln 2 + r with n the nearest integer to x / ln 2 and |r| <= 0.347; e^r by a minimax polynomial of degree 6; times 2^n through the exponent
 * bits. Error over all floats at most 0.892 ulp, of denormal results too. Infinity above 88.7228, 0 below -103.98, NaN for NaN.
 */
public record Exp() implements MapFormula {
  /** 1 / ln 2. */
  public static final float LOG2_E = 0x1.715476p0f;
  /** ln 2. */
  public static final float LN2 = 0x1.62e43p-1f;
  /** ln 2 in two parts: a number of up to 15 bits times the first is exact. */
  public static final float LN2_HIGH = 0x1.63p-1f;
  /** The second part. */
  public static final float LN2_LOW = -0x1.bd0106p-13f;
  /** Adding 1.5 * 2^23 rounds to an integer, which is then in the last bits. */
  public static final float ROUND = 0x1.8p23f;
  /** Results of smaller arguments are 0. */
  public static final float LOWEST = -104f;
  private static final float HIGHEST = 0x1.62e42ep6f;
  /** Below it 2^n is no normal float: computed 2^64 times larger. */
  private static final float LOW = -86f;
  /** e^r = 1 + r + r^2 q(r) for |r| <= ln 2 / 2: q, highest power first. Relative error 3e-9. */
  private static final float[] Q = {0x1.6ac74ep-10f, 0x1.123dep-7f, 0x1.555858p-5f, 0x1.55548cp-3f, 0x1.fffffcp-2f};
  private static final float[] E = {Q[0], Q[1], Q[2], Q[3], Q[4], 1, 1};
  private static final float[] TWICE_E = {2 * Q[0], 2 * Q[1], 2 * Q[2], 2 * Q[3], 2 * Q[4], 2, 2};

  @Override
  public Lane of(Lane x) {
    return upTo88(x).blend(Float.POSITIVE_INFINITY, x.gt(HIGHEST));
  }

  /** e^x for x <= 88.7228 and NaN; for others any number. */
  public static Lane upTo88(Lane x) {
    return above104(x.blend(LOWEST, x.lt(LOWEST)));
  }

  /** e^x for -104 <= x <= 88.7228 and NaN; for others any number. */
  public static Lane above104(Lane x) {
    Mask low = x.lt(LOW);
    // 126: the scale is 2^(n - 1), which is a normal float up to n = 128; the polynomial is twice e^r.
    Lane shifted = x.fma(LOG2_E, ROUND + 126);
    Bits exponent = shifted.bits().addWhere(64, low).shl(23);
    return remainder(x, shifted.sub(ROUND + 126)).polynomial(TWICE_E).mul(exponent.asFloat()).mulWhere(0x1p-64f, low);
  }

  /** e^x for -80 <= x <= 80 and NaN; for others any number. */
  public static Lane upTo80(Lane x) {
    Lane shifted = x.fma(LOG2_E, ROUND + 127);
    return remainder(x, shifted.sub(ROUND + 127)).polynomial(E).mul(shifted.bits().shl(23).asFloat());
  }

  /** e^r - 1 for |r| <= ln 2 / 2, relative to its own size as good. */
  public static Lane minusOne(Lane r) {
    return r.mul(r).fma(r.polynomial(Q), r);
  }

  /** x - n ln 2. */
  public static Lane remainder(Lane x, Lane n) {
    return n.fma(-LN2_LOW, n.fma(-LN2_HIGH, x));
  }
}
