package lanewise.tensor.ops.conv;

import java.util.ArrayList;
import java.util.List;
import lanewise.tensor.ops.ConvGeometry;

/**
 * One axis of a convolution seen from its result: which source positions meet which positions of the kernel at each position of the result, in the
 * order of the sum. Forward the source is the input; to data it is the gradient of the output.
 *
 * @param result positions of the result
 * @param source positions of the source
 * @param phases results p, p + phases, p + 2 phases, ... meet the same taps, apart from the borders: 1 forward, the stride to data
 * @param step source positions from one result of a phase to the next
 * @param taps for each phase its taps in the order of the sum
 */
public record ConvAxis(int result, int source, int phases, int step, List<List<Tap>> taps) {
  /**
   * A position of the kernel.
   *
   * @param kernel the position
   * @param shift source position of the first result of the phase; may lie outside
   */
  record Tap(int kernel, int shift) {}

  /** The rows of a geometry, by ascending kernel row in both directions. */
  public static ConvAxis rows(ConvGeometry g, boolean toData) {
    return toData ? toData(g.inHeight(), g.outHeight(), g.kernelHeight(), g.strideH(), g.padH(), g.dilationH(), false)
        : forward(g.outHeight(), g.inHeight(), g.kernelHeight(), g.strideH(), g.padH(), g.dilationH());
  }

  /** The columns of a geometry, by ascending source column in both directions. */
  static ConvAxis columns(ConvGeometry g, boolean toData) {
    return toData ? toData(g.inWidth(), g.outWidth(), g.kernelWidth(), g.strideW(), g.padW(), g.dilationW(), true)
        : forward(g.outWidth(), g.inWidth(), g.kernelWidth(), g.strideW(), g.padW(), g.dilationW());
  }

  private static ConvAxis forward(int out, int in, int kernel, int stride, int pad, int dilation) {
    List<Tap> taps = new ArrayList<>();
    for (int k = 0; k < kernel; k++) {
      taps.add(new Tap(k, k * dilation - pad));
    }
    return new ConvAxis(out, in, 1, stride, List.of(taps));
  }

  private static ConvAxis toData(int in, int out, int kernel, int stride, int pad, int dilation, boolean bySource) {
    List<List<Tap>> phases = new ArrayList<>();
    for (int phase = 0; phase < stride; phase++) {
      List<Tap> taps = new ArrayList<>();
      for (int i = 0; i < kernel; i++) {
        int k = bySource ? kernel - 1 - i : i;
        int distance = phase + pad - k * dilation;
        if (Math.floorMod(distance, stride) == 0) {
          taps.add(new Tap(k, Math.floorDiv(distance, stride)));
        }
      }
      phases.add(taps);
    }
    return new ConvAxis(in, out, stride, 1, phases);
  }

  /** Results of a phase. */
  int count(int phase) {
    return Math.max(0, (result - phase + phases - 1) / phases);
  }

  /** Source position of a tap at result {@code phase + j * phases}. */
  int at(Tap tap, int j) {
    return tap.shift + j * step;
  }

  /** True where that is a position of the source. */
  boolean inside(Tap tap, int j) {
    int at = at(tap, j);
    return at >= 0 && at < source;
  }

  /** Among the taps of its phase the first that a result meets; those inside are neighbours. */
  int firstTap(int position) {
    List<Tap> all = taps.get(position % phases);
    int first = 0;
    while (first < all.size() && !inside(all.get(first), position / phases)) {
      first++;
    }
    return first;
  }

  /** Among the taps of its phase the one behind the last that a result meets; not below {@link #firstTap}. */
  int lastTap(int position) {
    List<Tap> all = taps.get(position % phases);
    int first = firstTap(position);
    int last = all.size();
    while (last > first && !inside(all.get(last - 1), position / phases)) {
      last--;
    }
    return last;
  }
}
