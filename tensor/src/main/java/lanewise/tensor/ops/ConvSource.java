package lanewise.tensor.ops;

import lanewise.tensor.kernel.Interleave;
import lanewise.tensor.kernel.Prologue;
import lanewise.tensor.kernel.Scratch;

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
record ConvSource(float[] array, int offset, int height, int width, int channels, Prologue.Bound prologue) {
  int imageSize() {
    return height * width * channels;
  }

  int rowSize() {
    return width * channels;
  }

  /** Position of a row of an image. */
  int at(int image, int row) {
    return offset + image * imageSize() + row * rowSize();
  }

  /**
   * Copies one row of some images: {@code to[at + (column * count + c) * tileRows + image]}, c counting the channels of the group; columns count from
   * the window's first one, those outside the image are left out.
   */
  void sideBySide(int firstImage, int images, int row, ConvColumns columns, int firstChannel, int count, int tileRows, Interleave kernel, float[] to,
      int at, Scratch scratch) {
    float[] from = array;
    int start = at(firstImage, row);
    int stride = imageSize();
    if (prologue != null) {
      stride = rowSize();
      from = scratch.floats(ConvStages.ROWS, tileRows * stride);
      for (int i = 0; i < images; i++) {
        prologue.apply(array, at(firstImage + i, row), from, i * stride, stride);
      }
      start = 0;
    }
    int first = Math.max(0, columns.origin());
    int last = Math.min(width, columns.origin() + columns.window());
    copy(kernel, from, start, stride, images, first, last, firstChannel, count, to,
        at + (first - columns.origin()) * count * tileRows, tileRows);
  }

  /** Copies one row of one image, its strips being the rows of a tile; the order is that of {@link #sideBySide}. */
  void inStrips(int image, int row, ConvColumns columns, int firstChannel, int count, int tileRows, Interleave kernel, float[] to, int at,
      Scratch scratch) {
    float[] from = array;
    int start = at(image, row);
    if (prologue != null) {
      from = scratch.floats(ConvStages.ROWS, rowSize());
      prologue.apply(array, start, from, 0, rowSize());
      start = 0;
    }
    int distance = columns.length() * columns.step();
    int first = Math.max(0, -columns.origin());
    int last = Math.min(columns.window(), width - columns.origin() - (columns.strips() - 1) * distance);
    boolean common = first < last;
    if (common) {
      copy(kernel, from, start + columns.origin() * channels, distance * channels, columns.strips(), first, last, firstChannel, count,
          to, at + first * count * tileRows, tileRows);
    }
    for (int s = 0; s < columns.strips(); s++) {
      int origin = columns.origin() + s * distance;
      int begin = Math.max(0, -origin);
      int end = Math.min(columns.window(), width - origin);
      int strip = start + origin * channels;
      if (common) {
        alone(from, strip, begin, Math.min(end, first), firstChannel, count, to, at + s, tileRows);
        alone(from, strip, Math.max(begin, last), end, firstChannel, count, to, at + s, tileRows);
      } else {
        alone(from, strip, begin, end, firstChannel, count, to, at + s, tileRows);
      }
    }
  }

  /** Columns {@code first..last-1} of rows that lie {@code stride} apart. */
  private void copy(Interleave kernel, float[] from, int start, int stride, int rows, int first, int last, int firstChannel, int count, float[] to,
      int at, int tileRows) {
    if (count == channels) {
      kernel.run(from, start + first * channels, stride, rows, to, at, Math.max(0, last - first) * channels);
      return;
    }
    for (int column = first; column < last; column++) {
      kernel.run(from, start + column * channels + firstChannel, stride, rows, to, at + (column - first) * count * tileRows, count);
    }
  }

  /** Columns {@code first..last-1} of one strip. */
  private void alone(float[] from, int start, int first, int last, int firstChannel, int count, float[] to, int at, int tileRows) {
    for (int column = first; column < last; column++) {
      Interleave.copy(from, start + column * channels + firstChannel, 0, 1, to, at + column * count * tileRows, tileRows, count);
    }
  }
}
