package lanewise.tensor.ops;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.tensor.kernel.RunTable;
import lanewise.tensor.kernel.Scratch;
import lanewise.tensor.kernel.Tile;
import lanewise.tensor.kernel.TileShape;

/**
 * The gradient of a convolution with respect to its weights on one unit of images: the lanes are output channels, the rows of a tile are up to eight
 * neighbouring (kernel column, input channel) pairs, a run is the images of a unit at one output pixel.
 *
 * <p>With few input channels a tile spans several kernel columns, and near a border only some of them meet the image. The pixels are cut into
 * segments with the same valid rows; each segment continues the chains of the one before, so the order stays (output row, output column, image).
 *
 * <p>The result of a unit is {@code [KH][KW][I][O padded]}.
 */
final class ConvWeights {
  /** With fewer input channels a tile spans kernel columns. */
  private static final int FEW_CHANNELS = 8;

  private final ConvGeometry geometry;
  private final TileShape shape;
  private final int tileColumns;
  private final int paddedChannels;
  private final int rowLength;
  private final List<Segment> segments = new ArrayList<>();
  private final int[] fullRuns;
  private final int[] tailRuns;
  private final int unit;

  ConvWeights(ConvGeometry g, int unit, int tail) {
    geometry = g;
    this.unit = unit;
    shape = TileShape.of(g.outChannels());
    tileColumns = shape.columns();
    paddedChannels = (g.outChannels() + tileColumns - 1) / tileColumns * tileColumns;
    rowLength = g.kernelWidth() * g.inChannels();
    fullRuns = build(unit, true);
    tailRuns = tail == 0 || tail == unit ? new int[0] : build(tail, false);
  }

  /** Output channels of the padded gradient of the output that {@link #unit} reads. */
  int paddedChannels() {
    return paddedChannels;
  }

  /** Floats of a unit's result. */
  int size() {
    return geometry.kernelHeight() * rowLength * paddedChannels;
  }

  /**
   * Overwrites {@code dw} with the gradient of one unit.
   *
   * @param x input images, channels last, at {@code xo}
   * @param dy gradient of the output, channels last with {@link #paddedChannels} channels, at {@code dyo}
   * @param images the unit's images: a whole unit, or the tail
   */
  void unit(float[] x, int xo, float[] dy, int dyo, int images, float[] dw, Scratch scratch) {
    Arrays.fill(dw, 0, size(), 0);
    float[] edge = scratch.floats(ConvStages.EDGE, Tile.EDGE);
    int[] runs = images == unit ? fullRuns : tailRuns;
    for (int channel = 0; channel < paddedChannels; channel += tileColumns) {
      for (Segment s : segments) {
        s.tile.run(x, xo + s.inputOffset, dy, dyo + channel, runs, s.from, s.to,
            dw, s.row * paddedChannels + channel, paddedChannels, s.rows, tileColumns, dw, 0, edge);
      }
    }
  }

  /** Adds the sums of the groups, in order, to a weight in PyTorch's layout {@code [O, I, KH, KW]}. */
  void collect(float[] groupSums, int at, int groups, float[] dw, int dwo) {
    int kernel = geometry.kernelHeight() * geometry.kernelWidth();
    int channels = geometry.inChannels();
    for (int k = 0; k < kernel; k++) {
      for (int i = 0; i < channels; i++) {
        int row = at + (k * channels + i) * paddedChannels;
        for (int o = 0; o < geometry.outChannels(); o++) {
          float sum = groupSums[row + o];
          for (int g = 1; g < groups; g++) {
            sum += groupSums[row + g * size() + o];
          }
          dw[dwo + (o * channels + i) * kernel + k] = sum;
        }
      }
    }
  }

  /** The table for units of so many images; with it, once, the segments. */
  private int[] build(int images, boolean withSegments) {
    RunTable table = new RunTable(0);
    int block = geometry.dilationW() == 1 && geometry.inChannels() < FEW_CHANNELS ? rowLength : geometry.inChannels();
    for (int y = 0; y < geometry.kernelHeight(); y++) {
      for (int first = 0; first < rowLength; first += block) {
        block(table, y, first, first + block, images, withSegments);
      }
    }
    return table.toArray();
  }

  /** The runs of the rows {@code first..last-1} of kernel row y, cut where the set of rows that meet the image changes. */
  private void block(RunTable table, int y, int first, int last, int images, boolean withSegments) {
    ConvGeometry g = geometry;
    int channels = g.inChannels();
    int from = table.mark();
    int validFirst = -1;
    int validLast = -1;
    for (int oh = 0; oh < g.outHeight(); oh++) {
      int ih = oh * g.strideH() - g.padH() + y * g.dilationH();
      if (ih < 0 || ih >= g.inHeight()) {
        continue;
      }
      for (int ow = 0; ow < g.outWidth(); ow++) {
        int lowest = first;
        int highest = last;
        while (lowest < highest && outside(ow, lowest / channels)) {
          lowest++;
        }
        while (highest > lowest && outside(ow, (highest - 1) / channels)) {
          highest--;
        }
        if (lowest == highest) {
          continue;
        }
        if (lowest != validFirst || highest != validLast) {
          close(table, y, validFirst, validLast, from, withSegments);
          from = table.mark();
          validFirst = lowest;
          validLast = highest;
        }
        int column = lowest / channels;
        int iw = ow * g.strideW() - g.padW() + column * g.dilationW();
        table.addSeparate((ih * g.inWidth() + iw) * channels, (oh * g.outWidth() + ow) * paddedChannels, images);
      }
    }
    close(table, y, validFirst, validLast, from, withSegments);
  }

  private boolean outside(int ow, int kernelColumn) {
    int iw = ow * geometry.strideW() - geometry.padW() + kernelColumn * geometry.dilationW();
    return iw < 0 || iw >= geometry.inWidth();
  }

  private void close(RunTable table, int y, int validFirst, int validLast, int from, boolean withSegments) {
    int to = table.mark();
    if (withSegments && to > from) {
      int rows = validLast - validFirst;
      int gradientSize = geometry.outHeight() * geometry.outWidth() * paddedChannels;
      for (int r = 0; r < rows; r += shape.rows()) {
        int height = Math.min(shape.rows(), rows - r);
        Tile tile = shape.tile(height, 1, geometry.inSize(), gradientSize, Tile.Mode.CONTINUE);
        segments.add(new Segment(tile, r, y * rowLength + validFirst + r, height, from, to));
      }
    }
  }

  /** Some rows of a tile over a stretch of pixels. */
  private record Segment(Tile tile, int inputOffset, int row, int rows, int from, int to) {}
}
