package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.elementwise.ZipFormula;
import lanewise.tensor.kernel.formula.Lane;
import lanewise.tensor.kernel.formula.Mask;

/**
 * Mish: x tanh(ln(1 + e^x)), which is x n / (n + 2) with n = e^2 + 2 e, e = e^x. Error over all floats at most 2.71 ulp from -0.5 upwards, 5.4e-8
 * in absolute terms below; -0 at minus infinity.
 *
 * <p>Source: Misra, Mish: a self regularized non-monotonic activation function (2019); {@code torch.nn.functional.mish}.
 */
public record Mish() implements MapFormula {
  /** From here on the result is x. */
  private static final float HIGH = 20;

  @Override
  public Lane of(Lane x) {
    Mask high = x.gt(HIGH);
    Lane t = x.blend(HIGH, high).blend(Exp.LOWEST, x.lt(Exp.LOWEST));
    Lane e = Exp.above104(t);
    Lane n = e.fma(e, e.add(e));
    return Quotient.of(t.abs().mul(n), 2, n).withSignOf(x).blend(x, high);
  }

  /** The gradient g (w + x 4 e (1 + e) / (n + 2)^2) of upstream gradient g, w = n / (n + 2). Error in random pairs at most 2.4e-7 |g|. */
  public record Backward() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      Lane t = x.blend(HIGH, x.gt(HIGH)).blend(Exp.LOWEST, x.lt(Exp.LOWEST));
      Lane e = Exp.above104(t);
      Lane n = e.fma(e, e.add(e));
      Lane slope = Quotient.of(e, 2, n).mul(Quotient.of(e.add(1), 2, n)).mul(4);
      return t.fma(slope, Quotient.of(n, 2, n)).mul(g);
    }
  }
}
