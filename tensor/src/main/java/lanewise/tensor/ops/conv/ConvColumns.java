package lanewise.tensor.ops.conv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The pixels of a row of the result dealt out to the rows of a tile: some images side by side, and of each image some strips. Strip s of an image
 * begins at position {@code s * length} of each phase, and one tile treats the same position of all strips of all its images. Neighbouring positions
 * at which every strip meets the same taps form a segment.
 *
 * @param images images side by side; row {@code s * images + i} of a tile is strip s of image i
 * @param strips parts of a row that are treated side by side
 * @param length positions of a strip in each phase
 * @param step source columns from one position to the next
 * @param origin source column of a strip's window at position 0, counted from the strip's first position
 * @param window source columns that a strip reads
 * @param segments the positions of each phase, in order
 */
record ConvColumns(int images, int strips, int length, int step, int origin, int window, Segment[][] segments) {
  /**
   * Neighbouring strips that meet the same taps at a position.
   *
   * @param firstTap the first of them among the taps of the phase
   * @param lastTap the one behind the last
   * @param from first strip
   * @param to strip behind the last
   */
  record Group(int firstTap, int lastTap, int from, int to) {}

  /** Positions {@code from..to-1} with the groups of the strips that have such positions: a tile for each group. */
  record Segment(int from, int to, Group[] groups) {}

  static ConvColumns of(ConvAxis axis, int images, int strips) {
    int length = Math.ceilDiv(axis.count(0), strips);
    int least = Integer.MAX_VALUE;
    int most = Integer.MIN_VALUE;
    for (List<ConvAxis.Tap> taps : axis.taps()) {
      for (ConvAxis.Tap tap : taps) {
        least = Math.min(least, tap.shift());
        most = Math.max(most, tap.shift());
      }
    }
    Segment[][] segments = new Segment[axis.phases()][];
    for (int phase = 0; phase < axis.phases(); phase++) {
      segments[phase] = phase(axis, phase, strips, length);
    }
    return new ConvColumns(images, strips, length, axis.step(), least, (length - 1) * axis.step() + most - least + 1, segments);
  }

  /** Tiles that a row of as many images as fit side by side takes. */
  int tiles() {
    int tiles = 0;
    for (Segment[] phase : segments) {
      for (Segment s : phase) {
        tiles += (s.to - s.from) * s.groups.length;
      }
    }
    return tiles;
  }

  private static Segment[] phase(ConvAxis axis, int phase, int strips, int length) {
    List<Segment> segments = new ArrayList<>();
    for (int j = 0; j < length; j++) {
      Group[] groups = groups(axis, phase, j, strips, length);
      Segment last = segments.isEmpty() ? null : segments.getLast();
      if (last != null && Arrays.equals(last.groups, groups)) {
        segments.set(segments.size() - 1, new Segment(last.from, j + 1, groups));
      } else if (groups.length > 0) {
        segments.add(new Segment(j, j + 1, groups));
      }
    }
    return segments.toArray(Segment[]::new);
  }

  private static Group[] groups(ConvAxis axis, int phase, int j, int strips, int length) {
    List<Group> groups = new ArrayList<>();
    for (int s = 0; s < strips && s * length + j < axis.count(phase); s++) {
      int position = phase + (s * length + j) * axis.phases();
      int first = axis.firstTap(position);
      int end = axis.lastTap(position);
      Group last = groups.isEmpty() ? null : groups.getLast();
      if (last != null && last.firstTap == first && last.lastTap == end) {
        groups.set(groups.size() - 1, new Group(first, end, last.from, s + 1));
      } else {
        groups.add(new Group(first, end, s, s + 1));
      }
    }
    return groups.toArray(Group[]::new);
  }
}
