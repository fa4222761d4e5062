package lanewise.tensor;

import java.util.Arrays;
import lanewise.tensor.kernel.ShortMemory;

/** A tensor of 64-bit integers in row-major order: class labels, indices, counters. Immutable. */
public final class LongTensor implements AnyTensor {
  private final Shape shape;
  private final long[] data;

  private LongTensor(Shape shape, long[] data) {
    this.shape = shape;
    this.data = data;
  }

  /**
   * A tensor with a copy of these values.
   *
   * @throws IllegalArgumentException if the number of values is not the size of the shape
   */
  public static LongTensor of(long[] rowMajor, int... shape) {
    Shape s = Shape.of(shape);
    if (rowMajor.length != s.size()) {
      throw new IllegalArgumentException(rowMajor.length + " values for shape " + s + " of size " + s.size());
    }
    return new LongTensor(s, copy(rowMajor, s));
  }

  /** A tensor of rank 0. */
  public static LongTensor scalar(long value) {
    return new LongTensor(Shape.of(), new long[] {value});
  }

  @Override
  public Shape shape() {
    return shape;
  }

  /** One element. */
  public long get(int... at) {
    return data[shape.index(at)];
  }

  /** The element at a position in row-major order; no index array is made. */
  public long at(int index) {
    return data[index];
  }

  /** The only element of a tensor of size 1. */
  public long item() {
    if (data.length != 1) {
      throw new IllegalStateException("item() of a tensor of shape " + shape + "; it needs exactly one element");
    }
    return data[0];
  }

  /** A copy of the values in row-major order. */
  public long[] toArray() {
    return copy(data, shape);
  }

  private static long[] copy(long[] values, Shape shape) {
    return ShortMemory.array("a tensor of whole numbers of shape ", shape, values.length, Long.BYTES, n -> Arrays.copyOf(values, n));
  }

  @Override
  public String toString() {
    String values = data.length <= 20 ? Arrays.toString(data) : Arrays.toString(Arrays.copyOf(data, 20)).replace("]", ", ...]");
    return "LongTensor" + shape + values;
  }
}
