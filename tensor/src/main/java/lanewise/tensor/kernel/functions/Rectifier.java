package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.elementwise.ZipFormula;
import lanewise.tensor.kernel.formula.Lane;

/** The rectifier with a leak, a shift and a ceiling, and its gradient. */
public final class Rectifier {
  private Rectifier() {}

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
   * as well, as PyTorch's leaky_relu). Without a leak it is 0 from 0 down whatever g is, and g for NaN, as PyTorch's relu.
   */
  public record Backward(float leak, float sub, float max) implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      Lane d = leak == 0 ? g.blend(0, x.le(0)) : g.mul(leak).blend(g, x.gt(0));
      return max == Float.POSITIVE_INFINITY ? d : d.blend(0, rectified(x, leak).sub(sub).gt(max));
    }
  }
}
