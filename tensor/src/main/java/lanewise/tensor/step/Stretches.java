package lanewise.tensor.step;

import java.util.Arrays;

/**
 * Stretches laid end to end, say the elements of many parameters: where each ends, how many chunks they make, and what the whole costs. Kept and used
 * again: makes no garbage.
 */
final class Stretches {
  private long[] ends = new long[16];
  private int count;
  private long picoseconds;

  /** Forgets all. */
  void clear() {
    count = 0;
    picoseconds = 0;
  }

  /**
   * Adds a stretch.
   *
   * @param length at least 0
   * @param picoseconds rough time of the whole stretch on one thread
   */
  void add(long length, long picoseconds) {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    ends[count] = total() + length;
    count++;
    this.picoseconds += picoseconds;
  }

  /** The length of all. */
  long total() {
    return count == 0 ? 0 : ends[count - 1];
  }

  /** Where a stretch begins. */
  long begin(int i) {
    return i == 0 ? 0 : ends[i - 1];
  }

  /** Where a stretch ends. */
  long end(int i) {
    return ends[i];
  }

  /** The stretch that holds a position below {@link #total}; never an empty one. */
  int at(long position) {
    int low = 0;
    int high = count - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] > position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Where a piece that begins at {@code from} ends, which is not behind the whole; also where {@code from + length} would be no int. */
  static int end(int from, int length, int total) {
    return from + Math.min(length, total - from);
  }

  /** How many chunks of this length cover all. */
  int chunks(int length) {
    return Math.toIntExact((total() + length - 1) / length);
  }

  /** Rough time of all on one thread. */
  long nanos() {
    return picoseconds / 1000;
  }
}
