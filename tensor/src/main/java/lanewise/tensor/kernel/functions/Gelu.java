package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.elementwise.ZipFormula;
import lanewise.tensor.kernel.formula.Lane;
import lanewise.tensor.kernel.formula.Mask;

/**
 * GELU: x times the normal distribution's share below x, as max(x, 0) - |x| S with S the share above |x|, 2 S = 2^(t p(t)) with t = |x| and p by a
 * minimax polynomial. Error at most 2.26 ulp from -1 upwards, 3.5e-8 in absolute terms below, in all floats of 2^-30 to 256 and every 61st of the
 * others; -0 below -7, also at minus infinity, where PyTorch's formula gives NaN.
 *
 * <p>Source: Hendrycks and Gimpel, Gaussian error linear units (2016), the form with erf; {@code torch.nn.functional.gelu}.
 */
public record Gelu() implements MapFormula {
  /** Beyond it the share above is taken for 0. */
  private static final float FAR = 7;
  /** log2(2 S(t)) / t from 0 to {@link #FAR}, highest power first. Up to 1.5 the share's relative error is 1.6e-8, beyond the result's 3e-9. */
  private static final float[] P = {0x1.ad0c36p-22f, -0x1.09cb92p-17f, 0x1.11e83ep-14f, -0x1.0a9eeap-12f, -0x1.40c3p-15f, 0x1.c9c406p-8f,
      -0x1.adc994p-5f, -0x1.d63c24p-2f, -0x1.26aedp0f};
  /** -2^f from -1/2 to 1/2, highest power first. Relative error 1.2e-8. */
  private static final float[] MINUS_POWER = {-0x1.179a28p-13f, -0x1.5ef4dep-10f, -0x1.3b6816p-7f, -0x1.c6af9ep-5f, -0x1.ebfb94p-3f, -0x1.62e43p-1f,
      -1};
  /** log2(e) / 2. */
  private static final float HALF_LOG2_E = 0x1.715476p-1f;
  private static final float TWICE_BY_ROOT_TWO_PI = 0x1.988454p-1f;

  @Override
  public Lane of(Lane x) {
    Lane a = x.abs();
    Mask far = a.gt(FAR);
    Lane size = a.blend(FAR, far);
    Lane positive = x.blend(-0f, x.lt(0));
    return a.blend(0, far).fma(minusShareAbove(size), positive);
  }

  /** Minus the share of the normal distribution above t. */
  private static Lane minusShareAbove(Lane t) {
    return minusHalfPower(t.mul(t.polynomial(P)));
  }

  /** -2^(y - 1) for y from -100 to 0. */
  private static Lane minusHalfPower(Lane y) {
    Lane shifted = y.add(Exp.ROUND + 126);
    Lane f = y.sub(shifted.sub(Exp.ROUND + 126));
    return f.polynomial(MINUS_POWER).mul(shifted.bits().shl(23).asFloat());
  }

  /** The gradient g (share below x + x e^(-x^2/2) / sqrt(2 pi)) of upstream gradient g. Error in random pairs at most 1.9e-7 |g|. */
  public record Backward() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      Lane a = x.abs();
      Lane t = a.blend(FAR, a.gt(FAR));
      Lane above = minusShareAbove(t);
      Lane below = Lane.constant(1).add(above).blend(above.neg(), x.lt(0));
      Lane bell = minusHalfPower(t.mul(t).mul(-HALF_LOG2_E));
      return t.withSignOf(x).mul(-TWICE_BY_ROOT_TWO_PI).fma(bell, below).mul(g);
    }
  }

  /**
   * The form with tanh, 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), written as x / (1 + e^(-2 u)). Error at most 1.86 ulp from -0.25
   * upwards, 6.2e-8 in absolute terms below, in all floats of 2^-30 to 256 and every 61st of the others; -0 below -14.5, also at minus infinity.
   */
  public record Approximate() implements MapFormula {
    @Override
    public Lane of(Lane x) {
      Lane a = x.abs();
      Lane t = a.blend(FLAT, a.gt(FLAT));
      Lane e = Exp.upTo88(twiceU(t).neg());
      Lane y = Quotient.of(t.blend(t.mul(e), x.lt(0)), 1, e).withSignOf(x);
      return y.blend(x, x.gt(FLAT));
    }
  }

  /** Beyond it the form with tanh is 0 or x. */
  private static final float FLAT = 14.5f;
  private static final float TWO_ROOT_TWO_BY_PI = 0x1.988454p0f;
  private static final float CUBIC = 0.044715f;

  private static Lane twiceU(Lane x) {
    return x.mul(TWO_ROOT_TWO_BY_PI).mul(x.mul(x).fma(CUBIC, 1));
  }

  /** The gradient of the form with tanh: g (s + x s (1 - s) (2 u)'), s = 1 / (1 + e^(-2 u)). Error in random pairs at most 1.9e-6 |g|. */
  public record ApproximateBackward() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      Lane t = x.blend(-FLAT, x.lt(-FLAT));
      t = t.blend(FLAT, t.gt(FLAT));
      Lane s = new Sigmoid().of(twiceU(t));
      Lane slope = t.mul(t).fma(3 * CUBIC, 1).mul(TWO_ROOT_TWO_BY_PI);
      return t.mul(s).mul(Lane.constant(1).sub(s)).fma(slope, s).mul(g);
    }
  }
}
