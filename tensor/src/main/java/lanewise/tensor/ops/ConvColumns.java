package lanewise.tensor.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The columns of a result as positions that several strips share: strip s of an image begins at position {@code s * length} of each phase, and one
 * tile treats the same position of all strips (or, with one strip, of several images). Positions that meet the same taps form a segment.
 *
 * @param strips parts of a row that are treated side by side
 * @param length positions of a strip in each phase
 * @param step source columns from one position to the next
 * @param origin source column of a strip's window at position 0, counted from the strip's first position
 * @param window source columns that a strip reads
 * @param segments the positions of each phase, in order
 */
record ConvColumns(int strips, int length, int step, int origin, int window, Segment[][] segments) {
  /**
   * Neighbouring taps that the same strips meet.
   *
   * @param column column of the window at position 0
   * @param tap position in the packed weights of a kernel row
   * @param taps how many
   * @param from first strip
   * @param to strip behind the last
   */
  record Piece(int column, int tap, int taps, int from, int to) {}

  /**
   * Positions {@code from..to-1}.
   *
   * @param strips strips that have such a position: the first ones
   * @param even whether all of them meet all pieces
   */
  record Segment(int from, int to, int strips, boolean even, Piece[] pieces) {}

  static ConvColumns of(ConvAxis axis, int strips) {
    int longest = axis.count(0);
    int length = (longest + strips - 1) / strips;
    int least = Integer.MAX_VALUE;
    int most = Integer.MIN_VALUE;
    for (List<ConvAxis.Tap> taps : axis.taps()) {
      for (ConvAxis.Tap tap : taps) {
        least = Math.min(least, tap.shift());
        most = Math.max(most, tap.shift());
      }
    }
    Segment[][] segments = new Segment[axis.phases()][];
    int firstTap = 0;
    for (int phase = 0; phase < axis.phases(); phase++) {
      segments[phase] = phase(axis, phase, strips, length, least, firstTap);
      firstTap += axis.taps().get(phase).size();
    }
    return new ConvColumns(strips, length, axis.step(), least, (length - 1) * axis.step() + most - least + 1, segments);
  }

  private static Segment[] phase(ConvAxis axis, int phase, int strips, int length, int origin, int firstTap) {
    List<Segment> segments = new ArrayList<>();
    for (int j = 0; j < length; j++) {
      Segment s = at(axis, phase, j, strips, length, origin, firstTap);
      Segment last = segments.isEmpty() ? null : segments.getLast();
      if (last != null && last.strips == s.strips && Arrays.equals(last.pieces, s.pieces)) {
        segments.set(segments.size() - 1, new Segment(last.from, j + 1, s.strips, s.even, s.pieces));
      } else if (s.strips > 0) {
        segments.add(s);
      }
    }
    return segments.toArray(Segment[]::new);
  }

  private static Segment at(ConvAxis axis, int phase, int j, int strips, int length, int origin, int firstTap) {
    int present = 0;
    while (present < strips && present * length + j < axis.count(phase)) {
      present++;
    }
    List<Piece> pieces = new ArrayList<>();
    int number = firstTap;
    boolean even = true;
    for (ConvAxis.Tap tap : axis.taps().get(phase)) {
      int from = 0;
      while (from < present && !axis.inside(tap, from * length + j)) {
        from++;
      }
      int to = present;
      while (to > from && !axis.inside(tap, (to - 1) * length + j)) {
        to--;
      }
      if (from < to) {
        even &= from == 0 && to == present;
        append(pieces, new Piece(tap.shift() - origin, number, 1, from, to));
      }
      number++;
    }
    return new Segment(j, j + 1, present, even, pieces.toArray(Piece[]::new));
  }

  private static void append(List<Piece> pieces, Piece next) {
    Piece last = pieces.isEmpty() ? null : pieces.getLast();
    if (last != null && last.from == next.from && last.to == next.to && last.tap + last.taps == next.tap
        && last.column + last.taps == next.column) {
      pieces.set(pieces.size() - 1, new Piece(last.column, last.tap, last.taps + 1, last.from, last.to));
    } else {
      pieces.add(next);
    }
  }
}
