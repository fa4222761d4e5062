package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.Exp;
import lanewise.tensor.kernel.MapFormula;
import lanewise.tensor.kernel.ZipFormula;
import lanewise.tensor.kernel.formula.Lane;

/**
 * SiLU: x / (1 + e^-x). Error in a sample of floats at most 2.3 ulp from -87 upwards, 1e-37 in absolute terms below; -0 at minus infinity, where
 * PyTorch's formula gives NaN.
 */
public record Silu() implements MapFormula {
  @Override
  public Lane of(Lane x) {
    return atLeast(x).mul(new Sigmoid().of(x));
  }

  private static Lane atLeast(Lane x) {
    return x.blend(Exp.LOWEST, x.lt(Exp.LOWEST));
  }

  /** The gradient g s (1 + x (1 - s)) of upstream gradient g, s = 1 / (1 + e^-x). */
  public record Backward() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      Lane t = atLeast(x);
      t = t.blend(-Exp.LOWEST, t.gt(-Exp.LOWEST));
      Lane s = new Sigmoid().of(t);
      return s.mul(t.fma(Lane.constant(1).sub(s), 1)).mul(g);
    }
  }
}
