package lanewise.tensor.ops.conv;

import lanewise.tensor.kernel.access.Prologue;
import lanewise.tensor.kernel.copy.Interleave;
import lanewise.tensor.kernel.workers.Scratch;

/**
 * Images that a convolution reads, channels last, and the way from their rows to the memory of a tile: what the rows of a tile read lies side by
 * side.
 *
 * @param array the images at {@code offset}
 * @param height rows of an image
 * @param width pixels of a row
 * @param channels channels of a pixel
 * @param prologue what is applied while copying, or null
 */
public record ConvSource(float[] array, int offset, int height, int width, int channels, Prologue.Bound prologue) {
  int imageSize() {
    return height * width * channels;
  }

  /** Floats of a row of an image. */
  public int rowSize() {
    return width * channels;
  }

  /** Position of a row of an image. */
  public int at(int image, int row) {
    return offset + image * imageSize() + row * rowSize();
  }

  /**
   * Copies one row of some images, rows of a tile side by side: {@code to[at + (column * count + c) * tileRows + r]}, c counting the channels of the
   * group, columns counting from the first one of a strip's window; those outside the image are left out. Rows of images that are missing repeat the
   * first one.
   */
  void sideBySide(int firstImage, int images, int row, ConvColumns columns, int firstChannel, int count, Interleave kernel, float[] to, int at,
      Scratch scratch) {
    float[] from = array;
    int start = at(firstImage, row);
    int stride = imageSize();
    if (prologue != null) {
      stride = rowSize();
      from = scratch.floats(ConvStages.ROWS, images * stride);
      for (int i = 0; i < images; i++) {
        prologue.apply(array, at(firstImage + i, row), from, i * stride, stride);
      }
      start = 0;
    }
    int tileRows = columns.images() * columns.strips();
    int distance = columns.length() * columns.step();
    int[] rows = scratch.ints(tileRows);
    for (int r = 0; r < tileRows; r++) {
      int image = r % columns.images() < images ? r % columns.images() : 0;
      rows[r] = image * stride + r / columns.images() * distance * channels;
    }
    int origin = start + columns.origin() * channels + firstChannel;
    int first = Math.max(0, -columns.origin());
    int last = Math.max(first, Math.min(columns.window(), width - columns.origin() - (columns.strips() - 1) * distance));
    copy(kernel, from, origin, rows, first, last, count, to, at, tileRows);
    for (int r = 0; r < tileRows; r++) {
      int column = columns.origin() + r / columns.images() * distance;
      int begin = Math.max(0, -column);
      int end = Math.min(columns.window(), width - column);
      alone(from, origin + rows[r], begin, Math.min(end, first), count, to, at + r, tileRows);
      alone(from, origin + rows[r], Math.max(begin, last), end, count, to, at + r, tileRows);
    }
  }

  /** Columns {@code first..last-1} of all rows. */
  private void copy(Interleave kernel, float[] from, int start, int[] rows, int first, int last, int count, float[] to, int at, int tileRows) {
    if (count == channels) {
      kernel.run(from, start + first * channels, rows, to, at + first * count * tileRows, (last - first) * channels);
      return;
    }
    for (int column = first; column < last; column++) {
      kernel.run(from, start + column * channels, rows, to, at + column * count * tileRows, count);
    }
  }

  /** Columns {@code first..last-1} of one row. */
  private void alone(float[] from, int start, int first, int last, int count, float[] to, int at, int tileRows) {
    for (int column = first; column < last; column++) {
      Interleave.copy(from, start + column * channels, to, at + column * count * tileRows, tileRows, count);
    }
  }
}
