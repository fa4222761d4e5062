package lanewise.tensor.ops;

import java.util.Arrays;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/** A tensor made element by element: the oracle of operations that only move values. */
final class Elements {
  private Elements() {}

  /** The value at an index. */
  interface At {
    float value(int[] at);
  }

  /** The tensor with these values. */
  static Tensor of(int[] shape, At values) {
    float[] all = new float[Shape.of(shape).size()];
    int[] at = new int[shape.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = values.value(at.clone());
      for (int k = shape.length - 1; k >= 0 && ++at[k] == shape[k]; k--) {
        at[k] = 0;
      }
    }
    return Tensor.of(all, shape);
  }

  /** An index with another number on one axis. */
  static int[] with(int[] at, int axis, int value) {
    int[] other = at.clone();
    other[axis] = value;
    return other;
  }

  /** An index with one more axis. */
  static int[] inserted(int[] at, int axis, int value) {
    int[] longer = new int[at.length + 1];
    for (int k = 0; k < longer.length; k++) {
      longer[k] = k == axis ? value : at[k < axis ? k : k - 1];
    }
    return longer;
  }

  /** An index without one axis. */
  static int[] without(int[] at, int axis) {
    int[] shorter = Arrays.copyOf(at, at.length - 1);
    System.arraycopy(at, axis + 1, shorter, axis, shorter.length - axis);
    return shorter;
  }
}
