package lanewise.tensor;

import java.util.Arrays;

/**
 * The sizes of a tensor's axes, outermost first: {@code Shape.of(2, 3)} is two rows of three; {@code Shape.of()} is a single number (rank 0).
 *
 * <p>Immutable. Sizes may be 0; the product must fit an {@code int}, because values live in one Java array.
 */
public final class Shape {
  private static final Shape SCALAR = new Shape(new int[0], 1);
  /** Stands for every number of elements from here on. */
  private static final long MORE = 1L << 31;

  private final int[] dims;
  private final int size;

  private Shape(int[] dims, int size) {
    this.dims = dims;
    this.size = size;
  }

  /**
   * The shape with these sizes.
   *
   * @throws IllegalArgumentException if a size is negative or the product exceeds {@link Integer#MAX_VALUE}
   */
  public static Shape of(int... dims) {
    if (dims.length == 0) {
      return SCALAR;
    }
    boolean empty = false;
    for (int d : dims) {
      if (d < 0) {
        throw new IllegalArgumentException("size " + d + " in shape " + Arrays.toString(dims) + " is negative; sizes are >= 0");
      }
      empty |= d == 0;
    }
    long product = empty ? 0 : 1;
    for (int d : dims) {
      product *= d;
      if (product > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("shape " + Arrays.toString(dims) + " has more than " + Integer.MAX_VALUE
            + " elements, which is as many as an array holds");
      }
    }
    return new Shape(dims.clone(), (int) product);
  }

  /** Number of axes. */
  public int rank() {
    return dims.length;
  }

  /** Size of one axis; negative axes count from the end, as in PyTorch. */
  public int dim(int axis) {
    int a = axis < 0 ? axis + dims.length : axis;
    if (a < 0 || a >= dims.length) {
      throw new IllegalArgumentException("axis " + axis + " of shape " + this + "; allowed: " + -dims.length + ".." + (dims.length - 1));
    }
    return dims[a];
  }

  /** Number of elements: the product of all sizes, 1 for rank 0. */
  public int size() {
    return size;
  }

  /** A copy of the sizes. */
  public int[] toArray() {
    return dims.clone();
  }

  /**
   * The shape of as many elements with these sizes, one of which may be -1 and follows from the others.
   *
   * @throws IllegalArgumentException if the number of elements differs, or no whole number can stand for -1
   */
  Shape reshaped(int... newDims) {
    int[] to = newDims.clone();
    int unknown = -1;
    long known = 1;
    for (int i = 0; i < to.length; i++) {
      if (to[i] == -1 && unknown < 0) {
        unknown = i;
      } else if (to[i] < 0) {
        throw notReshaped(newDims, "size " + to[i] + " on axis " + i + "; allowed: >= 0, and -1 once");
      } else {
        known = Math.min(known * to[i], MORE);
      }
    }
    if (unknown >= 0) {
      if (known == 0 || size % known != 0) {
        throw notReshaped(newDims, "-1 on axis " + unknown + " beside " + count(known)
            + "; allowed: beside sizes whose product is >= 1 and divides " + size);
      }
      to[unknown] = (int) (size / known);
    } else if (known != size) {
      throw notReshaped(newDims, count(known) + "; allowed: " + size);
    }
    return of(to);
  }

  private IllegalArgumentException notReshaped(int[] newDims, String why) {
    return new IllegalArgumentException("reshape of " + this + " (" + size + " elements) to " + Arrays.toString(newDims) + ": " + why);
  }

  private static String count(long elements) {
    return elements == MORE ? "more than " + Integer.MAX_VALUE + " elements" : elements + " elements";
  }

  /** Position of an element in row-major order. */
  int index(int... at) {
    if (at.length != dims.length) {
      throw new IllegalArgumentException(at.length + " indices " + Arrays.toString(at) + " for shape " + this + " of rank " + dims.length);
    }
    int index = 0;
    for (int i = 0; i < at.length; i++) {
      if (at[i] < 0 || at[i] >= dims[i]) {
        throw new IllegalArgumentException("index " + at[i] + " on axis " + i + " of shape " + this + "; allowed: 0.." + (dims[i] - 1));
      }
      index = index * dims[i] + at[i];
    }
    return index;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  @Override
  public String toString() {
    return Arrays.toString(dims);
  }
}
