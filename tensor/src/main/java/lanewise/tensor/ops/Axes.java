package lanewise.tensor.ops;

import java.util.Arrays;
import lanewise.tensor.Shape;

/** Numbers of axes as users write them: negative ones count from the end. */
final class Axes {
  private Axes() {}

  /** The axis of a shape, 0 or more. */
  static int of(Shape shape, int axis) {
    return of(axis, shape.rank(), shape);
  }

  /** An axis among {@code rank} ones. */
  static int of(int axis, int rank, Shape shape) {
    if (axis < -rank || axis >= rank) {
      throw new IllegalArgumentException("axis " + axis + " for shape " + shape + "; allowed: " + (rank == 0 ? "none" : -rank + ".." + (rank - 1)));
    }
    return axis < 0 ? axis + rank : axis;
  }

  /** Different axes of a shape. */
  static int[] different(Shape shape, int... axes) {
    int[] all = Arrays.stream(axes).map(a -> of(shape, a)).toArray();
    if (Arrays.stream(all).distinct().count() != all.length) {
      throw new IllegalArgumentException("axes " + Arrays.toString(axes) + " for shape " + shape + "; allowed: each at most once");
    }
    return all;
  }

  /** The number of an element along an axis; negative ones count from the end. */
  static int position(Shape shape, int axis, int index) {
    int size = shape.dim(axis);
    if (index < -size || index >= size) {
      throw new IllegalArgumentException("index " + index + " on axis " + axis + " of shape " + shape + "; allowed: "
          + (size == 0 ? "none" : -size + ".." + (size - 1)));
    }
    return index < 0 ? index + size : index;
  }

  /** The sizes with another one on an axis. */
  static int[] resized(Shape shape, int axis, int size) {
    int[] dims = shape.toArray();
    dims[axis] = size;
    return dims;
  }

  /** The product of some sizes. */
  static int product(Shape shape, int from, int to) {
    int product = 1;
    for (int k = from; k < to; k++) {
      product *= shape.dim(k);
    }
    return product;
  }
}
