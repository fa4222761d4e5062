package lanewise.autograd;

import java.util.OptionalInt;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** Differentiable picking and adding by tensors of indices, by PyTorch's names. A bad index is refused before anything is done. */
public final class Indexing {
  private Indexing() {}

  /** The positions of an axis that an index [K] lists. */
  public static Variable indexSelect(Variable x, int axis, LongTensor index) {
    return Rearrangement.of(x, lanewise.tensor.ops.Indexing.indexSelect(x.value(), axis, index),
        dy -> lanewise.tensor.ops.Indexing.rowSums(dy, x.shape(), axis, index, OptionalInt.empty()));
  }

  /** y[i][j][k] = x[i][index[i][j][k]][k] for axis 1. */
  public static Variable gather(Variable x, int axis, LongTensor index) {
    return Rearrangement.of(x, lanewise.tensor.ops.Indexing.gather(x.value(), axis, index),
        dy -> lanewise.tensor.ops.Indexing.gatherGradient(dy, x.shape(), axis, index));
  }

  /** A copy of x with y[i][index[i][j][k]][k] += source[i][j][k] for axis 1. */
  public static Variable scatterAdd(Variable x, int axis, LongTensor index, Variable source) {
    Tensor y = lanewise.tensor.ops.Indexing.scatterAdd(x.value(), axis, index, source.value());
    return new Variable(y, Operation.recorded(x, source) ? new ScatterAdd(x, source, axis, index) : null);
  }

  /** The rows of a weight [V, D] that an index lists: index.shape + [D]. */
  public static Variable embedding(LongTensor index, Variable weight) {
    return embedding(index, weight, OptionalInt.empty(), false);
  }

  /**
   * The rows of a weight [V, D] that an index lists: index.shape + [D].
   *
   * @param paddingIdx a row that gets no gradient; negative ones count from the end
   * @param sparse whether the weight, a parameter, gets a gradient of the listed rows only
   * @throws IllegalArgumentException if an index or the padding is outside the weight, or a sparse gradient is asked for what is no parameter
   */
  public static Variable embedding(LongTensor index, Variable weight, OptionalInt paddingIdx, boolean sparse) {
    Shape shape = weight.shape();
    int rows = shape.rank() == 2 ? shape.dim(0) : 0;
    int padding = paddingIdx.orElse(0);
    if (paddingIdx.isPresent() && (padding < -rows || padding >= rows)) {
      throw new IllegalArgumentException("paddingIdx " + padding + " for a weight of shape " + shape + "; allowed: " + -rows + ".." + (rows - 1));
    }
    OptionalInt skipped = paddingIdx.isPresent() ? OptionalInt.of(Math.floorMod(padding, rows)) : paddingIdx;
    Tensor y = lanewise.tensor.ops.Indexing.embedding(weight.value(), index);
    if (!sparse) {
      return Rearrangement.of(weight, y, dy -> lanewise.tensor.ops.Indexing.rowSums(dy, shape, 0, index, skipped));
    }
    if (!(weight instanceof Parameter parameter)) {
      throw new IllegalArgumentException("a sparse gradient for a weight of shape " + shape + " that is computed; allowed: a Parameter");
    }
    return new Variable(y, Operation.recorded(weight) ? new SparseEmbedding(parameter, index, skipped) : null);
  }

  /** A copy of one tensor with another added at the places that an index names. */
  private static final class ScatterAdd extends Operation {
    private final int axis;
    private final LongTensor index;

    ScatterAdd(Variable x, Variable source, int axis, LongTensor index) {
      super(x, source);
      this.axis = axis;
      this.index = index;
    }

    @Override
    Tensor[] backward(Tensor dy) {
      return new Tensor[] {dy, wanted(1) ? lanewise.tensor.ops.Indexing.sourceGradient(dy, axis, index, input(1).shape()) : null};
    }
  }

  /** Rows of a parameter, which takes the gradient of these rows itself. */
  private static final class SparseEmbedding extends Operation {
    private final Parameter weight;
    private final LongTensor index;
    private final OptionalInt skipped;

    SparseEmbedding(Parameter weight, LongTensor index, OptionalInt skipped) {
      super(weight);
      this.weight = weight;
      this.index = index;
      this.skipped = skipped;
    }

    /** No gradient of the whole weight goes the usual way. */
    @Override
    boolean wanted(int i) {
      return false;
    }

    @Override
    Tensor[] backward(Tensor dy) {
      weight.backward(lanewise.tensor.ops.Indexing.rowSparse(dy, weight.shape(), index, skipped));
      return new Tensor[1];
    }
  }
}
