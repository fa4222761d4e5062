package lanewise.tensor.ops;

import java.util.Arrays;
import lanewise.tensor.Layout;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.lines.ColumnFold;
import lanewise.tensor.kernel.lines.Fold;
import lanewise.tensor.kernel.lines.RowFold;
import lanewise.tensor.kernel.pool.PoolPlane;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.lines.Lines;

/**
 * Means of whole planes, the only window of a pooling: rows of a matrix, or with channels last its columns.
 *
 * <p>Order of sum: lanes (see {@link Order}), in both layouts.
 */
final class PlaneMeans {
  private static final int LANES = 0;
  private static final int CHUNK = 1 << 15;

  private PlaneMeans() {}

  /** True for a pooling that this class does. */
  static boolean are(PoolPlane plane) {
    return plane.outPixels() == 1 && plane.rows().count()[0] == plane.rows().size() && plane.cols().count()[0] == plane.cols().size()
        && plane.inPixels() <= Order.CHUNK;
  }

  /** Writes y. */
  static void run(PoolPlane plane, Tensor x, Tensor y) {
    float[] from = TensorAccess.values(x);
    int xo = TensorAccess.offset(x);
    float[] to = TensorAccess.values(y);
    int yo = TensorAccess.offset(y);
    int pixels = plane.inPixels();
    int channels = x.shape().dim(1);
    float divisor = plane.divisor(0, 0);
    if (TensorAccess.layout(x) == Layout.CHANNELS_LAST) {
      ColumnFold fold = ColumnFold.of(Fold.SUM);
      WorkerPool.run(x.shape().dim(0), x.size() / 8, (image, scratch) -> {
        float[] sums = columns(fold, from, xo + image * pixels * channels, pixels, channels, scratch);
        for (int c = 0; c < channels; c++) {
          to[yo + image * channels + c] = sums[c] / divisor;
        }
      });
      return;
    }
    RowFold fold = RowFold.of(Fold.SUM);
    int planes = x.shape().dim(0) * channels;
    int together = Math.max(1, CHUNK / pixels);
    WorkerPool.run(Math.ceilDiv(planes, together), x.size() / 8, (chunk, scratch) -> {
      int first = chunk * together;
      int count = Math.min(together, planes - first);
      fold.run(from, xo + first * pixels, from, xo, count, pixels, Lines.NONE, 0, to, yo + first, scratch.floats(LANES, Order.LANES));
      for (int p = yo + first; p < yo + first + count; p++) {
        to[p] /= divisor;
      }
    });
  }

  /** An array that begins with the sums of the channels of an image. */
  private static float[] columns(ColumnFold fold, float[] x, int xo, int pixels, int channels, Scratch scratch) {
    int lanes = Math.min(Order.LANES, pixels);
    int width = lanes * channels;
    float[] table = scratch.floats(LANES, width);
    Arrays.fill(table, 0, width, Fold.SUM.neutral());
    int full = pixels / lanes;
    int rest = pixels % lanes * channels;
    fold.run(x, xo, x, xo, full, width, width, Lines.NONE, 0, table, 0);
    if (rest > 0) {
      fold.run(x, xo + full * width, x, xo, 1, rest, rest, Lines.NONE, 0, table, 0);
    }
    int left = lanes;
    for (int half = Order.LANES / 2; half > 0; half /= 2) {
      for (int i = 0; i < (Math.min(left, 2 * half) - half) * channels; i++) {
        table[i] += table[half * channels + i];
      }
      left = Math.min(left, half);
    }
    return table;
  }
}
