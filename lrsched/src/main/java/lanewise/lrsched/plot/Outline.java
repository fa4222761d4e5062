package lanewise.lrsched.plot;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A curve as the data of an SVG path, with as few points as the eye needs: a point is left out where the straight line through its neighbours passes
 * within a tenth of a unit (Ramer, Douglas, Peucker). Before that, of the many points in a column of half a unit only the first, the lowest, the
 * highest and the last are kept. A height that is not a number is a gap.
 */
final class Outline {
  private static final double TOLERANCE = 0.1;
  private static final double COLUMN = 0.5;

  private final double[] x;
  private final double[] y;

  private Outline(double[] x, double[] y) {
    this.x = x;
    this.y = y;
  }

  /** The outline of a curve through points whose x do not decrease. */
  static Outline of(double[] x, double[] y) {
    int[] kept = new int[x.length];
    int size = 0;
    for (int from = 0, to; from < x.length; from = to) {
      to = from + 1;
      while (to < x.length && x[to] - x[from] < COLUMN) {
        to++;
      }
      int[] four = {from, extreme(y, from, to, 1), extreme(y, from, to, -1), to - 1};
      Arrays.sort(four);
      for (int i = 0; i < four.length; i++) {
        if (i == 0 || four[i] != four[i - 1]) {
          kept[size++] = four[i];
        }
      }
    }
    int[] indices = Arrays.copyOf(kept, size);
    return new Outline(Arrays.stream(indices).mapToDouble(i -> x[i]).toArray(), Arrays.stream(indices).mapToDouble(i -> y[i]).toArray());
  }

  private static int extreme(double[] y, int from, int to, int sign) {
    int best = from;
    for (int i = from + 1; i < to; i++) {
      if (sign * y[i] > sign * y[best]) {
        best = i;
      }
    }
    return best;
  }

  String path() {
    StringBuilder data = new StringBuilder();
    int end;
    for (int start = 0; start < y.length; start = end + 1) {
      end = start;
      while (end < y.length && !Double.isNaN(y[end])) {
        end++;
      }
      append(data, start, end);
    }
    return data.toString();
  }

  /** The points from start, inclusive, to end, exclusive. */
  private void append(StringBuilder data, int start, int end) {
    if (start == end) {
      return;
    }
    BitSet kept = kept(start, end - 1);
    for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
      data.append(i == start ? "M" : "L").append(Numbers.coordinate(x[i])).append(' ').append(Numbers.coordinate(y[i]));
    }
    if (end - start == 1) {
      data.append("h0.01");
    }
  }

  /** The points to keep between two that are kept; the stretches still to look at are in an array, not on the call stack. */
  private BitSet kept(int first, int last) {
    BitSet kept = new BitSet();
    kept.set(first);
    kept.set(last);
    int[] waiting = new int[2 * (last - first) + 2];
    int size = 0;
    waiting[size++] = first;
    waiting[size++] = last;
    while (size > 0) {
      int to = waiting[--size];
      int from = waiting[--size];
      int far = farthest(from, to);
      if (far > from) {
        kept.set(far);
        waiting[size++] = from;
        waiting[size++] = far;
        waiting[size++] = far;
        waiting[size++] = to;
      }
    }
    return kept;
  }

  /** The point between two that is farthest from the straight way between them, or the first of them if none is far enough to matter. */
  private int farthest(int from, int to) {
    int far = from;
    double most = TOLERANCE;
    for (int i = from + 1; i < to; i++) {
      double away = distance(i, from, to);
      if (away > most) {
        most = away;
        far = i;
      }
    }
    return far;
  }

  /** How far a point is from the straight way between two others, its ends included. */
  private double distance(int i, int from, int to) {
    double dx = x[to] - x[from];
    double dy = y[to] - y[from];
    double square = dx * dx + dy * dy;
    double along = square == 0 ? 0 : ((x[i] - x[from]) * dx + (y[i] - y[from]) * dy) / square;
    double part = Math.clamp(along, 0.0, 1.0);
    double aside = x[from] + part * dx - x[i];
    double above = y[from] + part * dy - y[i];
    return Math.sqrt(aside * aside + above * above);
  }
}
