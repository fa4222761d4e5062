package lanewise.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Arrays of one thread's closed scopes, kept for its next ones. Sizes are rounded up to eighths of a power of two, so at most an eighth is wasted;
 * arrays that were not needed during {@value #TRIM_EVERY} closes of an outermost scope go to the garbage collector.
 */
final class ArrayPool {
  /** Fills arrays with NaN when they change hands, so that a read of stale or unwritten memory shows. Property {@code lanewise.debug.poison}. */
  static final boolean POISON = Boolean.getBoolean("lanewise.debug.poison");

  private static final int TRIM_EVERY = 64;
  private static final int SMALLEST_LOG = 6;
  private static final int CLASSES = 8 * (32 - SMALLEST_LOG);

  private final List<List<float[]>> free = new ArrayList<>(CLASSES);
  /** Smallest number of free arrays of a class since the last trim: those were idle all the time. */
  private final int[] idle = new int[CLASSES];
  private int closes;

  ArrayPool() {
    for (int i = 0; i < CLASSES; i++) {
      free.add(new ArrayList<>(0));
    }
  }

  float[] take(int size) {
    int c = sizeClass(size);
    List<float[]> list = free.get(c);
    float[] array;
    if (list.isEmpty()) {
      array = make(Math.max(size, capacity(c)));
    } else {
      array = list.removeLast();
      idle[c] = Math.min(idle[c], list.size());
    }
    if (POISON) {
      Arrays.fill(array, Float.NaN);
    }
    return array;
  }

  /** A new array, where memory is short in the place of all that are idle. */
  private float[] make(int length) {
    try {
      return new float[length];
    } catch (OutOfMemoryError e) {
      free.forEach(List::clear);
      Arrays.fill(idle, 0);
      return new float[length];
    }
  }

  void give(float[] array) {
    if (POISON) {
      Arrays.fill(array, Float.NaN);
    }
    free.get(sizeClass(array.length)).add(array);
  }

  void outermostClosed() {
    if (++closes % TRIM_EVERY != 0) {
      return;
    }
    for (int c = 0; c < CLASSES; c++) {
      List<float[]> list = free.get(c);
      for (int i = 0; i < idle[c]; i++) {
        list.removeLast();
      }
      idle[c] = list.size();
    }
  }

  /** Index of the smallest class whose capacity holds {@code size}. */
  static int sizeClass(int size) {
    if (size <= 1 << SMALLEST_LOG) {
      return 0;
    }
    int log = 31 - Integer.numberOfLeadingZeros(size - 1);
    int eighth = (size - 1 >>> log - 3) & 7;
    return (log - SMALLEST_LOG) * 8 + eighth + 1;
  }

  static int capacity(int sizeClass) {
    if (sizeClass == 0) {
      return 1 << SMALLEST_LOG;
    }
    int log = (sizeClass - 1) / 8 + SMALLEST_LOG;
    int eighth = (sizeClass - 1) % 8 + 1;
    long capacity = (1L << log) + ((long) eighth << log - 3);
    return (int) Math.min(capacity, Integer.MAX_VALUE - 8);
  }
}
