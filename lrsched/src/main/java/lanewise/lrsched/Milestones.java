package lanewise.lrsched;

import java.util.List;
import java.util.function.ToLongFunction;

/** Searches in increasing lists of steps, without allocation. */
final class Milestones {
  private Milestones() {}

  /** The number of milestones that are at most {@code step}, repeated ones counted as often as they are there. */
  static int passed(List<Long> milestones, long step) {
    return passed(milestones, Long::longValue, step);
  }

  /** The number of points whose step is at most {@code step}; {@code at} should hold nothing, so that nothing is allocated. */
  static <P> int passed(List<P> points, ToLongFunction<P> at, long step) {
    int low = 0;
    int high = points.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at.applyAsLong(points.get(middle)) <= step) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
