package lanewise.tensor.ops;

import java.util.Arrays;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.TensorAccess;
import lanewise.tensor.kernel.View;

/** Axes of size 1 repeated, as {@code Tensor.expand}, and the sums that are its gradient. */
public final class Expansion {
  private Expansion() {}

  /**
   * The tensor with axes of size 1 repeated, and with new axes in front.
   *
   * @param sizes of the result; -1 keeps a size
   * @throws IllegalArgumentException if a size differs from one that is not 1
   */
  public static Tensor expand(Tensor x, int... sizes) {
    Shape shape = x.shape();
    int added = sizes.length - shape.rank();
    int[] dims = sizes.clone();
    for (int k = 0; k < dims.length; k++) {
      int old = k < added ? 1 : shape.dim(k - Math.max(0, added));
      dims[k] = dims[k] == -1 && k >= added ? old : dims[k];
      if (added < 0 || dims[k] < 0 || old != 1 && old != dims[k]) {
        throw new IllegalArgumentException("expand of shape " + shape + " to " + Arrays.toString(sizes)
            + "; allowed: the same sizes or -1, others where the size is 1 or the axis new in front");
      }
    }
    if (added < 0) {
      throw new IllegalArgumentException("expand of shape " + shape + " to " + Arrays.toString(sizes) + "; allowed: at least as many axes");
    }
    Shape.of(dims);
    return View.of(x).expanded(dims).toTensor(Layout.ROW_MAJOR);
  }

  /**
   * The sums of a tensor over the axes that {@link #expand} repeats to come to its shape from {@code shape}: the gradient of an expansion. Order of
   * sum: in double, by position.
   */
  public static Tensor sumTo(Tensor x, Shape shape) {
    if (x.shape().equals(shape)) {
      return x;
    }
    int added = x.shape().rank() - shape.rank();
    int rank = x.shape().rank();
    int[] order = new int[rank];
    int kept = 0;
    for (int k = 0; k < rank; k++) {
      if (k >= added && shape.dim(k - added) == x.shape().dim(k)) {
        order[kept++] = k;
      }
    }
    int summed = kept;
    for (int k = 0; k < rank; k++) {
      if (k < added || shape.dim(k - added) != x.shape().dim(k)) {
        order[summed++] = k;
      }
    }
    Tensor rows = Permutation.permute(x, order);
    Tensor sums = TensorAccess.create(shape, Layout.ROW_MAJOR);
    float[] from = TensorAccess.values(rows);
    float[] to = TensorAccess.values(sums);
    int length = shape.size() == 0 ? 0 : x.size() / shape.size();
    for (int row = 0; row < shape.size(); row++) {
      double sum = 0;
      for (int i = 0; i < length; i++) {
        sum += from[row * length + i];
      }
      to[row] = (float) sum;
    }
    return sums;
  }
}
