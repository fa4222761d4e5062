package lanewise.nn;

import java.util.Optional;
import lanewise.autograd.LossFunctions;
import lanewise.autograd.Variable;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.LossReduction;

/**
 * The binary cross-entropy of sigmoid(logits) against targets in [0, 1], with PyTorch's arguments and defaults.
 *
 * @param weight of each element, of a shape that expands to that of the logits; default none
 * @param posWeight weight of the positive part, likewise; default none
 * @param reduction NONE, MEAN (default) or SUM
 */
public record BCEWithLogitsLoss(Optional<Tensor> weight, Optional<Tensor> posWeight, LossReduction reduction) {
  /** Checks the reduction. */
  public BCEWithLogitsLoss {
    reduction.requireNoBatchMean();
  }

  /** PyTorch's defaults. */
  public BCEWithLogitsLoss() {
    this(Optional.empty(), Optional.empty(), LossReduction.MEAN);
  }

  /** With weights of the elements. */
  public BCEWithLogitsLoss weight(Tensor value) {
    return new BCEWithLogitsLoss(Optional.of(value), posWeight, reduction);
  }

  /** With weights of the positive part. */
  public BCEWithLogitsLoss posWeight(Tensor value) {
    return new BCEWithLogitsLoss(weight, Optional.of(value), reduction);
  }

  /** With another reduction. */
  public BCEWithLogitsLoss reduction(LossReduction value) {
    return new BCEWithLogitsLoss(weight, posWeight, value);
  }

  /** The loss. */
  public Variable forward(Variable logits, Tensor targets) {
    return LossFunctions.binaryCrossEntropyWithLogits(logits, targets, weight, posWeight, reduction);
  }
}
