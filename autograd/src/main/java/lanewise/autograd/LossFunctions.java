package lanewise.autograd;

import java.util.Optional;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.CrossEntropy;
import lanewise.tensor.ops.Elementwise;
import lanewise.tensor.ops.LossReduction;
import lanewise.tensor.ops.NegativeLogLikelihood;
import lanewise.tensor.ops.PointLoss;
import lanewise.tensor.ops.PointLosses;

/** Differentiable losses. Class numbers, class probabilities and weights are constants in the gradient. */
public final class LossFunctions {
  private LossFunctions() {}

  /** The cross-entropy of softmax(scores) against class numbers; scores [C], [N, C] or [N, C, ...], targets of that shape without C. */
  public static Variable crossEntropy(Variable scores, LongTensor targets, CrossEntropy.Options options) {
    return of(scores, CrossEntropy.forward(scores.value(), targets, options));
  }

  /** The cross-entropy of softmax(scores) against class probabilities of the same shape. */
  public static Variable crossEntropy(Variable scores, Tensor probabilities, CrossEntropy.Options options) {
    return of(scores, CrossEntropy.forward(scores.value(), probabilities, options));
  }

  /**
   * The negative log-likelihood of class numbers under log-probabilities [C], [N, C] or [N, C, ...].
   *
   * @param weight of each class [C]
   * @param ignoreIndex lines with this target count as nothing
   */
  public static Variable nllLoss(Variable logProbabilities, LongTensor targets, Optional<Tensor> weight, long ignoreIndex, LossReduction reduction) {
    return of(logProbabilities, NegativeLogLikelihood.forward(logProbabilities.value(), targets, weight, ignoreIndex, reduction));
  }

  private static Variable of(Variable x, CrossEntropy.Forward forward) {
    return SingleInput.of(x, forward.loss(), forward.gradient());
  }

  /**
   * The binary cross-entropy of sigmoid(logits) against targets in [0, 1].
   *
   * @param weight of each element, of a shape that expands to that of the logits
   * @param posWeight weight of the positive part, likewise
   */
  public static Variable binaryCrossEntropyWithLogits(Variable logits, Tensor targets, Optional<Tensor> weight, Optional<Tensor> posWeight,
      LossReduction reduction) {
    reduction.requireNoBatchMean();
    Tensor x = logits.value();
    Tensor y = PointLosses.reduce(PointLosses.binaryCrossEntropy(x, targets, weight, posWeight), reduction);
    return SingleInput.of(logits, y, dy -> PointLosses.binaryCrossEntropyGradient(x, targets, weight, posWeight, dy, reduction));
  }

  /** (x - t)^2. */
  public static Variable mseLoss(Variable x, Variable target, LossReduction reduction) {
    return pointLoss(new PointLoss.Squared(), x, target, reduction);
  }

  /** |x - t|. */
  public static Variable l1Loss(Variable x, Variable target, LossReduction reduction) {
    return pointLoss(new PointLoss.Absolute(), x, target, reduction);
  }

  /** d^2 / (2 beta) where |d| < beta, else |d| - beta / 2, d = x - t; PyTorch's default beta is 1. */
  public static Variable smoothL1Loss(Variable x, Variable target, float beta, LossReduction reduction) {
    return pointLoss(new PointLoss.SmoothL1(beta), x, target, reduction);
  }

  /** d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2), d = x - t; PyTorch's default delta is 1. */
  public static Variable huberLoss(Variable x, Variable target, float delta, LossReduction reduction) {
    return pointLoss(new PointLoss.Huber(delta), x, target, reduction);
  }

  /**
   * The divergence of targets from the distribution whose logarithm is x: t (log t - x).
   *
   * @param logTarget the targets are logarithms as well
   * @param reduction PyTorch's default MEAN divides by the number of elements; BATCH_MEAN is the divergence itself
   */
  public static Variable klDiv(Variable x, Tensor target, boolean logTarget, LossReduction reduction) {
    PointLoss loss = new PointLoss.Divergence(logTarget);
    Tensor y = PointLosses.reduce(PointLosses.values(loss, x.value(), target), reduction);
    return SingleInput.of(x, y, dy -> PointLosses.gradient(loss, x.value(), target, dy, reduction));
  }

  private static Variable pointLoss(PointLoss loss, Variable x, Variable target, LossReduction reduction) {
    reduction.requireNoBatchMean();
    Tensor y = PointLosses.reduce(PointLosses.values(loss, x.value(), target.value()), reduction);
    return new Variable(y, Operation.recorded(x, target) ? new Compared(loss, x, target, reduction) : null);
  }

  /** A loss that depends on x - t only: the gradients of both differ in sign. */
  private static final class Compared extends Operation {
    private final PointLoss loss;
    private final LossReduction reduction;

    Compared(PointLoss loss, Variable x, Variable target, LossReduction reduction) {
      super(x, target);
      this.loss = loss;
      this.reduction = reduction;
    }

    @Override
    Tensor[] backward(Tensor dy) {
      Tensor dx = PointLosses.gradient(loss, input(0).value(), input(1).value(), dy, reduction);
      return new Tensor[] {dx, wanted(1) ? Elementwise.scale(dx, -1) : null};
    }
  }
}
