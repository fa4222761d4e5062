package lanewise.tensor.ops.loss;

import java.util.Optional;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.ops.lines.Lines;

/** The class numbers of a loss, one for each line of scores along the class axis, with the weights of the classes and the number that is ignored. */
public final class ClassTargets {
  private final LongTensor targets;
  private final Optional<Tensor> weight;
  private final long ignoreIndex;

  /** Checks that there is a target for each line of the scores, and that each is a class or ignored. */
  public ClassTargets(Shape scores, LongTensor targets, Optional<Tensor> weight, long ignoreIndex) {
    int classes = classes(scores);
    if (!targets.shape().equals(lineShape(scores))) {
      throw new IllegalArgumentException("scores of shape " + scores + " and targets of shape " + targets.shape() + "; allowed: "
          + lineShape(scores));
    }
    for (int j = 0; j < targets.shape().size(); j++) {
      long t = targets.at(j);
      if (t != ignoreIndex && (t < 0 || t >= classes)) {
        throw new IllegalArgumentException("target " + t + " of row " + j + "; allowed: 0.." + (classes - 1));
      }
    }
    this.targets = targets;
    this.weight = checked(weight, classes).map(TensorAccess::rowMajor);
    this.ignoreIndex = ignoreIndex;
  }

  /** The lines along the class axis: of [C] the only one, of [N, C, ...] the second. */
  public static Lines lines(Shape scores) {
    classes(scores);
    return Lines.of(scores, scores.rank() == 1 ? 0 : 1);
  }

  static int classes(Shape scores) {
    if (scores.rank() == 0) {
      throw new IllegalArgumentException("scores of shape []; allowed: [C], [N, C], [N, C, ...]");
    }
    return scores.dim(scores.rank() == 1 ? 0 : 1);
  }

  /** The shape without the class axis. */
  public static Shape lineShape(Shape scores) {
    classes(scores);
    int[] dims = new int[scores.rank() - 1];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = scores.dim(i == 0 ? 0 : i + 1);
    }
    return Shape.of(dims);
  }

  /** The weights, if there is one for each class. */
  public static Optional<Tensor> checked(Optional<Tensor> weight, int classes) {
    weight.ifPresent(w -> {
      if (!w.shape().equals(Shape.of(classes))) {
        throw new IllegalArgumentException("weight of shape " + w.shape() + " for " + classes + " classes; allowed: [" + classes + "]");
      }
    });
    return weight;
  }

  /** True for a line that counts as nothing. */
  public boolean ignored(int line) {
    return targets.at(line) == ignoreIndex;
  }

  /** The class of a line that is not ignored. */
  public int of(int line) {
    return (int) targets.at(line);
  }

  /** The weight of a line's class; 0 where it is ignored. */
  public float weightOf(int line) {
    return ignored(line) ? 0 : weight.isEmpty() ? 1 : weightOfClass(of(line));
  }

  float weightOfClass(int c) {
    return weight.isEmpty() ? 1 : TensorAccess.values(weight.get())[TensorAccess.offset(weight.get()) + c];
  }

  boolean isWeighted() {
    return weight.isPresent();
  }

  /** The sum of the targets' weights, in double, in order. */
  public double total() {
    double sum = 0;
    for (int j = 0; j < targets.shape().size(); j++) {
      sum += weightOf(j);
    }
    return sum;
  }
}
