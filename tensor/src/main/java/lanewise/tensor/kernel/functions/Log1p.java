package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.formula.Bits;
import lanewise.tensor.kernel.formula.Lane;

/**
 * ln(1 + x), as good near 0 as elsewhere: k from the rounded 1 + x, then f = 2^-k x + (2^-k - 1) without its rounding, and the polynomial of
 * {@link Log}. Error over all floats at most 1.43 ulp. Minus infinity at -1, a zero for the same zero, infinity for infinity, NaN below
 * -1 and for NaN.
 */
public record Log1p() implements MapFormula {
  @Override
  public Lane of(Lane x) {
    Lane y = x.blend(aboveMinusOne(x), x.lt(Float.POSITIVE_INFINITY));
    return y.blend(x, x.eq(0)).blend(Float.NaN, x.lt(-1)).blend(Float.NEGATIVE_INFINITY, x.eq(-1));
  }

  /** ln(1 + x) for finite x > -1; for others any number. */
  static Lane aboveMinusOne(Lane x) {
    Bits k = Log.exponent(x.add(1).bits());
    // 2^(2 - k), a normal float up to k = 128.
    Lane scale = Lane.constant(Float.intBitsToFloat(129 << 23)).bits().sub(k.shl(23)).asFloat();
    Lane f = scale.fma(x.mul(0.25f), scale.fma(0.25f, -1));
    return Log.of(f.blend(x, k.isZero()), k.toFloat());
  }

  /** ln(1 + x) for 0 <= x <= 1 and NaN; for others any number. */
  static Lane ofUnit(Lane x) {
    Bits k = Log.exponent(x.add(1).bits());
    // k is 0 or 1.
    Lane scale = Lane.constant(1).bits().sub(k.shl(23)).asFloat();
    return Log.of(scale.fma(x, scale.sub(1)), k.toFloat());
  }
}
