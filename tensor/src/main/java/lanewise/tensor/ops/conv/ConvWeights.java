package lanewise.tensor.ops.conv;

import java.util.Arrays;
import lanewise.tensor.kernel.copy.BlockCopy;
import lanewise.tensor.kernel.copy.Transposition;
import lanewise.tensor.kernel.tile.PackedTile;
import lanewise.tensor.kernel.tile.TileShape;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.ops.ConvGeometry;

/**
 * The gradient of a convolution with respect to its weights on a stripe of output rows of a few images. The lanes are output channels, the rows of a
 * tile are neighbouring input channels, a chain goes over rows, columns and images: both operands are first cut into panels,
 * {@code [panel][row][column][image][channels of a panel]}, the columns of the input sorted by their remainder modulo the stride, so that a run has
 * no gap.
 *
 * <p>With few input channels, the rows of a tile are (kernel row, input channel) pairs; near the upper and the lower border a tile has fewer rows
 * then.
 *
 * <p>Sums: {@code [group][panel of output channels][kernel row][kernel column][panel of input channels][input channel][output channel]}. A stripe
 * goes on from what they hold: the chain of a weight runs over all stripes in the order of their calls.
 */
public final class ConvWeights {
  /** With fewer input channels a tile spans kernel rows. */
  private static final int FEW_CHANNELS = 8;
  /** Steps of a chain after which a tile stops, so that a slice of the output's gradient stays in the first cache. */
  private static final int SLICE = 256;
  /** Panels from which on a row is cut pixel by pixel. */
  private static final int MANY_PANELS = 4;
  /** Rows of sums that are turned into the weight's layout at once. */
  private static final int TURNED_ROWS = 128;
  /** Floats of a stripe: what fits the second cache. */
  private static final int STRIPE = 1 << 18;

  final ConvGeometry geometry;
  final int tileRows;
  final int tileColumns;
  final int outPanels;
  /** Whether kernel rows are part of the depth. */
  private final boolean few;
  /** Rows of the sums for one kernel position that is not part of the depth. */
  private final int depth;
  private final int depthPanels;
  private final int kernelRows;
  /** Columns of a row of the input for each remainder modulo the stride. */
  private final int phaseColumns;
  private final int panelSize;
  private final int size;
  private final PackedTile tile;
  private final BlockCopy inputPanels;
  private final BlockCopy gradientPanels;

  /** The kernels for one geometry. */
  public ConvWeights(ConvGeometry g) {
    geometry = g;
    TileShape shape = TileShape.of(g.groupOutChannels());
    tileRows = shape.rows();
    tileColumns = shape.columns();
    few = g.groupInChannels() < FEW_CHANNELS && g.kernelHeight() > 1;
    depth = few ? g.groupInChannels() * g.kernelHeight() : g.groupInChannels();
    kernelRows = few ? 1 : g.kernelHeight();
    depthPanels = (depth + tileRows - 1) / tileRows;
    outPanels = (g.groupOutChannels() + tileColumns - 1) / tileColumns;
    phaseColumns = (g.inWidth() + g.strideW() - 1) / g.strideW();
    tile = PackedTile.of(shape);
    inputPanels = BlockCopy.of(tileRows);
    gradientPanels = BlockCopy.of(tileColumns);
    panelSize = Sizes.exact("sums of the weights", g, kernelRows, g.kernelWidth(), depthPanels, tileRows, tileColumns);
    size = Sizes.exact("sums of the weights", g, g.groups(), outPanels, panelSize);
  }

  /** Floats of the sums of one panel of output channels. */
  int panelSize() {
    return panelSize;
  }

  /** Floats of all sums. */
  int size() {
    return size;
  }

  /** Parts of a panel's sums that can be computed apart. */
  int parts() {
    return kernelRows;
  }

  /** Output rows of a stripe of so many images. */
  int stripeRows(int images) {
    long input = (long) depthPanels * phaseColumns * geometry.strideW() * images * tileRows;
    long gradient = (long) outPanels * geometry.outWidth() * images * tileColumns;
    long rows = few ? STRIPE / (input + gradient) : (STRIPE - reach() * input) / (input * geometry.strideH() + gradient);
    return Math.clamp(rows, 1, geometry.outHeight());
  }

  private int reach() {
    return (geometry.kernelHeight() - 1) * geometry.dilationH();
  }

  /** Rows of the input that a stripe holds: input rows, or, with few channels, one for each output row. */
  int inputRows(int from, int to) {
    return few ? to - from : Math.max(0, lastInput(to) - firstInput(from));
  }

  private int firstInput(int from) {
    return Math.clamp((long) from * geometry.strideH() - geometry.padH(), 0, geometry.inHeight());
  }

  private int lastInput(int to) {
    return Math.clamp((to - 1L) * geometry.strideH() - geometry.padH() + reach() + 1, 0, geometry.inHeight());
  }

  /** Floats of a row of all panels of the input, for one group. */
  private int inputRowSize(int images) {
    return depthPanels * phaseColumns * geometry.strideW() * images * tileRows;
  }

  /** Floats of the input of a stripe, for one group. */
  int inputSize(int from, int to, int images) {
    return inputRows(from, to) * inputRowSize(images) + tileRows;
  }

  /** Floats of the output's gradient of a stripe, for one group. */
  int gradientSize(int from, int to, int images) {
    return outPanels * (to - from) * geometry.outWidth() * images * tileColumns;
  }

  /** Refuses what would not fit arrays. */
  void check(int images) {
    int rows = stripeRows(images);
    int inputs = few ? rows : Math.min(geometry.inHeight(), (rows - 1) * geometry.strideH() + reach() + 1);
    Sizes.exact("input rows", geometry, geometry.groups(), inputs, depthPanels, phaseColumns * geometry.strideW(), images, tileRows);
    Sizes.exact("rows of the gradient", geometry, geometry.groups(), outPanels, rows, geometry.outWidth(), images, tileColumns);
  }

  /** Cuts row {@code slot} of a stripe's input into panels. */
  void packInput(ConvSource x, int firstImage, int images, int group, int from, int to, int slot, float[] panels, int at,
      Scratch scratch) {
    if (!few) {
      int row = firstInput(from) + slot;
      for (int image = 0; image < images; image++) {
        packRow(x, firstImage + image, row, image, images, group, 0, geometry.groupInChannels(), slot, inputRows(from, to), panels, at,
            scratch);
      }
      return;
    }
    int oh = from + slot;
    for (int y = 0; y < geometry.kernelHeight(); y++) {
      int row = oh * geometry.strideH() - geometry.padH() + y * geometry.dilationH();
      if (row >= 0 && row < geometry.inHeight()) {
        for (int image = 0; image < images; image++) {
          packRow(x, firstImage + image, row, image, images, group, y * geometry.groupInChannels(), geometry.groupInChannels(), slot,
              inputRows(from, to), panels, at, scratch);
        }
      }
    }
  }

  private void packRow(ConvSource x, int imageNumber, int row, int image, int images, int group, int firstDepth, int count, int slot, int slots,
      float[] panels, int at, Scratch scratch) {
    int step = x.channels() * geometry.strideW();
    float[] source = x.array();
    int start = x.at(imageNumber, row);
    if (x.prologue() != null) {
      source = scratch.floats(ConvStages.ROWS, x.rowSize());
      x.prologue().apply(x.array(), start, source, 0, x.rowSize());
      start = 0;
    }
    for (int phase = 0; phase < geometry.strideW(); phase++) {
      int columns = (geometry.inWidth() - phase + geometry.strideW() - 1) / geometry.strideW();
      int from = start + phase * x.channels() + group * geometry.groupInChannels();
      int to = at + ((slot * geometry.strideW() + phase) * phaseColumns * images + image) * tileRows;
      int panelStride = slots * geometry.strideW() * phaseColumns * images * tileRows;
      cut(source, from, step, panels, to, panelStride, images * tileRows, columns, firstDepth, count, tileRows,
          inputPanels);
    }
  }

  /** Cuts row {@code slot} of a stripe's gradient into panels. */
  void packGradient(ConvSource dy, int firstImage, int images, int group, int from, int to, int slot, float[] panels, int at) {
    int panelStride = (to - from) * geometry.outWidth() * images * tileColumns;
    for (int image = 0; image < images; image++) {
      cut(dy.array(), dy.at(firstImage + image, from + slot) + group * geometry.groupOutChannels(), dy.channels(), panels,
          at + (slot * geometry.outWidth() * images + image) * tileColumns, panelStride, images * tileColumns, geometry.outWidth(), 0,
          geometry.groupOutChannels(), tileColumns, gradientPanels);
    }
  }

  /** Channels {@code 0..count-1} of some pixels go to places {@code first..} of panels; the last panel is filled up with zeros. */
  private static void cut(float[] x, int from, int step, float[] panels, int to, int panelStride, int pixelStride, int pixels, int first, int count,
      int width, BlockCopy copy) {
    int channel = 0;
    if (first % width == 0) {
      int blocks = count / width;
      int place = to + first / width * panelStride;
      if (blocks >= MANY_PANELS) {
        // Pixel by pixel: the source is read from front to back.
        for (int p = 0; p < pixels; p++) {
          copy.run(x, from + p * step, width, panels, place + p * pixelStride, panelStride, blocks);
        }
      } else {
        for (int b = 0; b < blocks; b++) {
          copy.run(x, from + b * width, step, panels, place + b * panelStride, pixelStride, pixels);
        }
      }
      channel = blocks * width;
    }
    int end = first == 0 ? (count + width - 1) / width * width : count;
    for (; channel < end; channel++) {
      int place = to + (first + channel) / width * panelStride + (first + channel) % width;
      for (int p = 0; p < pixels; p++) {
        panels[place + p * pixelStride] = channel < count ? x[from + channel + p * step] : 0;
      }
    }
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
   * @param so position of the panel's sums
   */
  void stripe(Stripe s, int panel, int part, float[] sums, int so, Scratch scratch) {
    int rows = Math.max(1, SLICE / (geometry.outWidth() * s.images));
    int[] plan = scratch.ints(PackedTile.RUNS + 3 * rows);
    int b = s.gradientAt + panel * (s.to - s.from) * geometry.outWidth() * s.images * tileColumns;
    boolean begins = s.begins;
    for (int first = s.from; first < s.to; first = next(first, s.to, rows)) {
      int last = next(first, s.to, rows);
      for (int x = 0; x < geometry.kernelWidth(); x++) {
        int end = runs(s, first, last, part, x, plan);
        if (begins || end > PackedTile.RUNS) {
          int at = so + (part * geometry.kernelWidth() + x) * depthPanels * tileRows * tileColumns;
          tiles(s, first, b, plan, end, sums, at, !begins, scratch);
        }
      }
      begins = false;
    }
  }

  /** The row behind those that are treated together: at most so many, and with few channels all with the same kernel rows inside the image. */
  private int next(int first, int to, int rows) {
    int last = Math.min(to, first + rows);
    if (few) {
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
      if (!few && (row < 0 || row >= geometry.inHeight())) {
        continue;
      }
      int slot = few ? oh - s.from : row - firstInput(s.from);
      plan[end] = ((slot * stride + phase) * phaseColumns + begin + offset) * s.images * tileRows;
      plan[end + 1] = ((oh - s.from) * geometry.outWidth() + begin) * s.images * tileColumns;
      plan[end + 2] = columns * s.images;
      end += 3;
    }
    return end;
  }

  private void tiles(Stripe s, int first, int b, int[] plan, int end, float[] sums, int at, boolean more, Scratch scratch) {
    float[] edge = scratch.floats(ConvStages.EDGE, PackedTile.EDGE);
    int panelStride = inputRows(s.from, s.to) * geometry.strideW() * phaseColumns * s.images * tileRows;
    int lowest = few ? lowest(first) * geometry.groupInChannels() : 0;
    int highest = few ? highest(first) * geometry.groupInChannels() : depth;
    for (int p = 0; p < depthPanels; p++) {
      int from = Math.max(0, lowest - p * tileRows);
      int to = Math.min(tileRows, highest - p * tileRows);
      for (int r = 0; r < PackedTile.RUNS; r++) {
        plan[r] = r >= from && r < to ? r * tileColumns : -1;
      }
      if (from < to) {
        tile.run(s.input, s.inputAt + p * panelStride, s.gradient, b, plan, end, sums, at + p * tileRows * tileColumns, tileColumns, more, null, 0,
            edge);
      }
    }
  }

  /** Adds the sums of several groups of images, in order, to one panel of a weight in PyTorch's layout {@code [O, I / groups, KH, KW]}. */
  void collect(float[] sums, int at, int imageGroups, int index, float[] dw, int dwo, Scratch scratch) {
    int channels = geometry.groupInChannels();
    int kernel = geometry.kernelHeight() * geometry.kernelWidth();
    int first = index % outPanels * tileColumns;
    int count = Math.min(tileColumns, geometry.groupOutChannels() - first);
    int out = dwo + (index / outPanels * geometry.groupOutChannels() + first) * channels * kernel;
    int panel = at + index * panelSize;
    for (int g = 1; g < imageGroups; g++) {
      int more = panel + g * size;
      for (int i = 0; i < panelSize; i++) {
        sums[panel + i] += sums[more + i];
      }
    }
    int block = Math.max(1, TURNED_ROWS / kernel);
    float[] turned = scratch.floats(ConvStages.TURNED, block * kernel * tileColumns);
    for (int i = 0; i < channels; i += block) {
      int some = Math.min(block, channels - i);
      for (int y = 0; y < geometry.kernelHeight(); y++) {
        for (int x = 0; x < geometry.kernelWidth(); x++) {
          int position = few ? x * depthPanels * tileRows + y * channels + i : (y * geometry.kernelWidth() + x) * depthPanels * tileRows + i;
          gradientPanels.run(sums, panel + position * tileColumns, tileColumns, turned, (y * geometry.kernelWidth() + x) * tileColumns,
              kernel * tileColumns, some);
        }
      }
      Transposition.of(Math.min(count, some * kernel)).run(turned, 0, tileColumns, dw, out + i * kernel, channels * kernel, some * kernel, count);
    }
  }

  /** Whether chains begin in sums that hold zeros; else the first stripe overwrites them. */
  boolean needsZeros() {
    return few;
  }

  /** Zeros where chains begin. */
  void clear(float[] sums, int at, int size) {
    Arrays.fill(sums, at, at + size, 0);
  }
}
