package lanewise.tensor.ops;

import java.util.Arrays;
import java.util.stream.IntStream;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.copy.View;

/**
 * Parts of tensors along axes, as copies, and the ways back: a part put into zeros. Indices and axes may be negative and count from the end. Where
 * the rank stays, so does the layout.
 */
public final class Selection {
  private Selection() {}

  /**
   * Which positions of an axis of some size are taken: from, from + step, ..., {@code length} of them.
   *
   * @param axis 0 or more
   */
  public record Range(int axis, int from, int length, int step) {
    /**
     * {@code length} positions from {@code start} on, as {@code torch.narrow}.
     *
     * @param start may be negative
     * @throws IllegalArgumentException unless they lie inside the axis
     */
    public static Range narrow(Shape shape, int axis, int start, int length) {
      int a = Axes.of(shape, axis);
      int size = shape.dim(a);
      int from = start < 0 ? start + size : start;
      if (from < 0 || from > size || length < 0 || length > size - from) {
        throw new IllegalArgumentException("start " + start + " and length " + length + " on axis " + axis + " of shape " + shape
            + "; allowed: start in " + -size + ".." + size + ", length >= 0, the end at most " + size);
      }
      return new Range(a, from, length, 1);
    }

    /**
     * start, start + step, ... below end, as in {@code x[start:end:step]}: what lies outside the axis is left out.
     *
     * @param start may be negative
     * @param end may be negative; {@link Integer#MAX_VALUE} for the size
     * @param step at least 1
     */
    public static Range slice(Shape shape, int axis, int start, int end, int step) {
      int a = Axes.of(shape, axis);
      if (step < 1) {
        throw new IllegalArgumentException("step " + step + " of a slice of shape " + shape + "; allowed: >= 1");
      }
      int size = shape.dim(a);
      int from = Math.clamp(start < 0 ? (long) start + size : start, 0, size);
      int to = Math.clamp(end < 0 ? (long) end + size : end, from, size);
      return new Range(a, from, (int) ((to - (long) from + step - 1) / step), step);
    }
  }

  /** The positions of a range. */
  public static Tensor take(Tensor x, Range range) {
    return View.of(x).part(range.axis, range.from, range.length, range.step).toTensor(TensorAccess.layout(x));
  }

  /** Zeros of a shape with a tensor at the positions of a range: the gradient of {@link #take}. */
  public static Tensor putIntoZeros(Tensor part, Range range, Shape shape) {
    Tensor whole = zeros(shape, TensorAccess.layout(part));
    View.of(part).copyTo(View.of(whole).part(range.axis, range.from, range.length, range.step));
    return whole;
  }

  /**
   * One position of an axis, which disappears, as {@code torch.select}.
   *
   * @throws IllegalArgumentException if there is no such axis or index
   */
  public static Tensor select(Tensor x, int axis, int index) {
    int a = Axes.of(x.shape(), axis);
    int at = Axes.position(x.shape(), a, index);
    int[] rest = IntStream.range(0, x.shape().rank()).filter(k -> k != a).toArray();
    return View.of(x).part(a, at, 1, 1).permuted(rest).toTensor(Layout.ROW_MAJOR);
  }

  /** The gradient of {@link #select}: zeros of a shape with dy at the index. */
  public static Tensor selectGradient(Tensor dy, int axis, int index, Shape shape) {
    int a = Axes.of(shape, axis);
    Range range = new Range(a, Axes.position(shape, a, index), 1, 1);
    return putIntoZeros(dy.reshape(Axes.resized(shape, a, 1)), range, shape);
  }

  /** Some axes backwards, as {@code torch.flip}. */
  public static Tensor flip(Tensor x, int... axes) {
    View view = View.of(x);
    for (int a : Axes.different(x.shape(), axes)) {
      view = view.reversed(a);
    }
    return view.toTensor(TensorAccess.layout(x));
  }

  static Tensor zeros(Shape shape, Layout layout) {
    Tensor t = TensorAccess.create(shape, layout);
    Arrays.fill(TensorAccess.values(t), TensorAccess.offset(t), TensorAccess.offset(t) + t.size(), 0);
    return t;
  }
}
