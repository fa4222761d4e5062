package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.copy.View;

/**
 * The elements of an index tensor, each with the place that it points at: the element of a target whose indices are its own, but for one axis, on
 * which it is the value of the index.
 *
 * <p>The walk is cut into tasks that point at different places, so tasks may run at once and each target is met in the order of positions. The values
 * of the index are looked at on the way: a pass of its own over them would cost as much as the walk. So a walk writes what nobody has seen yet.
 */
final class IndexWalk {
  private static final int COLUMNS = 64;

  private final Shape target;
  private final LongTensor index;
  private final int[] sizes;
  private final int[] steps;
  private final int axis;
  private final int size;
  private final int cols;
  private final int rowsOfATask;
  private final int blocks;

  /**
   * A walk over an index.
   *
   * @param target the shape that is pointed into
   * @throws IllegalArgumentException if a rank or size does not fit
   */
  IndexWalk(Shape target, int axis, LongTensor index) {
    this.target = target;
    this.axis = Axes.of(target, axis);
    this.index = index;
    sizes = index.shape().toArray();
    boolean fits = sizes.length == target.rank();
    for (int k = 0; fits && k < sizes.length; k++) {
      fits = k == this.axis || sizes[k] <= target.dim(k);
    }
    if (!fits) {
      throw new IllegalArgumentException("index of shape " + index.shape() + " on axis " + axis + " of shape " + target
          + "; allowed: the same rank, no size larger except on that axis");
    }
    size = target.dim(this.axis);
    steps = View.of(new float[0], 0, target, Layout.ROW_MAJOR).steps();
    int last = sizes.length - 1;
    cols = sizes[last];
    int rows = index.size() == 0 ? 0 : index.size() / cols;
    int leading = index.size() == 0 ? 0 : Axes.product(index.shape(), 0, Math.min(this.axis, last));
    rowsOfATask = leading == 0 ? 0 : rows / leading;
    blocks = this.axis == last || cols == 0 ? 1 : Math.ceilDiv(cols, COLUMNS);
  }

  /** Refuses an index with a value that is no position of an axis. */
  static void requireInside(LongTensor index, int size, String what) {
    for (int i = 0; i < index.size(); i++) {
      if (index.at(i) < 0 || index.at(i) >= size) {
        throw new IllegalArgumentException("index " + index.at(i) + " at position " + i + " for " + what + "; allowed: "
            + (size == 0 ? "none" : "0.." + (size - 1)));
      }
    }
  }

  /** Refuses values that do not reach as far as the index on every axis. */
  void requireCovered(Tensor values) {
    Shape shape = values.shape();
    boolean fits = shape.rank() == sizes.length;
    for (int k = 0; fits && k < sizes.length; k++) {
      fits = sizes[k] <= shape.dim(k);
    }
    if (!fits) {
      throw new IllegalArgumentException("values of shape " + shape + " for an index of shape " + index.shape()
          + "; allowed: the same rank, every size at least that of the index");
    }
  }

  /** Number of tasks. */
  int tasks() {
    return index.size() == 0 ? 0 : index.size() / cols / rowsOfATask * blocks;
  }

  /**
   * For each element of a task, in order: {@code y[yo + element] = x[xo + place]}.
   *
   * @throws IllegalArgumentException if a value of the index is outside the axis
   */
  void pick(int number, float[] x, int xo, float[] y, int yo) {
    task(number, x, xo, y, yo, false);
  }

  /**
   * For each element of a task, in order: {@code y[yo + place] += x[xo + element]}.
   *
   * @throws IllegalArgumentException if a value of the index is outside the axis
   */
  void add(int number, float[] x, int xo, float[] y, int yo) {
    task(number, x, xo, y, yo, true);
  }

  private void task(int number, float[] x, int xo, float[] y, int yo, boolean add) {
    int leading = number / blocks;
    int from = number % blocks * COLUMNS;
    int to = blocks == 1 ? cols : Math.min(cols, from + COLUMNS);
    int last = sizes.length - 1;
    for (int row = leading * rowsOfATask; row < (leading + 1) * rowsOfATask; row++) {
      int base = 0;
      int rest = row;
      for (int k = last - 1; k >= 0; k--) {
        base += k == axis ? 0 : rest % sizes[k] * steps[k];
        rest /= sizes[k];
      }
      int step = steps[axis];
      int along = axis == last ? 0 : 1;
      int element = row * cols;
      if (add) {
        for (int col = from; col < to; col++) {
          y[yo + base + position(element + col) * step + along * col] += x[xo + element + col];
        }
      } else {
        for (int col = from; col < to; col++) {
          y[yo + element + col] = x[xo + base + position(element + col) * step + along * col];
        }
      }
    }
  }

  private int position(int element) {
    long position = index.at(element);
    if (position < 0 || position >= size) {
      requireInside(index, size, "axis " + axis + " of shape " + target);
    }
    return (int) position;
  }
}
