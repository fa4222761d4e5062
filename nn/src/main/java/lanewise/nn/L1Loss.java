package lanewise.nn;

import lanewise.autograd.LossFunctions;
import lanewise.autograd.Variable;
import lanewise.tensor.ops.LossReduction;

/**
 * The absolute difference |x - t|, with PyTorch's arguments and defaults; shapes are equal.
 *
 * @param reduction NONE, MEAN (default) or SUM
 */
public record L1Loss(LossReduction reduction) {
  /** Checks the reduction. */
  public L1Loss {
    reduction.requireNoBatchMean();
  }

  /** PyTorch's defaults. */
  public L1Loss() {
    this(LossReduction.MEAN);
  }

  /** With another reduction. */
  public L1Loss reduction(LossReduction value) {
    return new L1Loss(value);
  }

  /** The loss. */
  public Variable forward(Variable x, Variable target) {
    return LossFunctions.l1Loss(x, target, reduction);
  }
}
