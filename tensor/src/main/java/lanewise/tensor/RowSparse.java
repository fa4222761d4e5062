package lanewise.tensor;

import java.util.Arrays;
import java.util.stream.IntStream;
import lanewise.tensor.kernel.ShortMemory;
import lanewise.tensor.kernel.access.TensorAccess;

/**
 * A tensor of which only some rows are there, the others are zero: the gradient of an embedding, of which a batch touches few words.
 *
 * <p>The leading axes number the rows: with a shape {@code [V, D]} and values {@code [entries, D]} a row is one of V; with values {@code [entries]}
 * a row is a single element of the V * D. Rows are kept once each, in ascending order; entries with the same row are added up in their order.
 *
 * <p>Immutable, and of no scope: it lives as long as somebody holds it.
 */
public final class RowSparse {
  private final Shape shape;
  private final int[] rows;
  private final Tensor values;

  private RowSparse(Shape shape, int[] rows, Tensor values) {
    this.shape = shape;
    this.rows = rows;
    this.values = values;
  }

  /**
   * Rows of a tensor of a given shape.
   *
   * @param shape the shape of the whole
   * @param rows the row of each entry, {@code [entries]}; for several leading axes the row-major number
   * @param values the values of each entry, {@code [entries, ...]}, the rest being the last axes of {@code shape}
   * @throws IllegalArgumentException if the shapes do not fit or a row is outside
   */
  public static RowSparse of(Shape shape, LongTensor rows, Tensor values) {
    int[] last = values.shape().toArray();
    int leading = shape.rank() - last.length + 1;
    if (last.length == 0 || leading < 1 || rows.shape().rank() != 1 || rows.size() != last[0]
        || !Arrays.equals(Arrays.copyOfRange(last, 1, last.length), Arrays.copyOfRange(shape.toArray(), leading, shape.rank()))) {
      throw new IllegalArgumentException("rows of shape " + rows.shape() + " and values of shape " + values.shape() + " for a whole of shape " + shape
          + "; allowed: rows [entries] and values [entries, the last axes of the whole]");
    }
    int count = Shape.of(Arrays.copyOf(shape.toArray(), leading)).size();
    for (long row : rows.toArray()) {
      if (row < 0 || row >= count) {
        throw new IllegalArgumentException("row " + row + " of a whole of shape " + shape + "; allowed: 0 to " + (count - 1));
      }
    }
    int width = Shape.of(Arrays.copyOfRange(last, 1, last.length)).size();
    long[] at = rows.toArray();
    int[] order = IntStream.range(0, at.length).boxed().sorted((a, b) -> Long.compare(at[a], at[b])).mapToInt(i -> i).toArray();
    int[] distinct = Arrays.stream(at).distinct().sorted().mapToInt(row -> (int) row).toArray();
    last[0] = distinct.length;
    Tensor sums = TensorAccess.createOutsideScopes(Shape.of(last), Layout.ROW_MAJOR);
    float[] to = TensorAccess.writable(sums);
    int offset = TensorAccess.offset(sums);
    float[] from = values.toArray();
    int target = -1;
    for (int entry : order) {
      boolean first = target < 0 || distinct[target] != at[entry];
      target += first ? 1 : 0;
      for (int i = 0; i < width; i++) {
        float v = from[entry * width + i];
        int k = offset + target * width + i;
        to[k] = first ? v : to[k] + v;
      }
    }
    return new RowSparse(shape, distinct, sums);
  }

  /** The shape of the whole. */
  public Shape shape() {
    return shape;
  }

  /** Number of rows that are there. */
  public int count() {
    return rows.length;
  }

  /** The number of the i-th row that is there; ascending with i. */
  public int row(int i) {
    return rows[i];
  }

  /** Elements of a row. */
  public int width() {
    return rows.length == 0 ? 0 : values.size() / rows.length;
  }

  /** The values of the rows that are there, {@code [count, ...]}; to be read only. */
  public Tensor values() {
    return values;
  }

  /**
   * The same rows with other values.
   *
   * @param replacement of the shape of {@link #values}; kept, not copied
   * @throws IllegalArgumentException if it has another shape
   */
  public RowSparse values(Tensor replacement) {
    if (!replacement.shape().equals(values.shape())) {
      throw new IllegalArgumentException("values of shape " + replacement.shape() + "; allowed: " + values.shape());
    }
    return new RowSparse(shape, rows, replacement);
  }

  /**
   * The sum of two of the same whole.
   *
   * @throws IllegalArgumentException if the shapes or the rows' shapes differ
   */
  public RowSparse plus(RowSparse other) {
    int[] mine = values.shape().toArray();
    int[] theirs = other.values.shape().toArray();
    if (!shape.equals(other.shape) || mine.length != theirs.length) {
      throw new IllegalArgumentException("row-sparse " + shape + " with values " + values.shape() + " plus " + other.shape + " with values "
          + other.values.shape() + "; allowed: the same shapes");
    }
    long[] both = IntStream.concat(Arrays.stream(rows), Arrays.stream(other.rows)).asLongStream().toArray();
    float[] all = Arrays.copyOf(values.toArray(), values.size() + other.values.size());
    System.arraycopy(other.values.toArray(), 0, all, values.size(), other.values.size());
    mine[0] = both.length;
    return of(shape, LongTensor.of(both, both.length), Tensor.of(all, mine));
  }

  /** The whole, zeros included. */
  public Tensor toDense() {
    float[] all = ShortMemory.array("a tensor of shape ", shape, shape.size(), Float.BYTES, float[]::new);
    float[] from = values.toArray();
    int width = width();
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(from, i * width, all, rows[i] * width, width);
    }
    return Tensor.of(all, shape.toArray());
  }

  /** The shape and the number of rows. */
  @Override
  public String toString() {
    return rows.length + " rows of " + shape;
  }
}
