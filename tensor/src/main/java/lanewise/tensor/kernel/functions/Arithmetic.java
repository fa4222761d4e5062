package lanewise.tensor.kernel.functions;

import jdk.incubator.vector.FloatVector;
import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.elementwise.ZipFormula;
import lanewise.tensor.kernel.formula.Lane;

/** The operators of arithmetic. */
public final class Arithmetic {
  private Arithmetic() {}

  /** x. */
  public record Identity() implements MapOp {
    @Override
    public float apply(float x) {
      return x;
    }

    @Override
    public Lanes lanes() {
      return new IdentityLanes();
    }
  }

  private record IdentityLanes() implements MapOp.Lanes {
    @Override
    public FloatVector apply(FloatVector x) {
      return x;
    }
  }

  /** x + y. */
  public record Add() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane y) {
      return x.add(y);
    }
  }

  /** x - y. */
  public record Subtract() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane y) {
      return x.sub(y);
    }
  }

  /** x + alpha y, rounded once; the difference has -alpha. */
  public record AddMultiple(float alpha) implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane y) {
      return y.fma(alpha, x);
    }
  }

  /** x * y. */
  public record Multiply() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane y) {
      return x.mul(y);
    }
  }

  /** x / y. */
  public record Divide() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane y) {
      return x.div(y);
    }
  }
}
