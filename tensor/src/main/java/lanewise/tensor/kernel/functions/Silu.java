package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.elementwise.ZipFormula;
import lanewise.tensor.kernel.formula.Lane;

/**
 * SiLU: x / (1 + e^-x), below 0 as x e / (1 + e) of e = e^x. Error over all floats at most 2.59 ulp from -87 upwards, 2e-43 in absolute terms
 * below; -0 at minus infinity, where PyTorch's formula gives NaN.
 */
public record Silu() implements MapFormula {
  @Override
  public Lane of(Lane x) {
    Lane a = x.abs();
    Lane t = a.blend(-Exp.LOWEST, a.gt(-Exp.LOWEST));
    Lane e = Exp.above104(t.neg());
    Lane y = Quotient.of(t.blend(t.mul(e), x.lt(0)), 1, e).withSignOf(x);
    return y.blend(x, x.gt(-Exp.LOWEST));
  }

  /** The gradient g s (1 + x (1 - s)) of upstream gradient g, s = 1 / (1 + e^-x). Error in random pairs at most 8.5e-7 |g|. */
  public record Backward() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      Lane t = x.blend(Exp.LOWEST, x.lt(Exp.LOWEST));
      t = t.blend(-Exp.LOWEST, t.gt(-Exp.LOWEST));
      Lane s = new Sigmoid().of(t);
      return s.mul(t.fma(Lane.constant(1).sub(s), 1)).mul(g);
    }
  }
}
