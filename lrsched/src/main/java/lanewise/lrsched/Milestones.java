package lanewise.lrsched;

import java.util.List;

/** Searches in increasing lists of steps, without allocation. */
final class Milestones {
  private Milestones() {}

  /** The number of milestones that are at most {@code step}, repeated ones counted as often as they are there. */
  static int passed(List<Long> milestones, long step) {
    int low = 0;
    int high = milestones.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (milestones.get(middle) <= step) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
