package lanewise.tensor.kernel;

import lanewise.tensor.kernel.formula.Bits;
import lanewise.tensor.kernel.formula.Lane;
import lanewise.tensor.kernel.formula.Mask;

/**
 * e^x as a polynomial of our own, so that every platform and vector width gives the same bits.
 *
 * <p>x = n ln 2 + r with n the nearest integer to x / ln 2 and |r| <= 0.347; e^r by a minimax polynomial of degree 6; times 2^n through the exponent
 * bits. Largest error over all floats 0.85 ulp, of denormal results too. Infinity above 88.7228, 0 below -103.98, NaN for NaN.
 */
public record Exp() implements MapFormula {
  /** 1 / ln 2. */
  static final float LOG2_E = 0x1.715476p0f;
  /** ln 2 in two parts: n times the first is exact. */
  static final float LN2_HIGH = 0x1.63p-1f;
  static final float LN2_LOW = -0x1.bd0106p-13f;
  /** Adding 1.5 * 2^23 rounds to an integer, which is then in the last bits. */
  static final float ROUND = 0x1.8p23f;
  private static final float HIGHEST = 0x1.62e42ep6f;
  private static final float LOWEST = -104f;
  /** Below it 2^n is no normal float: computed 2^64 times larger. */
  private static final float LOW = -86f;
  /** e^r = 1 + r + r^2 q(r) for |r| <= ln 2 / 2: q, highest power first. Relative error 3e-9. */
  private static final float[] Q = {0x1.6ac74ep-10f, 0x1.123dep-7f, 0x1.555858p-5f, 0x1.55548cp-3f, 0x1.fffffcp-2f, 1, 1};

  @Override
  public Lane of(Lane x) {
    return upTo88(x).blend(Float.POSITIVE_INFINITY, x.gt(HIGHEST));
  }

  /** e^x for x <= 88.7228 and NaN; for others any number. */
  static Lane upTo88(Lane x) {
    Mask low = x.lt(LOW);
    Lane t = x.blend(LOWEST, x.lt(LOWEST));
    // 126: the scale is 2^(n - 1), which is a normal float up to n = 128; the polynomial is twice e^r.
    Lane shifted = t.fma(LOG2_E, ROUND + 126);
    Lane r = remainder(t, shifted.sub(ROUND + 126));
    Bits exponent = shifted.bits().addWhere(64, low).shl(23);
    return r.polynomial(twice(Q)).mul(exponent.asFloat()).mulWhere(0x1p-64f, low);
  }

  /** x - n ln 2. */
  static Lane remainder(Lane x, Lane n) {
    return n.fma(-LN2_LOW, n.fma(-LN2_HIGH, x));
  }

  private static float[] twice(float[] c) {
    float[] d = c.clone();
    for (int i = 0; i < d.length; i++) {
      d[i] *= 2;
    }
    return d;
  }
}
