package lanewise.tensor.ops;

/** A loss of one value x against its target t, with the derivative by x. */
public sealed interface PointLoss {
  /** The loss. */
  float value(float x, float t);

  /** Its derivative by x. */
  float slope(float x, float t);

  /** (x - t)^2. */
  record Squared() implements PointLoss {
    @Override
    public float value(float x, float t) {
      float d = x - t;
      return d * d;
    }

    @Override
    public float slope(float x, float t) {
      return 2 * (x - t);
    }
  }

  /** |x - t|; the derivative at 0 is 0. */
  record Absolute() implements PointLoss {
    @Override
    public float value(float x, float t) {
      return Math.abs(x - t);
    }

    @Override
    public float slope(float x, float t) {
      return Math.signum(x - t);
    }
  }

  /**
   * d^2 / (2 beta) where |d| < beta, else |d| - beta / 2, d = x - t.
   *
   * @param beta >= 0; with 0 it is |d|
   */
  record SmoothL1(float beta) implements PointLoss {
    /** Checks the range. */
    public SmoothL1 {
      if (!(beta >= 0)) {
        throw new IllegalArgumentException("beta " + beta + "; allowed: >= 0");
      }
    }

    @Override
    public float value(float x, float t) {
      float d = Math.abs(x - t);
      return d < beta ? 0.5f * d * d / beta : d - 0.5f * beta;
    }

    @Override
    public float slope(float x, float t) {
      float d = x - t;
      return Math.abs(d) < beta ? d / beta : Math.signum(d);
    }
  }

  /**
   * d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2), d = x - t.
   *
   * @param delta > 0
   */
  record Huber(float delta) implements PointLoss {
    /** Checks the range. */
    public Huber {
      if (!(delta > 0)) {
        throw new IllegalArgumentException("delta " + delta + "; allowed: > 0");
      }
    }

    @Override
    public float value(float x, float t) {
      float d = Math.abs(x - t);
      return d <= delta ? 0.5f * d * d : delta * (d - 0.5f * delta);
    }

    @Override
    public float slope(float x, float t) {
      float d = x - t;
      return Math.abs(d) <= delta ? d : delta * Math.signum(d);
    }
  }

  /**
   * The part of one place in the divergence of a distribution t from one whose logarithm is x: t (log t - x), 0 where t is 0.
   *
   * @param logTarget t is a logarithm as well: e^t (t - x)
   */
  record Divergence(boolean logTarget) implements PointLoss {
    @Override
    public float value(float x, float t) {
      if (logTarget) {
        return (float) (StrictMath.exp(t) * ((double) t - x));
      }
      return t == 0 ? 0 : (float) (t * (StrictMath.log(t) - x));
    }

    @Override
    public float slope(float x, float t) {
      return logTarget ? (float) -StrictMath.exp(t) : -t;
    }
  }
}
