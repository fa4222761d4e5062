package lanewise.tensor.ops.conv;

import lanewise.tensor.ops.conv.ConvAxis.Tap;

/** The rows of a convolution's result, each with the pairs (kernel row, source row) that it meets, in the order of the sum. */
public final class ConvRows {
  final ConvAxis axis;
  private final int[] start;
  private final int[] pairs;

  /** The pairs of one axis; {@code kernel} is the size of the window along it. */
  public ConvRows(ConvAxis axis, int kernel) {
    this.axis = axis;
    start = new int[axis.result() + 1];
    pairs = new int[2 * axis.result() * kernel];
    for (int row = 0; row < axis.result(); row++) {
      int at = start[row];
      for (Tap tap : axis.taps().get(row % axis.phases())) {
        if (axis.inside(tap, row / axis.phases())) {
          pairs[at] = tap.kernel();
          pairs[at + 1] = axis.at(tap, row / axis.phases());
          at += 2;
        }
      }
      start[row + 1] = at;
    }
  }

  /** Number of the first pair of a row; its last is before {@code first(row + 1)}. */
  public int first(int row) {
    return start[row] / 2;
  }

  /** Kernel row of a pair. */
  public int kernel(int pair) {
    return pairs[2 * pair];
  }

  /** Source row of a pair. */
  public int source(int pair) {
    return pairs[2 * pair + 1];
  }

  /** The lowest source row that rows {@code from..to-1} meet; the number of source rows if there is none. */
  int lowest(int from, int to) {
    int found = axis.source();
    for (int i = first(from); i < first(to); i++) {
      found = Math.min(found, source(i));
    }
    return found;
  }

  /** The source row behind the highest that rows {@code from..to-1} meet; 0 if there is none. */
  int highest(int from, int to) {
    int found = 0;
    for (int i = first(from); i < first(to); i++) {
      found = Math.max(found, source(i) + 1);
    }
    return found;
  }
}
