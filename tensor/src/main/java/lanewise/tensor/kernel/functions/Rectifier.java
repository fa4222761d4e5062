package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.elementwise.ZipFormula;
import lanewise.tensor.kernel.formula.Lane;

/** The rectifier with a leak, a shift and a ceiling, and its gradient. */
public final class Rectifier {
  private Rectifier() {}

  /**
   * Whether the result of a rectifier tells on which side of 0 its argument was, but for arguments of rounding size: a slope that keeps the sign, and
   * a {@code sub} of at most 1 in absolute terms.
   */
  public static boolean isToldByResult(float leak, float sub) {
    return leak >= 0 && leak < Float.POSITIVE_INFINITY && Math.abs(sub) <= 1;
  }

  /** x < 0 ? leak * x : x; without a leak minus infinity becomes 0, not NaN. */
  private static Lane rectified(Lane x, float leak) {
    Lane below = leak == 0 ? Lane.constant(0) : x.mul(leak);
    return x.blend(below, x.lt(0));
  }

  /** min(t, max); NaN stays NaN. */
  private static Lane belowCeiling(Lane t, float max) {
    return max == Float.POSITIVE_INFINITY ? t : t.blend(max, t.gt(max));
  }

  /**
   * min((x >= 0 ? x : leak * x) - sub, max). With leak 0, sub 0 and max infinity it is ReLU; a NaN stays NaN.
   *
   * @param leak slope below zero
   * @param sub subtracted from the rectified value
   * @param max upper limit; infinity for none
   */
  public record Forward(float leak, float sub, float max) implements MapFormula {
    @Override
    public Lane of(Lane x) {
      return belowCeiling(rectified(x, leak).sub(sub), max);
    }
  }

  /**
   * The gradient: of input x and upstream gradient g it is 0 where the value exceeds the ceiling, g where x > 0, leak * g elsewhere (at 0 and for NaN
   * as well, as PyTorch's leaky_relu). Without a leak it is 0 from 0 down whatever g is, and g for NaN, as PyTorch's relu. Where
   * {@link #isToldByResult} an x > 0 so small that it is lost when {@code sub} is subtracted (below 6e-8) counts as 0, as it does for
   * {@link OfResult}. Error at most 0.5 ulp.
   */
  public record Backward(float leak, float sub, float max) implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      Lane t = rectified(x, leak).sub(sub);
      Lane d = sub != 0 && isToldByResult(leak, sub) ? sloped(t, g, leak, sub) : sloped(x, g, leak, 0);
      return max == Float.POSITIVE_INFINITY ? d : d.blend(0, t.gt(max));
    }
  }

  /** The rectified sum of two numbers: {@link Forward} of x + y without a ceiling. */
  public record OfSum(float leak, float sub) implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane y) {
      return rectified(x.add(y), leak).sub(sub);
    }
  }

  /** The gradient where the first operand is the result, without a ceiling; the same numbers as from the input. Error at most 0.5 ulp. */
  public record OfResult(float leak, float sub) implements ZipFormula {
    @Override
    public Lane of(Lane y, Lane g) {
      return sloped(y, g, leak, sub);
    }
  }

  /** g above -sub, leak * g elsewhere. */
  private static Lane sloped(Lane y, Lane g, float leak, float sub) {
    return leak == 0 ? g.blend(0, y.le(-sub)) : g.mul(leak).blend(g, y.gt(-sub));
  }
}
