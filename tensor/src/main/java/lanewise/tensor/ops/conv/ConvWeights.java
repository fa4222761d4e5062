package lanewise.tensor.ops.conv;

import lanewise.tensor.kernel.tile.PackedTile;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.ops.ConvGeometry;

/**
 * The gradient of a convolution with respect to its weights on a stripe of output rows of a few images. The lanes are output channels, the rows of a
 * tile are neighbouring input channels, a chain goes over rows, columns and images: both operands are first cut into {@link ConvWeightsPanels} by
 * {@link ConvWeightsCut}.
 *
 * <p>With few input channels, the rows of a tile are (kernel row, input channel) pairs; near the upper and the lower border a tile has fewer rows
 * then.
 *
 * <p>A stripe goes on from what {@link ConvWeightsSums} hold: the chain of a weight runs over all stripes in the order of their calls.
 */
public final class ConvWeights {
  /** Steps of a chain after which a tile stops, so that a slice of the output's gradient stays in the first cache. */
  private static final int SLICE = 256;

  final ConvGeometry geometry;
  final ConvWeightsPanels layout;
  final ConvWeightsCut cut;
  final ConvWeightsSums sums;
  private final PackedTile tile;

  /** The kernels for one geometry. */
  public ConvWeights(ConvGeometry g) {
    geometry = g;
    layout = new ConvWeightsPanels(g);
    cut = new ConvWeightsCut(layout);
    sums = new ConvWeightsSums(layout);
    tile = PackedTile.of(layout.tile);
  }

  /** Parts of a panel's sums that can be computed apart. */
  int parts() {
    return layout.kernelRows;
  }

  /**
   * A stripe: output rows {@code from..to-1} of some images, cut into panels.
   *
   * @param input panels of the input at {@code inputAt}
   * @param gradient panels of the gradient at {@code gradientAt}
   * @param begins whether the chains begin here
   */
  record Stripe(int from, int to, int images, float[] input, int inputAt, float[] gradient, int gradientAt, boolean begins) {}

  /**
   * Adds a stripe to the sums of one panel of output channels.
   *
   * @param part part of the sums, below {@link #parts}
   * @param totals what {@link #sums} describes, the panel's at {@code at}
   */
  void stripe(Stripe s, int panel, int part, float[] totals, int at, Scratch scratch) {
    int rows = Math.max(1, SLICE / (geometry.outWidth() * s.images));
    int[] plan = scratch.ints(PackedTile.RUNS + 3 * rows);
    int b = s.gradientAt + panel * layout.gradientStride(s.from, s.to, s.images);
    boolean begins = s.begins;
    for (int first = s.from; first < s.to; first = next(first, s.to, rows)) {
      int last = next(first, s.to, rows);
      for (int x = 0; x < geometry.kernelWidth(); x++) {
        int end = runs(s, first, last, part, x, plan);
        if (begins || end > PackedTile.RUNS) {
          tiles(s, first, b, plan, end, totals, at + sums.position(part, x), !begins, scratch);
        }
      }
      begins = false;
    }
  }

  /** The row behind those that are treated together: at most so many, and with few channels all with the same kernel rows inside the image. */
  private int next(int first, int to, int rows) {
    int last = Math.min(to, first + rows);
    if (layout.few) {
      for (int row = first + 1; row < last; row++) {
        if (lowest(row) != lowest(first) || highest(row) != highest(first)) {
          return row;
        }
      }
    }
    return last;
  }

  /** First kernel row that meets the image at an output row. */
  private int lowest(int oh) {
    int outside = geometry.padH() - oh * geometry.strideH();
    return Math.clamp(Math.ceilDiv(outside, geometry.dilationH()), 0, geometry.kernelHeight());
  }

  /** Kernel row behind the last that meets the image at an output row. */
  private int highest(int oh) {
    int room = geometry.inHeight() - 1 + geometry.padH() - oh * geometry.strideH();
    return Math.clamp(Math.floorDiv(room, geometry.dilationH()) + 1, 0, geometry.kernelHeight());
  }

  /** Writes the runs of rows {@code first..last-1} that a tap meets; returns the position behind them. */
  private int runs(Stripe s, int first, int last, int part, int x, int[] plan) {
    int shift = x * geometry.dilationW() - geometry.padW();
    int stride = geometry.strideW();
    int phase = Math.floorMod(shift, stride);
    int offset = Math.floorDiv(shift, stride);
    int begin = Math.max(0, -offset);
    int inPhase = (geometry.inWidth() - phase + stride - 1) / stride;
    int columns = Math.min(geometry.outWidth(), inPhase - offset) - begin;
    int end = PackedTile.RUNS;
    for (int oh = first; oh < last && columns > 0; oh++) {
      int row = oh * geometry.strideH() - geometry.padH() + part * geometry.dilationH();
      if (!layout.few && (row < 0 || row >= geometry.inHeight())) {
        continue;
      }
      int slot = layout.few ? oh - s.from : row - layout.firstInput(s.from);
      plan[end] = ((slot * stride + phase) * layout.phaseColumns + begin + offset) * s.images * layout.tileRows;
      plan[end + 1] = ((oh - s.from) * geometry.outWidth() + begin) * s.images * layout.tileColumns;
      plan[end + 2] = columns * s.images;
      end += 3;
    }
    return end;
  }

  private void tiles(Stripe s, int first, int b, int[] plan, int end, float[] totals, int at, boolean more, Scratch scratch) {
    float[] edge = scratch.floats(ConvStages.EDGE, PackedTile.EDGE);
    int panelStride = layout.inputStride(s.from, s.to, s.images);
    int lowest = layout.few ? lowest(first) * geometry.groupInChannels() : 0;
    int highest = layout.few ? highest(first) * geometry.groupInChannels() : layout.depth;
    for (int p = 0; p < layout.depthPanels; p++) {
      int from = Math.max(0, lowest - p * layout.tileRows);
      int to = Math.min(layout.tileRows, highest - p * layout.tileRows);
      for (int r = 0; r < PackedTile.RUNS; r++) {
        plan[r] = r >= from && r < to ? r * layout.tileColumns : -1;
      }
      if (from < to) {
        tile.run(s.input, s.inputAt + p * panelStride, s.gradient, b, plan, end, totals, at + p * layout.tileRows * layout.tileColumns,
            layout.tileColumns, more, null, 0, edge);
      }
    }
  }
}
