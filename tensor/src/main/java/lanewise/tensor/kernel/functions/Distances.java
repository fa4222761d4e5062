package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.ZipFormula;
import lanewise.tensor.kernel.formula.Lane;
import lanewise.tensor.kernel.formula.Mask;

/** How far x is from t, d = x - t, by several measures, with their slopes by x. NaN stays NaN. */
public final class Distances {
  private Distances() {}

  /** -1, 1, or d itself where it is 0 or NaN. */
  private static Lane sign(Lane d) {
    Mask sloped = d.lt(0).or(d.gt(0));
    return d.blend(Lane.constant(1).withSignOf(d), sloped);
  }

  /** d^2. Error in random pairs at most 2 ulp. */
  public record Squared() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane t) {
      Lane d = x.sub(t);
      return d.mul(d);
    }
  }

  /** 2 d. Error in random pairs at most 0.5 ulp. */
  public record SquaredSlope() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane t) {
      return x.sub(t).mul(2);
    }
  }

  /** |d|. Error in random pairs at most 0.5 ulp. */
  public record Absolute() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane t) {
      return x.sub(t).abs();
    }
  }

  /** The sign of d. Exact. */
  public record AbsoluteSlope() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane t) {
      return sign(x.sub(t));
    }
  }

  /** d^2 / (2 beta) where |d| < beta, else |d| - beta / 2. Error in random pairs at most 4 ulp. */
  public record SmoothL1(float beta) implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane t) {
      Lane d = x.sub(t).abs();
      return d.sub(0.5f * beta).blend(d.mul(0.5f).mul(d).div(Lane.constant(beta)), d.lt(beta));
    }
  }

  /** d / beta where |d| < beta, else its sign. Error in random pairs at most 1.5 ulp. */
  public record SmoothL1Slope(float beta) implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane t) {
      Lane d = x.sub(t);
      return sign(d).blend(d.div(Lane.constant(beta)), d.abs().lt(beta));
    }
  }

  /** d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2). Error in random pairs at most 3 ulp. */
  public record Huber(float delta) implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane t) {
      Lane d = x.sub(t).abs();
      return d.sub(0.5f * delta).mul(delta).blend(d.mul(0.5f).mul(d), d.le(delta));
    }
  }

  /** d where |d| <= delta, else delta with its sign. Error in random pairs at most 0.5 ulp. */
  public record HuberSlope(float delta) implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane t) {
      Lane d = x.sub(t);
      return sign(d).mul(delta).blend(d, d.abs().le(delta));
    }
  }
}
