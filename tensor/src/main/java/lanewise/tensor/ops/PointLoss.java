package lanewise.tensor.ops;

/** A loss of one value x against its target t; {@link PointLosses} computes it and its derivative by x. */
public sealed interface PointLoss {
  /** (x - t)^2. */
  record Squared() implements PointLoss {}

  /** |x - t|; the derivative at 0 is 0. */
  record Absolute() implements PointLoss {}

  /**
   * d^2 / (2 beta) where |d| < beta, else |d| - beta / 2, d = x - t.
   *
   * @param beta finite and >= 0; with 0 it is |d|
   */
  record SmoothL1(float beta) implements PointLoss {
    /** Checks the range. */
    public SmoothL1 {
      if (!(beta >= 0) || Float.isInfinite(beta)) {
        throw new IllegalArgumentException("smoothL1 beta " + beta + "; allowed: finite and >= 0");
      }
    }
  }

  /**
   * d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2), d = x - t.
   *
   * @param delta finite and > 0
   */
  record Huber(float delta) implements PointLoss {
    /** Checks the range. */
    public Huber {
      if (!(delta > 0) || Float.isInfinite(delta)) {
        throw new IllegalArgumentException("huber delta " + delta + "; allowed: finite and > 0");
      }
    }
  }

  /**
   * The part of one place in the divergence of a distribution t from one whose logarithm is x: t (log t - x), 0 where t is 0.
   *
   * @param logTarget t is a logarithm as well: e^t (t - x)
   */
  record Divergence(boolean logTarget) implements PointLoss {}
}
