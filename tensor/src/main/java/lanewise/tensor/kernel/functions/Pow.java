package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.ZipFormula;
import lanewise.tensor.kernel.formula.Bits;
import lanewise.tensor.kernel.formula.Lane;
import lanewise.tensor.kernel.formula.Mask;

/**
 * x^y = 2^(y log2 |x|), the logarithm and the product in pairs of floats, high and low part. Largest error 1.8 ulp in random samples. A negative x
 * with a whole y has the sign of C's {@code pow}, with another y the result is NaN. Infinities, NaN and |y| >= 2^23 are left to {@link #rare}.
 */
public record Pow() implements ZipFormula {
  private static final float INF = Float.POSITIVE_INFINITY;
  /** 2 / ln 2 and a third of it, in two parts. */
  private static final float C1 = 0x1.715476p1f;
  private static final float C1_LOW = 0x1.4ae0cp-25f;
  private static final float C3 = 0x1.ec709ep-1f;
  private static final float C3_LOW = -0x1.e2fe02p-28f;
  /** 2 / (ln 2 (2 k + 1)) for k = 4, 3, 2. */
  private static final float[] C = {0x1.484b14p-2f, 0x1.a61762p-2f, 0x1.2776c6p-1f};
  /** 2^g for |g| <= 1/2, highest power first, twice; relative error 4e-9. */
  private static final float[] TWICE_2 = {0x1.41df72p-12f, 0x1.5f090ap-9f, 0x1.3b2d7ep-6f, 0x1.c6af82p-4f, 0x1.ebfbdcp-2f, 0x1.62e43p0f, 2};
  private static final float WHOLE = 0x1p23f;

  @Override
  public Lane of(Lane x, Lane y) {
    Lane a = x.abs();
    Lane z = positive(a, y);
    z = z.blend(Lane.constant(0).blend(INF, y.lt(0)), x.eq(0)).blend(1, y.eq(0));
    Lane whole = y.abs().add(WHOLE);
    Mask isWhole = whole.sub(WHOLE).eq(y.abs());
    // An odd whole number gives the result the sign of x, of -0 as well.
    Lane signed = z.bits().xor(x.bits().shr(31).and(whole.bits().and(1).shl(31))).asFloat();
    z = z.blend(Float.NaN, x.lt(0)).blend(signed, isWhole);
    return z.orElse(a.lt(INF).and(y.abs().lt(WHOLE)), x, y, Pow.class, "rare");
  }

  /** a^y for a positive, finite a. */
  private static Lane positive(Lane a, Lane y) {
    Mask denormal = a.lt(Float.MIN_NORMAL);
    Bits bits = a.mulWhere(0x1p23f, denormal).bits();
    Bits exponent = Log.exponent(bits);
    Lane m = bits.sub(exponent.shl(23)).asFloat();
    Lane k = exponent.addWhere(-23, denormal).toFloat();
    // s = (m - 1) / (m + 1), high and low.
    Lane f = m.sub(1);
    Lane d = m.add(1);
    Lane inverse = Lane.constant(1).div(d);
    Lane s = f.mul(inverse);
    Lane minusS = s.neg();
    Lane sLow = minusS.fma(m.sub(d.sub(1)), minusS.fma(d, f)).mul(inverse);
    // log2 m = s (C1 + z (C3 + z (...))), z = s^2.
    Lane z = s.mul(s);
    Lane zLow = s.add(s).fma(sLow, s.fma(s, z.neg()));
    Lane tail = z.mul(z.polynomial(C));
    Lane c = tail.add(C3);
    Lane cLow = Lane.constant(C3).sub(c).add(tail).add(C3_LOW);
    Lane p = z.mul(c);
    Lane pLow = z.fma(cLow, zLow.fma(c, z.fma(c, p.neg())));
    Lane q = p.add(C1);
    Lane qLow = Lane.constant(C1).sub(q).add(p).add(pLow.add(C1_LOW));
    Lane l = s.mul(q);
    Lane lLow = s.fma(qLow, sLow.fma(q, s.fma(q, l.neg())));
    Lane t = k.add(l);
    Lane tLow = k.sub(t).add(l).add(lLow);
    Lane e = y.mul(t);
    Lane eLow = y.fma(tLow, y.fma(t, e.neg()));
    return power(e, eLow);
  }

  /** 2^(e + low). */
  private static Lane power(Lane e, Lane low) {
    Mask tooHigh = e.gt(130);
    Mask tooLow = e.lt(-152);
    Lane t = e.blend(130, tooHigh).blend(-152, tooLow);
    Lane rest = low.blend(0, tooHigh.or(tooLow));
    Mask small = t.lt(-124);
    Lane shifted = t.add(Exp.ROUND + 126);
    Lane g = t.sub(shifted.sub(Exp.ROUND + 126)).add(rest);
    Lane scale = shifted.bits().addWhere(64, small).shl(23).asFloat();
    Lane y = g.polynomial(TWICE_2).mul(scale).mulWhere(0x1p-64f, small);
    return y.blend(INF, t.gt(Lane.constant(128.5f)));
  }

  /** x^y of any floats, as C99 has it: 1^y and (-1)^(+-infinity) are 1. */
  public static float rare(float x, float y) {
    if (x == 1 || x == -1 && Float.isInfinite(y)) {
      return 1;
    }
    return (float) StrictMath.pow(x, y);
  }

  /** |x|^y. */
  public record OfAbsolute() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane y) {
      return new Pow().of(x.abs(), y);
    }
  }

  /** |x|^y with the sign of x, and 0 where x is 0, whatever y is. */
  public record Signed() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane y) {
      return new Pow().of(x.abs(), y).withSignOf(x).blend(0, x.eq(0));
    }
  }

  /**
   * What the gradient with respect to x is times g: y x^(y - 1), and 0 where y is 0. Error in random pairs at most 2.8e-7 (1 + |y - 1| |ln x| / 4)
   * of the result.
   */
  public record Slope() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane y) {
      return y.mul(new Pow().of(x, y.sub(1))).blend(0, y.eq(0));
    }
  }

  /** What the gradient with respect to y is times g: x^y ln x, and 0 where x is 0 and y is not negative. Error in random pairs at most 3 ulp. */
  public record ExponentSlope() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane y) {
      return new Pow().of(x, y).mul(new Log().of(x)).blend(0, x.eq(0).and(y.ge(0)));
    }
  }
}
