package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.formula.Lane;
import lanewise.tensor.kernel.formula.Mask;

/**
 * e^x - 1, as good near 0 as elsewhere: x = n ln 2 + r, 2^n (e^r - 1) + (2^n - 1). Error over all floats at most 1.466 ulp. Infinity above
 * 88.7228, -1 below -17.4, the argument itself where it is tiny, NaN for NaN.
 */
public record Expm1() implements MapFormula {
  private static final float HIGHEST = 0x1.62e42ep6f;
  /** Below it the result is -1. */
  private static final float LOWEST = -20f;

  @Override
  public Lane of(Lane x) {
    Lane y = belowHighest(x);
    return y.blend(Float.POSITIVE_INFINITY, x.gt(HIGHEST));
  }

  /** e^x - 1 for x <= 88.7228 and NaN; for others any number. */
  static Lane belowHighest(Lane x) {
    Lane t = x.blend(LOWEST, x.lt(LOWEST));
    Lane shifted = t.fma(Exp.LOG2_E, Exp.ROUND + 126);
    Lane n = shifted.sub(Exp.ROUND + 126);
    Lane half = shifted.bits().shl(23).asFloat();
    Lane y = half.fma(Exp.minusOne(Exp.remainder(t, n)), half.sub(0.5f));
    Mask tiny = x.abs().lt(0x1p-25f);
    return y.add(y).blend(x, tiny);
  }
}
