package lanewise.nn;

import lanewise.autograd.LossFunctions;
import lanewise.autograd.Variable;
import lanewise.tensor.ops.LossReduction;
import lanewise.tensor.ops.PointLoss;

/**
 * With d = x - t, d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2), with PyTorch's arguments and defaults; shapes are equal.
 *
 * @param delta finite and > 0; default 1
 * @param reduction NONE, MEAN (default) or SUM
 */
public record HuberLoss(float delta, LossReduction reduction) {
  /** Checks the range. */
  public HuberLoss {
    new PointLoss.Huber(delta);
    reduction.requireNoBatchMean();
  }

  /** PyTorch's defaults. */
  public HuberLoss() {
    this(1, LossReduction.MEAN);
  }

  /** With another delta. */
  public HuberLoss delta(float value) {
    return new HuberLoss(value, reduction);
  }

  /** With another reduction. */
  public HuberLoss reduction(LossReduction value) {
    return new HuberLoss(delta, value);
  }

  /** The loss. */
  public Variable forward(Variable x, Variable target) {
    return LossFunctions.huberLoss(x, target, delta, reduction);
  }
}
