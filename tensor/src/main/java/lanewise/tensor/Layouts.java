package lanewise.tensor;

/**
 * Conversion between the layouts of images, {@code [N, C, H, W]} (row-major) and {@code [N][H][W][C]} (channels last): the one place where it
 * happens.
 */
final class Layouts {
  private Layouts() {}

  /** True where both layouts are the same bytes: one channel, or one pixel an image, or nothing at all. */
  static boolean coincide(Shape shape) {
    return shape.rank() != 4 || shape.dim(1) == 1 || shape.dim(2) * shape.dim(3) == 1 || shape.size() == 0;
  }

  static void toRowMajor(float[] from, int fromOffset, Layout layout, Shape shape, float[] to, int toOffset) {
    if (layout == Layout.ROW_MAJOR || coincide(shape)) {
      System.arraycopy(from, fromOffset, to, toOffset, shape.size());
      return;
    }
    transposeEach(from, fromOffset, shape.dim(0), shape.dim(2) * shape.dim(3), shape.dim(1), to, toOffset);
  }

  static void toChannelsLast(float[] from, int fromOffset, Shape shape, float[] to, int toOffset) {
    transposeEach(from, fromOffset, shape.dim(0), shape.dim(1), shape.dim(2) * shape.dim(3), to, toOffset);
  }

  /** For each of n images: {@code to[col][row] = from[row][col]}. */
  private static void transposeEach(float[] from, int fromOffset, int n, int rows, int cols, float[] to, int toOffset) {
    for (int i = 0; i < n; i++) {
      int source = fromOffset + i * rows * cols;
      int target = toOffset + i * rows * cols;
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < cols; c++) {
          to[target + c * rows + r] = from[source + r * cols + c];
        }
      }
    }
  }
}
