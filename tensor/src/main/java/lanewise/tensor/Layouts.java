package lanewise.tensor;

import lanewise.tensor.kernel.copy.View;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * Conversion between the layouts of images, {@code [N, C, H, W]} (row-major) and {@code [N][H][W][C]} (channels last): the one place where it
 * happens.
 */
final class Layouts {
  /** Floats of a piece. */
  private static final int PIECE = 720 << 10;

  private Layouts() {}

  /** True where both layouts are the same bytes: one channel, or one pixel an image, or nothing at all. */
  static boolean coincide(Shape shape) {
    return shape.rank() != 4 || shape.dim(1) == 1 || shape.dim(2) * shape.dim(3) == 1 || shape.size() == 0;
  }

  static void toRowMajor(float[] from, int fromOffset, Layout layout, Shape shape, float[] to, int toOffset) {
    if (layout == Layout.ROW_MAJOR || coincide(shape)) {
      copy(from, fromOffset, to, toOffset, shape.size());
      return;
    }
    View.of(from, fromOffset, shape, layout).copyTo(View.of(to, toOffset, shape, Layout.ROW_MAJOR));
  }

  /** Copies floats, which may overlap. */
  static void copy(float[] from, int fromOffset, float[] to, int toOffset, int size) {
    if (size <= PIECE || from == to) {
      System.arraycopy(from, fromOffset, to, toOffset, size);
      return;
    }
    WorkerPool.run(Math.ceilDiv(size, PIECE), size / 6, (piece, _) -> {
      int at = piece * PIECE;
      System.arraycopy(from, fromOffset + at, to, toOffset + at, Math.min(PIECE, size - at));
    });
  }

  static void toChannelsLast(float[] from, int fromOffset, Shape shape, float[] to, int toOffset) {
    View.of(from, fromOffset, shape, Layout.ROW_MAJOR).copyTo(View.of(to, toOffset, shape, Layout.CHANNELS_LAST));
  }
}
