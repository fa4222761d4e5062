package lanewise.nn;

import java.util.Optional;
import lanewise.autograd.LossFunctions;
import lanewise.autograd.Variable;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.LossReduction;

/**
 * The negative log-likelihood of class numbers under log-probabilities [C], [N, C] or [N, C, ...], with PyTorch's arguments and defaults.
 *
 * @param weight of each class [C]; default none
 * @param ignoreIndex class number that counts as nothing; default -100
 * @param reduction NONE, MEAN (default) or SUM
 */
public record NLLLoss(Optional<Tensor> weight, long ignoreIndex, LossReduction reduction) {
  /** Checks the weight and the reduction. */
  public NLLLoss {
    weight.ifPresent(w -> {
      if (w.shape().rank() != 1) {
        throw new IllegalArgumentException("nllLoss weight of shape " + w.shape() + "; allowed: [C]");
      }
    });
    reduction.requireNoBatchMean();
  }

  /** PyTorch's defaults. */
  public NLLLoss() {
    this(Optional.empty(), -100, LossReduction.MEAN);
  }

  /** With weights of the classes. */
  public NLLLoss weight(Tensor value) {
    return new NLLLoss(Optional.of(value), ignoreIndex, reduction);
  }

  /** With another class number that counts as nothing. */
  public NLLLoss ignoreIndex(long value) {
    return new NLLLoss(weight, value, reduction);
  }

  /** With another reduction. */
  public NLLLoss reduction(LossReduction value) {
    return new NLLLoss(weight, ignoreIndex, value);
  }

  /** The loss. */
  public Variable forward(Variable logProbabilities, LongTensor targets) {
    return LossFunctions.nllLoss(logProbabilities, targets, weight, ignoreIndex, reduction);
  }
}
