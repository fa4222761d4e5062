package lanewise.tensor.ops.lines;

import lanewise.tensor.Shape;
import lanewise.tensor.kernel.Order;

/**
 * A row-major tensor seen from one axis, or from several that follow each other: {@code [outer, n, inner]}. A line has n elements, {@code inner}
 * apart; there are {@code outer * inner} of them. With inner 1 the lines are the rows of a matrix.
 *
 * @param outer product of the sizes before the axis
 * @param n size of the axis
 * @param inner product of the sizes behind it
 */
public record Lines(int outer, int n, int inner) {
  /** Where a kernel needs no second array or no numbers. */
  public static final float[] NONE = {};
  /** Elements that a block of lines has, about: they stay in the first caches. */
  private static final int BLOCK = 1 << 12;
  /** Columns of a block where there are many. */
  private static final int BAND = 512;

  /** The lines of one axis; a single number is one line of one element. */
  public static Lines of(Shape shape, int axis) {
    int outer = 1;
    int inner = 1;
    for (int i = 0; i < shape.rank(); i++) {
      outer *= i < axis ? shape.dim(i) : 1;
      inner *= i > axis ? shape.dim(i) : 1;
    }
    return new Lines(outer, shape.rank() == 0 ? 1 : shape.dim(axis), inner);
  }

  /** Number of lines. */
  public int count() {
    return outer * inner;
  }

  /** Number of elements. */
  public int size() {
    return outer * n * inner;
  }

  /** True where the elements of a line are neighbours. */
  public boolean areRows() {
    return inner == 1;
  }

  /** Rows of the table in which columns are summed: so many that it is wide enough for vectors. */
  int tableRows() {
    return areRows() || inner == 0 ? 1 : Math.max(1, Math.min(Order.channelRows(inner), n));
  }

  /** Elements of a line that are summed in floats; longer lines are cut. */
  int foldedAtOnce() {
    return areRows() ? Order.CHUNK : Order.ROWS * tableRows();
  }

  /** Lines of a block: whole rows; or a band of columns of one outer index. */
  int blockLines() {
    return areRows() ? Math.max(1, Math.min(outer, BLOCK / Math.max(1, n))) : Math.min(inner, BAND);
  }

  /** Number of blocks. */
  int blocks() {
    if (count() == 0) {
      return 0;
    }
    return areRows() ? Math.ceilDiv(outer, blockLines()) : outer * Math.ceilDiv(inner, blockLines());
  }
}
