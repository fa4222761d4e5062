package lanewise.nn;

import lanewise.autograd.LossFunctions;
import lanewise.autograd.Variable;
import lanewise.tensor.ops.LossReduction;

/**
 * The squared difference (x - t)^2, with PyTorch's arguments and defaults; shapes are equal.
 *
 * @param reduction NONE, MEAN (default) or SUM
 */
public record MSELoss(LossReduction reduction) {
  /** Checks the reduction. */
  public MSELoss {
    reduction.requireNoBatchMean();
  }

  /** PyTorch's defaults. */
  public MSELoss() {
    this(LossReduction.MEAN);
  }

  /** With another reduction. */
  public MSELoss reduction(LossReduction value) {
    return new MSELoss(value);
  }

  /** The loss. */
  public Variable forward(Variable x, Variable target) {
    return LossFunctions.mseLoss(x, target, reduction);
  }
}
