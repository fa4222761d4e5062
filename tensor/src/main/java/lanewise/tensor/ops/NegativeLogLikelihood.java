package lanewise.tensor.ops;

import java.util.Optional;
import lanewise.tensor.Layout;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.ops.lines.Lines;
import lanewise.tensor.ops.loss.ClassTargets;

/**
 * The negative log-likelihood of class numbers under log-probabilities [C], [N, C] or [N, C, ...], as {@code torch.nn.functional.nll_loss}: -w[t]
 * x[t]. Order of sum: the lines' losses in double, in order.
 */
public final class NegativeLogLikelihood {
  private NegativeLogLikelihood() {}

  /**
   * The loss.
   *
   * @param weight of each class [C]
   * @param ignoreIndex lines with this target count as nothing
   * @param reduction NONE, MEAN (over the targets' weights) or SUM
   * @throws IllegalArgumentException if the shapes do not fit, or a target is neither in 0..C-1 nor ignored
   */
  public static CrossEntropy.Forward forward(Tensor x, LongTensor targets, Optional<Tensor> weight, long ignoreIndex, LossReduction reduction) {
    reduction.requireNoBatchMean();
    Lines lines = ClassTargets.lines(x.shape());
    ClassTargets classes = new ClassTargets(x.shape(), targets, weight, ignoreIndex);
    Tensor from = TensorAccess.rowMajor(x);
    float[] scores = TensorAccess.values(from);
    int xo = TensorAccess.offset(from);
    double divisor = reduction == LossReduction.MEAN ? classes.total() : 1;
    Tensor each = TensorAccess.create(ClassTargets.lineShape(x.shape()), Layout.ROW_MAJOR);
    double total = 0;
    for (int j = 0; j < lines.count(); j++) {
      double loss = classes.ignored(j) ? 0 : -(double) classes.weightOf(j) * scores[xo + place(lines, j, classes.of(j))];
      TensorAccess.values(each)[j] = (float) loss;
      total += loss;
    }
    boolean none = reduction == LossReduction.NONE;
    return new CrossEntropy.Forward(none ? each : Tensor.scalar((float) (total / divisor)), dy -> {
      Tensor dx = Tensor.zeros(x.shape().toArray());
      Tensor up = TensorAccess.rowMajor(dy);
      for (int j = 0; j < lines.count(); j++) {
        if (!classes.ignored(j)) {
          double g = TensorAccess.values(up)[TensorAccess.offset(up) + (none ? j : 0)] / divisor;
          TensorAccess.values(dx)[place(lines, j, classes.of(j))] = (float) (-g * classes.weightOf(j));
        }
      }
      return dx;
    });
  }

  private static int place(Lines lines, int j, int c) {
    return (j / lines.inner() * lines.n() + c) * lines.inner() + j % lines.inner();
  }
}
