package lanewise.tensor.kernel.copy;

import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.WorkerPool;

/** Rows of unsigned bytes turned into floats through a table of 256 values. */
public final class ByteRows {
  private static final int ROWS_A_CHUNK = 16;

  private ByteRows() {}

  /** See {@link Tensor#gather}. */
  public static Tensor gather(byte[] rows, int rowLength, int[] index, int from, int to, float[] table, Shape shape) {
    if (from < 0 || to < from || to > index.length) {
      throw new IllegalArgumentException("from " + from + ", to " + to + " of " + index.length + " indices; allowed: 0 <= from <= to <= "
          + index.length);
    }
    if (table.length != 256) {
      throw new IllegalArgumentException("table of " + table.length + " values; a byte needs 256");
    }
    if (rowLength < 1 || (long) (to - from) * rowLength != shape.size()) {
      throw new IllegalArgumentException((to - from) + " rows of " + rowLength + " bytes for shape " + shape + " of size " + shape.size());
    }
    int available = rows.length / rowLength;
    for (int i = from; i < to; i++) {
      if (index[i] < 0 || index[i] >= available) {
        throw new IllegalArgumentException("row " + index[i] + "; allowed: 0.." + (available - 1));
      }
    }
    Tensor result = TensorAccess.create(shape, Layout.ROW_MAJOR);
    float[] out = TensorAccess.values(result);
    int chunks = Math.ceilDiv(to - from, ROWS_A_CHUNK);
    WorkerPool.run(chunks, shape.size(), (chunk, scratch) -> {
      int last = Math.min(to, from + (chunk + 1) * ROWS_A_CHUNK);
      int i = from + chunk * ROWS_A_CHUNK;
      for (; i + 1 < last; i += 2) {
        pair(rows, index[i] * rowLength, index[i + 1] * rowLength, out, (i - from) * rowLength, rowLength, table);
      }
      if (i < last) {
        int target = (i - from) * rowLength;
        for (int j = 0; j < rowLength; j++) {
          out[target + j] = table[rows[index[i] * rowLength + j] & 255];
        }
      }
    });
    return result;
  }

  /** Two rows at once: rows lie anywhere in memory, and while one is waited for the other arrives. */
  private static void pair(byte[] rows, int first, int second, float[] out, int target, int length, float[] table) {
    int next = target + length;
    for (int j = 0; j < length; j++) {
      out[target + j] = table[rows[first + j] & 255];
      out[next + j] = table[rows[second + j] & 255];
    }
  }
}
