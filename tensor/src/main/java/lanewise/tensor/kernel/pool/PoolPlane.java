package lanewise.tensor.kernel.pool;

/**
 * The windows of a pooling on one plane of pixels: those of its rows and those of its columns.
 *
 * @param rows windows along the height
 * @param cols windows along the width
 * @param divisor what a mean divides by; 0 for what the windows span
 */
public record PoolPlane(Windows rows, Windows cols, int divisor) {
  /**
   * The windows along one axis. Taps outside the axis are left out.
   *
   * @param size of the axis
   * @param first position of each window's first tap
   * @param count taps of each window, 0 or more
   * @param span how much of the axis and its padding each window covers, for means
   * @param dilation distance of taps
   */
  public record Windows(int size, int[] first, int[] count, int[] span, int dilation) {
    /** Number of windows. */
    public int windows() {
      return first.length;
    }

    /** Taps of the largest window. */
    public int most() {
      int most = 0;
      for (int taps : count) {
        most = Math.max(most, taps);
      }
      return most;
    }
  }

  /** Pixels of the plane. */
  public int inPixels() {
    return rows.size * cols.size;
  }

  /** Pixels of the result. */
  public int outPixels() {
    return rows.windows() * cols.windows();
  }

  /** Where each tap of the largest window lies in a plane by itself, from the window's first tap. */
  public int[] places() {
    int[] places = new int[rows.most() * cols.most()];
    for (int tap = 0; tap < places.length; tap++) {
      places[tap] = tap / cols.most() * rows.dilation * cols.size + tap % cols.most() * cols.dilation;
    }
    return places;
  }

  /** What the mean of a window divides by. */
  public float divisor(int row, int col) {
    return divisor != 0 ? divisor : rows.span[row] * (float) cols.span[col];
  }
}
