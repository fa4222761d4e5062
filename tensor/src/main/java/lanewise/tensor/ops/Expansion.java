package lanewise.tensor.ops;

import java.util.Arrays;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.copy.View;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.elementwise.Broadcast;

/** Axes of size 1 repeated, as {@code Tensor.expand}, and the sums that are its gradient. */
public final class Expansion {
  /** Columns of a chunk of sums of columns. */
  private static final int COLUMNS = 512;
  /** Elements worth a chunk of sums of rows. */
  private static final int CHUNK = 1 << 14;

  private Expansion() {}

  /**
   * The tensor with axes of size 1 repeated, and with new axes in front.
   *
   * @param sizes of the result; -1 keeps a size
   * @throws IllegalArgumentException if a size differs from one that is not 1
   */
  public static Tensor expand(Tensor x, int... sizes) {
    Shape shape = x.shape();
    int added = sizes.length - shape.rank();
    int[] dims = sizes.clone();
    for (int k = 0; k < dims.length; k++) {
      int old = k < added ? 1 : shape.dim(k - Math.max(0, added));
      dims[k] = dims[k] == -1 && k >= added ? old : dims[k];
      if (added < 0 || dims[k] < 0 || old != 1 && old != dims[k]) {
        throw new IllegalArgumentException("expand of shape " + shape + " to " + Arrays.toString(sizes)
            + "; allowed: the same sizes or -1, others where the size is 1 or the axis new in front");
      }
    }
    if (added < 0) {
      throw new IllegalArgumentException("expand of shape " + shape + " to " + Arrays.toString(sizes) + "; allowed: at least as many axes");
    }
    if (Broadcast.isTooLarge(dims)) {
      throw new IllegalArgumentException("expand of shape " + shape + " to " + Arrays.toString(dims) + "; allowed: at most " + Integer.MAX_VALUE
          + " elements");
    }
    return View.of(x).expanded(dims).toTensor(Layout.ROW_MAJOR);
  }

  /**
   * The sums of a tensor over the axes that {@link #expand} repeats to come to its shape from {@code shape}: the gradient of an expansion. Order of
   * sum: in double, by position.
   */
  public static Tensor sumTo(Tensor x, Shape shape) {
    if (x.shape().equals(shape)) {
      return x;
    }
    int added = x.shape().rank() - shape.rank();
    int rank = x.shape().rank();
    int[] order = new int[rank];
    int kept = 0;
    for (int k = 0; k < rank; k++) {
      if (k >= added && shape.dim(k - added) == x.shape().dim(k)) {
        order[kept++] = k;
      }
    }
    int summed = kept;
    for (int k = 0; k < rank; k++) {
      if (k < added || shape.dim(k - added) != x.shape().dim(k)) {
        order[summed++] = k;
      }
    }
    Tensor sums = TensorAccess.create(shape, Layout.ROW_MAJOR);
    if (shape.size() == 0) {
      return sums;
    }
    int length = x.size() / shape.size();
    if (isLast(order, kept)) {
      down(TensorAccess.rowMajor(x), length, sums);
    } else {
      along(Permutation.permute(x, order), length, sums);
    }
    return sums;
  }

  /** True where the summed axes come before all others. */
  private static boolean isLast(int[] order, int kept) {
    for (int k = 0; k < kept; k++) {
      if (order[k] != order.length - kept + k) {
        return false;
      }
    }
    return true;
  }

  /** The sums of the columns of [length, columns], row by row. */
  private static void down(Tensor x, int length, Tensor sums) {
    float[] from = TensorAccess.values(x);
    int offset = TensorAccess.offset(x);
    float[] to = TensorAccess.values(sums);
    int columns = sums.size();
    WorkerPool.run(Math.ceilDiv(columns, COLUMNS), x.size() / 2, (chunk, scratch) -> {
      int first = chunk * COLUMNS;
      int count = Math.min(COLUMNS, columns - first);
      double[] sum = scratch.doubles(0, COLUMNS);
      Arrays.fill(sum, 0, count, 0);
      for (int row = 0; row < length; row++) {
        int at = offset + row * columns + first;
        for (int i = 0; i < count; i++) {
          sum[i] += from[at + i];
        }
      }
      for (int i = 0; i < count; i++) {
        to[first + i] = (float) sum[i];
      }
    });
  }

  /** The sums of the rows of [rows, length]. */
  private static void along(Tensor x, int length, Tensor sums) {
    float[] from = TensorAccess.values(x);
    int offset = TensorAccess.offset(x);
    float[] to = TensorAccess.values(sums);
    int rows = sums.size();
    int together = Math.clamp(CHUNK / Math.max(1, length), 1, rows);
    WorkerPool.run(Math.ceilDiv(rows, together), x.size(), (chunk, scratch) -> {
      int end = Math.min(rows, (chunk + 1) * together);
      int row = chunk * together;
      for (; row + 4 <= end; row += 4) {
        fourRows(from, offset + row * length, length, to, row);
      }
      for (; row < end; row++) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
          sum += from[offset + row * length + i];
        }
        to[row] = (float) sum;
      }
    });
  }

  /** Four chains side by side: an addition waits for the one before it in its own chain only. */
  private static void fourRows(float[] from, int at, int length, float[] to, int row) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int i = at; i < at + length; i++) {
      s0 += from[i];
      s1 += from[i + length];
      s2 += from[i + 2 * length];
      s3 += from[i + 3 * length];
    }
    to[row] = (float) s0;
    to[row + 1] = (float) s1;
    to[row + 2] = (float) s2;
    to[row + 3] = (float) s3;
  }
}
