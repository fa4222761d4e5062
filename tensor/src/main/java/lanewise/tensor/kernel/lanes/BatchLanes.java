package lanewise.tensor.kernel.lanes;

import java.util.Arrays;

/**
 * Batch in the lanes: images {@code [N, C, H, W]} stored as {@code [N/32][H][W][C][32]}, 32 images side by side, so that a vector holds the same
 * channel of the same pixel of neighbouring images. A pixel map of any size, even 1x1, fills whole vectors, and the taps of a kernel row over all
 * channels are one contiguous run.
 *
 * <p>A group of 32 images is the unit of work. In the last unit of a batch that is no multiple of 32 the lanes without an image hold arbitrary finite
 * values in activations and zeros in gradients; they are never counted in a sum.
 */
public final class BatchLanes {
  /** Images of a unit. */
  public static final int WIDTH = 32;
  /** Floats behind the last unit: a tile reads all of its rows. */
  private static final int SLACK = 16 * WIDTH;

  private BatchLanes() {}

  /** Number of units of a batch. */
  public static int units(int batch) {
    return Math.ceilDiv(batch, WIDTH);
  }

  /** Images of unit u. */
  public static int images(int batch, int u) {
    return Math.min(WIDTH, batch - u * WIDTH);
  }

  /** Floats of an array for a batch of images of so many floats each. */
  public static int size(int batch, int imageSize) {
    return Math.addExact(Math.multiplyExact(units(batch) * WIDTH, imageSize), SLACK);
  }

  /** Floats of a buffer for one unit. */
  public static int unitSize(int imageSize) {
    return imageSize * WIDTH + SLACK;
  }

  /** Overwrites the lanes from {@code images} on with zeros, in each row of 32. */
  public static void clearRest(float[] lanes, int at, int size, int images) {
    for (int row = at; row < at + size; row += WIDTH) {
      Arrays.fill(lanes, row + images, row + WIDTH, 0);
    }
  }

  /** {@code to[at + c * 32 + l] = channels[c]} for the 32 lanes l of each channel. */
  public static void spread(float[] channels, int from, int count, float[] to, int at) {
    for (int c = 0; c < count; c++) {
      Arrays.fill(to, at + c * WIDTH, at + (c + 1) * WIDTH, channels[from + c]);
    }
  }

  /**
   * {@code sums[at + c]} becomes the sum of the first {@code images} lanes of each channel's row.
   *
   * <p>Order of sum: lanes l with the same l mod 4 in double, ascending; then (0 + 1) + (2 + 3).
   */
  public static void fold(float[] table, int channels, int images, double[] sums, int at) {
    for (int c = 0; c < channels; c++) {
      int row = c * WIDTH;
      Arrays.fill(table, row + images, row + WIDTH, 0);
      double s0 = 0;
      double s1 = 0;
      double s2 = 0;
      double s3 = 0;
      for (int l = row; l < row + WIDTH; l += 4) {
        s0 += table[l];
        s1 += table[l + 1];
        s2 += table[l + 2];
        s3 += table[l + 3];
      }
      sums[at + c] = (s0 + s1) + (s2 + s3);
    }
  }
}
