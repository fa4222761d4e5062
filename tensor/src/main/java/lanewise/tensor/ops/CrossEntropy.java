package lanewise.tensor.ops;

import java.util.Optional;
import java.util.function.UnaryOperator;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.lines.Lines;
import lanewise.tensor.ops.loss.ClassTargets;
import lanewise.tensor.ops.loss.HardTargets;
import lanewise.tensor.ops.loss.LinedCrossEntropy;
import lanewise.tensor.ops.loss.SoftTargets;

/**
 * The cross-entropy of softmax(scores) against classes or class probabilities, as {@code torch.nn.functional.cross_entropy}. Scores are [C], [N, C]
 * or
 * [N, C, ...]; there is a loss for each line along C.
 *
 * <p>loss = w[t] (log sum e^(x - max) - (x[t] - max)); with smoothing e the target is 1 - e at the class and e / C everywhere. Of the softmax only
 * the
 * largest score and the sum of each line are kept; the gradient takes the exponentials once more, which is cheaper than to write and read them.
 *
 * <p>Order of sum: a line's exponentials by lanes or tables (see {@code Order}); the lines' losses in double, in order.
 */
public final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * PyTorch's arguments.
   *
   * @param weight of each class [C]; 1 where absent
   * @param ignoreIndex lines with this target count as nothing; PyTorch's default is -100
   * @param labelSmoothing in [0, 1]; default 0
   * @param reduction NONE, MEAN (default) or SUM
   */
  public record Options(Optional<Tensor> weight, long ignoreIndex, double labelSmoothing, LossReduction reduction) {
    /** PyTorch's defaults. */
    public static final Options DEFAULT = new Options(Optional.empty(), -100, 0, LossReduction.MEAN);

    /** Checks the ranges. */
    public Options {
      if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
        throw new IllegalArgumentException("labelSmoothing " + labelSmoothing + "; allowed: 0..1");
      }
      reduction.requireNoBatchMean();
    }
  }

  /**
   * A loss and its gradient.
   *
   * @param loss rank 0, or for {@link LossReduction#NONE} a loss for each line
   * @param gradient of the gradient of the loss that of the scores
   */
  public record Forward(Tensor loss, UnaryOperator<Tensor> gradient) {}

  /** The mean loss of logits [N, C] against class numbers [N]. */
  public static Forward forward(Tensor logits, LongTensor targets) {
    return forward(logits, targets, Options.DEFAULT);
  }

  /**
   * The loss against class numbers, of the scores' shape without C.
   *
   * @throws IllegalArgumentException if the shapes do not fit, or a target is neither in 0..C-1 nor ignored
   */
  public static Forward forward(Tensor scores, LongTensor targets, Options options) {
    Lines lines = ClassTargets.lines(scores.shape());
    ClassTargets classes = new ClassTargets(scores.shape(), targets, options.weight, options.ignoreIndex);
    return new LinedCrossEntropy(scores, lines, options.reduction, new HardTargets(classes, lines.n(), options.labelSmoothing)).forward();
  }

  /**
   * The loss against class probabilities of the scores' shape; no class is ignored, and MEAN divides by the number of lines.
   *
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Forward forward(Tensor scores, Tensor probabilities, Options options) {
    Lines lines = ClassTargets.lines(scores.shape());
    if (!probabilities.shape().equals(scores.shape())) {
      throw new IllegalArgumentException("scores of shape " + scores.shape() + " and probabilities of shape " + probabilities.shape()
          + "; they must be equal");
    }
    Optional<Tensor> weight = ClassTargets.checked(options.weight, lines.n());
    return new LinedCrossEntropy(scores, lines, options.reduction, new SoftTargets(probabilities, weight, lines, options.labelSmoothing)).forward();
  }
}
