package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.formula.Bits;
import lanewise.tensor.kernel.formula.Lane;
import lanewise.tensor.kernel.formula.Mask;

/**
 * The natural logarithm as a polynomial of our own, so that every platform and vector width gives the same bits.
 *
 * <p>x = 2^k (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), ln x = k ln 2 + f + f^2 q(f). Error over all floats at most 0.848 ulp. Minus
 * infinity for zeros, infinity for infinity, NaN below zero and for NaN.
 */
public record Log() implements MapFormula {
  /** The bits of sqrt(1/2): a mantissa from there to sqrt(2) has exponent 0. */
  private static final int ROOT_HALF = 0x3f3504f3;
  private static final float INF = Float.POSITIVE_INFINITY;
  /** ln(1 + f) = f + f^2 q(f) for sqrt(1/2) <= 1 + f <= sqrt(2): q, highest power first. Relative error 2.5e-9. */
  private static final float[] Q = {0x1.b4e15cp-5f, -0x1.bf2e62p-4f, 0x1.effd66p-4f, -0x1.0102c8p-3f, 0x1.23036cp-3f, -0x1.552f18p-3f, 0x1.99a54p-3f,
      -0x1.00007p-2f, 0x1.555548p-2f, -0.5f};

  @Override
  public Lane of(Lane x) {
    Mask denormal = x.lt(Float.MIN_NORMAL);
    Bits bits = x.mulWhere(0x1p23f, denormal).bits();
    Bits k = exponent(bits);
    Lane f = bits.sub(k.shl(23)).asFloat().sub(1);
    Lane y = of(f, k.addWhere(-23, denormal).toFloat());
    y = x.blend(y, x.lt(INF));
    return y.blend(Float.NaN, x.lt(0)).blend(-INF, x.eq(0));
  }

  /** The k of a positive normal number with these bits. */
  public static Bits exponent(Bits bits) {
    return bits.add(-ROOT_HALF).shr(23);
  }

  /** ln(2^k (1 + f)). */
  public static Lane of(Lane f, Lane k) {
    Lane tail = f.mul(f).fma(f.polynomial(Q), k.mul(Exp.LN2_LOW));
    return k.fma(Exp.LN2_HIGH, tail.add(f));
  }
}
