package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.elementwise.ZipFormula;
import lanewise.tensor.kernel.formula.Lane;

/** Square roots, squares and reciprocals with their gradients. One or two roundings: the first three are exact to the last bit. */
public final class Roots {
  private Roots() {}

  /** The square root. */
  public record Sqrt() implements MapFormula {
    @Override
    public Lane of(Lane x) {
      return x.sqrt();
    }
  }

  /** x^2. */
  public record Square() implements MapFormula {
    @Override
    public Lane of(Lane x) {
      return x.mul(x);
    }
  }

  /** 1 / x. */
  public record Reciprocal() implements MapFormula {
    @Override
    public Lane of(Lane x) {
      return Lane.constant(1).div(x);
    }
  }

  /** 1 / sqrt(x). Error over all floats at most 1.5 ulp. */
  public record Rsqrt() implements MapFormula {
    @Override
    public Lane of(Lane x) {
      return Lane.constant(1).div(x.sqrt());
    }
  }

  /** The gradient g / (2 y) of the square root, from its result y. Error in random pairs at most 0.5 ulp. */
  public record SqrtBackward() implements ZipFormula {
    @Override
    public Lane of(Lane y, Lane g) {
      return g.div(y.add(y));
    }
  }

  /** The gradient 2 x g of the square. Error in random pairs at most 0.5 ulp. */
  public record SquareBackward() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      return g.mul(x.add(x));
    }
  }

  /** The gradient -g y^2 of the reciprocal, from its result y. Error in random pairs at most 1.5 ulp. */
  public record ReciprocalBackward() implements ZipFormula {
    @Override
    public Lane of(Lane y, Lane g) {
      return g.neg().mul(y.mul(y));
    }
  }

  /** The gradient -g y^3 / 2 of the reciprocal root, from its result y. Error in random pairs at most 2.5 ulp. */
  public record RsqrtBackward() implements ZipFormula {
    @Override
    public Lane of(Lane y, Lane g) {
      return g.mul(-0.5f).mul(y.mul(y).mul(y));
    }
  }
}
