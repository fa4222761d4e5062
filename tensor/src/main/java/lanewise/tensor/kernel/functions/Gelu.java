package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.Exp;
import lanewise.tensor.kernel.MapFormula;
import lanewise.tensor.kernel.ZipFormula;
import lanewise.tensor.kernel.formula.Lane;

/**
 * GELU: x times the normal distribution's share below x. The share's smaller part is e^(-x^2/2) R(|x|), the exponential with the rounding of x^2 put
 * right and R by a minimax polynomial of (t - 4) / (t + 4), so that far below 0 the result is good relative to its own size. Error in a sample
 * of floats at most 4 ulp from -1 upwards, 1e-7 in absolute terms below; -0 from -14.5 down, also at minus infinity, where PyTorch's formula gives
 * NaN.
 *
 * <p>Source: Hendrycks and Gimpel, Gaussian error linear units (2016), the form with erf; {@code torch.nn.functional.gelu}.
 */
public record Gelu() implements MapFormula {
  /** Beyond it the smaller part is 0. */
  private static final float FAR = 14.5f;
  /** R((1 + q) / (1 - q) 4), highest power first; relative error 6e-8. */
  private static final float[] R = {-0x1.02d86ap-14f, -0x1.552f48p-13f, 0x1.584f3cp-11f, 0x1.05992cp-11f, -0x1.1677f4p-7f, 0x1.f9b6c8p-6f,
      -0x1.25b5e4p-4f, 0x1.fd74fap-4f, -0x1.5cf97ep-3f, 0x1.82b4bcp-4f};
  private static final float ONE_BY_ROOT_TWO_PI = 0x1.988454p-2f;

  @Override
  public Lane of(Lane x) {
    Lane t = size(x);
    return share(x, t, bell(t)).mul(cut(x));
  }

  /** |x|, not more than {@code FAR}. */
  private static Lane size(Lane x) {
    Lane a = x.abs();
    return a.blend(FAR, a.gt(FAR));
  }

  /** x, not less than -{@code FAR}. */
  private static Lane cut(Lane x) {
    return x.blend(-FAR, x.lt(-FAR));
  }

  /** e^(-t^2/2). */
  private static Lane bell(Lane t) {
    Lane square = t.mul(t);
    Lane rest = t.fma(t, square.neg());
    Lane e = Exp.upTo88(square.mul(-0.5f));
    return e.fma(rest.mul(-0.5f), e);
  }

  /** The share of the normal distribution below x. */
  private static Lane share(Lane x, Lane t, Lane bell) {
    Lane q = Quotient.ofDifference(t, 4);
    Lane part = bell.mul(q.polynomial(R));
    return Lane.constant(1).sub(part).blend(part, x.lt(0));
  }

  /** The gradient g (share + x e^(-x^2/2) / sqrt(2 pi)) of upstream gradient g. */
  public record Backward() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      Lane t = size(x);
      Lane bell = bell(t);
      return t.withSignOf(x).mul(ONE_BY_ROOT_TWO_PI).fma(bell, share(x, t, bell)).mul(g);
    }
  }

  /**
   * The form with tanh, 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), written as x / (1 + e^(-2 u)). Error in a sample of floats at most 3.6 ulp
   * from -1 upwards, 2e-7 in absolute terms below.
   */
  public record Approximate() implements MapFormula {
    @Override
    public Lane of(Lane x) {
      return cut(x).mul(new Sigmoid().of(twiceU(cut(x))));
    }
  }

  private static final float TWO_ROOT_TWO_BY_PI = 0x1.988454p0f;
  private static final float CUBIC = 0.044715f;

  private static Lane twiceU(Lane x) {
    return x.mul(TWO_ROOT_TWO_BY_PI).mul(x.mul(x).fma(CUBIC, 1));
  }

  /** The gradient of the form with tanh: g (s + x s (1 - s) (2 u)'), s = 1 / (1 + e^(-2 u)). */
  public record ApproximateBackward() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      Lane t = cut(x);
      t = t.blend(FAR, t.gt(FAR));
      Lane s = new Sigmoid().of(twiceU(t));
      Lane slope = t.mul(t).fma(3 * CUBIC, 1).mul(TWO_ROOT_TWO_BY_PI);
      return t.mul(s).mul(Lane.constant(1).sub(s)).fma(slope, s).mul(g);
    }
  }
}
