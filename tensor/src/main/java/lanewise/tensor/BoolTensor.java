package lanewise.tensor;

import java.util.Arrays;
import lanewise.tensor.kernel.ShortMemory;

/** A tensor of truth values in row-major order: masks and conditions. Immutable. */
public final class BoolTensor implements AnyTensor {
  private final Shape shape;
  private final boolean[] data;

  private BoolTensor(Shape shape, boolean[] data) {
    this.shape = shape;
    this.data = data;
  }

  /**
   * A tensor with a copy of these values.
   *
   * @throws IllegalArgumentException if the number of values is not the size of the shape
   */
  public static BoolTensor of(boolean[] rowMajor, int... shape) {
    Shape s = Shape.of(shape);
    if (rowMajor.length != s.size()) {
      throw new IllegalArgumentException(rowMajor.length + " values for shape " + s + " of size " + s.size());
    }
    return new BoolTensor(s, copy(rowMajor, s));
  }

  /** A tensor of rank 0. */
  public static BoolTensor scalar(boolean value) {
    return new BoolTensor(Shape.of(), new boolean[] {value});
  }

  @Override
  public Shape shape() {
    return shape;
  }

  /** One element. */
  public boolean get(int... at) {
    return data[shape.index(at)];
  }

  /** The element at a position in row-major order; no index array is made. */
  public boolean at(int index) {
    return data[index];
  }

  /** The opposite of every element. */
  public BoolTensor not() {
    boolean[] opposite = room(shape);
    for (int i = 0; i < data.length; i++) {
      opposite[i] = !data[i];
    }
    return new BoolTensor(shape, opposite);
  }

  /** A copy of the values in row-major order. */
  public boolean[] toArray() {
    return copy(data, shape);
  }

  /**
   * The values in row-major order of a shape to which this one is broadcast.
   *
   * @throws IllegalArgumentException if it cannot be
   */
  public boolean[] expanded(Shape wanted) {
    if (wanted.equals(shape)) {
      return copy(data, shape);
    }
    int added = wanted.rank() - shape.rank();
    int[] steps = new int[wanted.rank()];
    int step = 1;
    for (int k = shape.rank() - 1; k >= 0; k--) {
      if (added < 0 || shape.dim(k) != 1 && shape.dim(k) != wanted.dim(k + added)) {
        throw new IllegalArgumentException("mask of shape " + shape + " for shape " + wanted + "; allowed: what broadcasts to it");
      }
      steps[k + added] = shape.dim(k) == 1 ? 0 : step;
      step *= shape.dim(k);
    }
    boolean[] all = room(wanted);
    for (int i = 0; i < all.length; i++) {
      int rest = i;
      int from = 0;
      for (int k = wanted.rank() - 1; k >= 0; k--) {
        from += rest % wanted.dim(k) * steps[k];
        rest /= wanted.dim(k);
      }
      all[i] = data[from];
    }
    return all;
  }

  private static boolean[] room(Shape shape) {
    return ShortMemory.array("a mask of shape ", shape, shape.size(), 1, boolean[]::new);
  }

  private static boolean[] copy(boolean[] values, Shape shape) {
    boolean[] copy = room(shape);
    System.arraycopy(values, 0, copy, 0, copy.length);
    return copy;
  }

  @Override
  public String toString() {
    String values = data.length <= 20 ? Arrays.toString(data) : Arrays.toString(Arrays.copyOf(data, 20)).replace("]", ", ...]");
    return "BoolTensor" + shape + values;
  }
}
