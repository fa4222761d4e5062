package lanewise.nn;

import java.util.Objects;
import lanewise.autograd.LossFunctions;
import lanewise.autograd.Variable;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.LossReduction;

/**
 * The divergence of target distributions from those whose logarithms are given: t (log t - x), with PyTorch's arguments and defaults.
 *
 * @param logTarget the targets are logarithms as well; default false
 * @param reduction NONE, MEAN (default: over all elements), SUM, or BATCH_MEAN, which is the divergence itself
 */
public record KLDivLoss(boolean logTarget, LossReduction reduction) {
  /** Checks that there is a reduction. */
  public KLDivLoss {
    Objects.requireNonNull(reduction, "reduction null; allowed: NONE, MEAN, SUM, BATCH_MEAN");
  }

  /** PyTorch's defaults. */
  public KLDivLoss() {
    this(false, LossReduction.MEAN);
  }

  /** With targets that are logarithms, or not. */
  public KLDivLoss logTarget(boolean on) {
    return new KLDivLoss(on, reduction);
  }

  /** With another reduction. */
  public KLDivLoss reduction(LossReduction value) {
    return new KLDivLoss(logTarget, value);
  }

  /** The loss. */
  public Variable forward(Variable logProbabilities, Tensor target) {
    return LossFunctions.klDiv(logProbabilities, target, logTarget, reduction);
  }
}
