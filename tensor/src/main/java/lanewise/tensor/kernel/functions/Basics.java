package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.elementwise.ZipFormula;
import lanewise.tensor.kernel.formula.Lane;
import lanewise.tensor.kernel.formula.Mask;

/** Signs, extremes and rounding: exact. Whatever is not said about NaN: NaN stays NaN. */
public final class Basics {
  private Basics() {}

  /** -x. */
  public record Negate() implements MapFormula {
    @Override
    public Lane of(Lane x) {
      return x.neg();
    }
  }

  /** |x|. */
  public record Abs() implements MapFormula {
    @Override
    public Lane of(Lane x) {
      return x.abs();
    }
  }

  /** The gradient of |x|: g with the sign of x; 0 at 0 and for NaN. Exact. */
  public record AbsBackward() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      Mask sloped = x.lt(0).or(x.gt(0));
      return Lane.constant(0).blend(g.timesSignOf(x), sloped);
    }
  }

  /** -1, 0 or 1; 0 for NaN, as PyTorch has it. */
  public record Sign() implements MapFormula {
    @Override
    public Lane of(Lane x) {
      return Lane.constant(0).blend(1, x.gt(0)).blend(-1, x.lt(0));
    }
  }

  /** The largest whole number that is not above x. */
  public record Floor() implements MapFormula {
    @Override
    public Lane of(Lane x) {
      Lane a = x.abs();
      Lane nearest = a.add(0x1p23f).sub(0x1p23f).withSignOf(x);
      Lane lower = nearest.blend(nearest.sub(1), nearest.gt(x));
      // Numbers from 2^23 on are whole; the blend also keeps infinities and NaN.
      return x.blend(lower, a.lt(0x1p23f));
    }
  }

  /** The larger one of x and y, NaN if either is. */
  public record Maximum() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane y) {
      return x.blend(y, x.lt(y).or(y.isNaN()));
    }
  }

  /** The smaller one of x and y, NaN if either is. */
  public record Minimum() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane y) {
      return x.blend(y, y.lt(x).or(y.isNaN()));
    }
  }

  /**
   * What of the gradient of {@link Maximum} is for its first input: 0 where that is smaller, half of it where both are equal, else all, also where
   * one is NaN. The second input's share is that of exchanged arguments.
   */
  public record LargerShare() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane y) {
      return Lane.constant(1).blend(0.5f, x.eq(y)).blend(0, x.lt(y));
    }
  }

  /** The same for {@link Minimum}. */
  public record SmallerShare() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane y) {
      return Lane.constant(1).blend(0.5f, x.eq(y)).blend(0, y.lt(x));
    }
  }

  /** x where the share y is 1, half of it where it is 1/2, and 0 where it is 0, whatever x is. */
  public record Share() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane y) {
      return x.mul(y).blend(0, y.eq(0));
    }
  }

}
