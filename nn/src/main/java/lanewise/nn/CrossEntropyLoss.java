package lanewise.nn;

import java.util.Optional;
import lanewise.autograd.LossFunctions;
import lanewise.autograd.Variable;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.CrossEntropy;
import lanewise.tensor.ops.LossReduction;

/**
 * Softmax with cross-entropy of scores [C], [N, C] or [N, C, ...] against class numbers of that shape without C, or against class probabilities of
 * the
 * same shape, with PyTorch's arguments and defaults.
 *
 * @param weight of each class [C]; default none
 * @param ignoreIndex class number that counts as nothing; default -100
 * @param labelSmoothing share of the target that is spread over all classes, in [0, 1]; default 0
 * @param reduction NONE, MEAN (default) or SUM
 */
public record CrossEntropyLoss(Optional<Tensor> weight, long ignoreIndex, double labelSmoothing, LossReduction reduction) {
  /** Checks the ranges. */
  public CrossEntropyLoss {
    new CrossEntropy.Options(weight, ignoreIndex, labelSmoothing, reduction);
  }

  /** PyTorch's defaults. */
  public CrossEntropyLoss() {
    this(Optional.empty(), -100, 0, LossReduction.MEAN);
  }

  /** With weights of the classes. */
  public CrossEntropyLoss weight(Tensor value) {
    return new CrossEntropyLoss(Optional.of(value), ignoreIndex, labelSmoothing, reduction);
  }

  /** With another class number that counts as nothing. */
  public CrossEntropyLoss ignoreIndex(long value) {
    return new CrossEntropyLoss(weight, value, labelSmoothing, reduction);
  }

  /** With another smoothing. */
  public CrossEntropyLoss labelSmoothing(double value) {
    return new CrossEntropyLoss(weight, ignoreIndex, value, reduction);
  }

  /** With another reduction. */
  public CrossEntropyLoss reduction(LossReduction value) {
    return new CrossEntropyLoss(weight, ignoreIndex, labelSmoothing, value);
  }

  /**
   * The loss.
   *
   * @throws IllegalArgumentException if the shapes do not fit, or a class number is neither in 0..C-1 nor ignored
   */
  public Variable forward(Variable scores, LongTensor targets) {
    return LossFunctions.crossEntropy(scores, targets, options());
  }

  /** The loss against class probabilities. */
  public Variable forward(Variable scores, Tensor probabilities) {
    return LossFunctions.crossEntropy(scores, probabilities, options());
  }

  private CrossEntropy.Options options() {
    return new CrossEntropy.Options(weight, ignoreIndex, labelSmoothing, reduction);
  }
}
