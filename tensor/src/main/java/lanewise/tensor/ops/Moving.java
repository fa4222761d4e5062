package lanewise.tensor.ops;

import java.util.Arrays;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.copy.View;

/** The elements of a tensor at other positions: rolled round, inside a border, or only those on one side of a diagonal. The layout stays. */
public final class Moving {
  private Moving() {}

  /**
   * Elements moved along axes, those that leave at the end coming in at the start, as {@code torch.roll}.
   *
   * @param shifts how far; negative ones towards the start
   * @param axes one for each shift; none, with one shift, rolls the flattened tensor
   */
  public static Tensor roll(Tensor x, int[] shifts, int[] axes) {
    if (axes.length == 0 && shifts.length == 1) {
      return roll(x.reshape(x.size()), shifts, new int[1]).reshape(x.shape().toArray());
    }
    if (shifts.length != axes.length || shifts.length == 0) {
      throw new IllegalArgumentException("shifts " + Arrays.toString(shifts) + " along axes " + Arrays.toString(axes)
          + "; allowed: one for each axis, or one without axes");
    }
    Tensor y = x;
    for (int i = 0; i < shifts.length; i++) {
      y = roll(y, shifts[i], Axes.of(x.shape(), axes[i]));
    }
    return y;
  }

  private static Tensor roll(Tensor x, int shift, int axis) {
    int size = x.shape().dim(axis);
    Tensor y = TensorAccess.create(x.shape(), TensorAccess.layout(x));
    int ahead = size == 0 ? 0 : Math.floorMod(shift, size);
    View from = View.of(x);
    View to = View.of(y);
    from.part(axis, 0, size - ahead, 1).copyTo(to.part(axis, ahead, size - ahead, 1));
    from.part(axis, size - ahead, ahead, 1).copyTo(to.part(axis, 0, ahead, 1));
    return y;
  }

  /**
   * A border of one value, as {@code torch.nn.functional.pad}.
   *
   * @param widths before and after the last axis, before and after the one before it, ...; a negative one crops
   * @throws IllegalArgumentException if there are too many, an odd number, or more is cropped than is there
   */
  public static Tensor pad(Tensor x, int[] widths, float value) {
    Shape padded = padded(x.shape(), widths);
    Tensor y = TensorAccess.create(padded, TensorAccess.layout(x));
    Arrays.fill(TensorAccess.values(y), TensorAccess.offset(y), TensorAccess.offset(y) + y.size(), value);
    View from = View.of(x);
    View to = View.of(y);
    for (int i = 0; i < widths.length / 2; i++) {
      int axis = x.shape().rank() - 1 - i;
      int before = widths[2 * i];
      int skipped = Math.max(0, -before);
      int length = Math.max(0, x.shape().dim(axis) - skipped - Math.max(0, -widths[2 * i + 1]));
      from = from.part(axis, skipped, length, 1);
      to = to.part(axis, Math.max(0, before), length, 1);
    }
    from.copyTo(to);
    return y;
  }

  private static Shape padded(Shape shape, int[] widths) {
    if (widths.length % 2 != 0 || widths.length > 2 * shape.rank()) {
      throw new IllegalArgumentException("padding " + Arrays.toString(widths) + " of shape " + shape + "; allowed: two for an axis, at most "
          + 2 * shape.rank());
    }
    int[] dims = shape.toArray();
    for (int i = 0; i < widths.length / 2; i++) {
      int axis = dims.length - 1 - i;
      long size = (long) dims[axis] + widths[2 * i] + widths[2 * i + 1];
      if (size < 0 || size > Integer.MAX_VALUE || -(long) widths[2 * i] > dims[axis] || -(long) widths[2 * i + 1] > dims[axis]) {
        throw new IllegalArgumentException("padding " + widths[2 * i] + " and " + widths[2 * i + 1] + " on axis " + axis + " of shape " + shape
            + "; allowed: what leaves a size of 0 or more");
      }
      dims[axis] = (int) size;
    }
    return Shape.of(dims);
  }

  /** The elements of the last two axes on and below a diagonal, the others 0, as {@code torch.tril}; the diagonal 1 is above the main one. */
  public static Tensor tril(Tensor x, int diagonal) {
    return triangle(x, diagonal, true);
  }

  /** The elements of the last two axes on and above a diagonal, the others 0, as {@code torch.triu}. */
  public static Tensor triu(Tensor x, int diagonal) {
    return triangle(x, diagonal, false);
  }

  private static Tensor triangle(Tensor x, int diagonal, boolean lower) {
    int rank = x.shape().rank();
    if (rank < 2) {
      throw new IllegalArgumentException("triangle of shape " + x.shape() + "; allowed: rank >= 2");
    }
    Tensor from = TensorAccess.rowMajor(x);
    Tensor y = TensorAccess.create(x.shape(), TensorAccess.layout(from));
    float[] source = TensorAccess.values(from);
    float[] target = TensorAccess.values(y);
    int rows = x.shape().dim(rank - 2);
    int cols = x.shape().dim(rank - 1);
    int all = cols == 0 ? 0 : x.size() / cols;
    for (int row = 0; row < all; row++) {
      int cut = Math.clamp((long) row % rows + diagonal + (lower ? 1 : 0), 0, cols);
      int first = lower ? 0 : cut;
      int last = lower ? cut : cols;
      int at = row * cols;
      Arrays.fill(target, at, at + first, 0);
      System.arraycopy(source, TensorAccess.offset(from) + at + first, target, at + first, last - first);
      Arrays.fill(target, at + last, at + cols, 0);
    }
    return y;
  }
}
