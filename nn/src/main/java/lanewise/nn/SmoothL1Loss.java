package lanewise.nn;

import lanewise.autograd.LossFunctions;
import lanewise.autograd.Variable;
import lanewise.tensor.ops.LossReduction;
import lanewise.tensor.ops.PointLoss;

/**
 * With d = x - t, d^2 / (2 beta) where |d| < beta, else |d| - beta / 2, with PyTorch's arguments and defaults; shapes are equal.
 *
 * @param beta finite and >= 0; default 1
 * @param reduction NONE, MEAN (default) or SUM
 */
public record SmoothL1Loss(float beta, LossReduction reduction) {
  /** Checks the range. */
  public SmoothL1Loss {
    new PointLoss.SmoothL1(beta);
    reduction.requireNoBatchMean();
  }

  /** PyTorch's defaults. */
  public SmoothL1Loss() {
    this(1, LossReduction.MEAN);
  }

  /** With another beta. */
  public SmoothL1Loss beta(float value) {
    return new SmoothL1Loss(value, reduction);
  }

  /** With another reduction. */
  public SmoothL1Loss reduction(LossReduction value) {
    return new SmoothL1Loss(beta, value);
  }

  /** The loss. */
  public Variable forward(Variable x, Variable target) {
    return LossFunctions.smoothL1Loss(x, target, beta, reduction);
  }
}
