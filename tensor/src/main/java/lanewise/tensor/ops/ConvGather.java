package lanewise.tensor.ops;

import java.util.List;
import lanewise.tensor.kernel.Interleave;
import lanewise.tensor.kernel.Scratch;
import lanewise.tensor.kernel.Tile;
import lanewise.tensor.kernel.TileShape;
import lanewise.tensor.ops.ConvAxis.Tap;

/**
 * A convolution as a gather: each pixel of the result is a sum over runs of (pixels, channels) of the source times runs of packed weights. Forward is
 * one, the gradient with respect to the input is another, with repacked weights.
 *
 * <p>The rows of a tile are the same pixel of several images, or, for few images, pixels of one row that lie a strip apart; what they read is copied
 * side by side first. A chain longer than {@link #SLICE} is cut, so that a slice of the packed weights stays in the first cache while all pixels of a
 * row use it; a cut chain goes on from where it stopped, so cutting changes no bit.
 *
 * <p>Packed weights: {@code [group][panel of result channels][kernel row][kernel column in packing order][source channel][columns of a tile]}, padded
 * with zeros.
 */
final class ConvGather {
  private static final int SLICE = 256;

  final ConvGeometry geometry;
  final boolean toData;
  final int tileRows;
  final int tileColumns;
  /** Source channels of a group, and of a pixel. */
  final int depth;
  final int sourceChannels;
  /** Result channels of a group, and of a pixel. */
  final int width;
  final int resultChannels;
  final ConvRows rows;
  final ConvAxis columns;
  final int panels;
  private final ConvColumns across;
  private final ConvColumns strips;
  /** The kernel column at each position of the packing order. */
  private final int[] order;
  private final int panelSize;
  private final Tile store;
  private final Tile bias;
  private final Tile more;
  private final Tile finish;
  final Interleave interleave;

  ConvGather(ConvGeometry g, boolean toData) {
    geometry = g;
    this.toData = toData;
    rows = new ConvRows(ConvAxis.rows(g, toData), g.kernelHeight());
    columns = ConvAxis.columns(g, toData);
    depth = toData ? g.groupOutChannels() : g.groupInChannels();
    width = toData ? g.groupInChannels() : g.groupOutChannels();
    sourceChannels = depth * g.groups();
    resultChannels = width * g.groups();
    TileShape shape = TileShape.of(width);
    tileRows = shape.rows();
    tileColumns = shape.columns();
    store = shape.tile(tileRows, 1, tileRows, tileColumns, Tile.Mode.STORE);
    bias = shape.tile(tileRows, 1, tileRows, tileColumns, Tile.Mode.BIAS);
    more = shape.tile(tileRows, 1, tileRows, tileColumns, Tile.Mode.CONTINUE);
    finish = shape.tile(tileRows, 1, tileRows, tileColumns, Tile.Mode.FINISH);
    interleave = Interleave.of(tileRows);
    panels = (width + tileColumns - 1) / tileColumns;
    across = ConvColumns.of(columns, 1);
    strips = ConvColumns.of(columns, tileRows);
    order = columns.taps().stream().flatMap(List::stream).mapToInt(Tap::kernel).toArray();
    panelSize = Sizes.exact("packed weights", g, g.kernelHeight(), g.kernelWidth(), depth, tileColumns);
    Sizes.exact("packed weights", g, g.groups(), panels, panelSize);
  }

  int packedSize() {
    return geometry.groups() * panels * panelSize;
  }

  /** Floats of a bias padded to whole tiles. */
  int paddedChannels() {
    return geometry.groups() * panels * tileColumns;
  }

  /** Position of a result channel in a padded bias. */
  int paddedChannel(int channel) {
    return channel / width * panels * tileColumns + channel % width;
  }

  /** The positions of a row for a batch: those of images side by side, or of strips, whichever needs fewer tiles. */
  ConvColumns columns(int batch) {
    long images = (long) ((batch + tileRows - 1) / tileRows) * across.length();
    return images <= (long) batch * strips.length() ? across : strips;
  }

  /**
   * Packs one panel of weights {@code [O, I / groups, KH, KW]}.
   *
   * @param w row-major weights at {@code wo}
   * @param packed at least {@link #packedSize} floats
   * @param index number of the panel, counted over all groups
   */
  void pack(float[] w, int wo, float[] packed, int index) {
    int kernel = geometry.kernelHeight() * geometry.kernelWidth();
    int first = index % panels * tileColumns;
    int valid = Math.min(tileColumns, width - first);
    int inputs = geometry.groupInChannels() * kernel;
    int group = wo + index / panels * geometry.groupOutChannels() * inputs;
    int resultStride = toData ? kernel : inputs;
    int sourceStride = toData ? inputs : kernel;
    for (int s = 0; s < depth; s++) {
      int from = group + first * resultStride + s * sourceStride;
      for (int y = 0; y < geometry.kernelHeight(); y++) {
        for (int x = 0; x < order.length; x++) {
          int tap = from + y * geometry.kernelWidth() + order[x];
          int at = index * panelSize + ((y * order.length + x) * depth + s) * tileColumns;
          for (int v = 0; v < valid; v++) {
            packed[at + v] = w[tap + v * resultStride];
          }
          for (int v = valid; v < tileColumns; v++) {
            packed[at + v] = 0;
          }
        }
      }
    }
  }

  /** Floats of one source row laid side by side. */
  int rowSize(ConvColumns c) {
    return c.window() * depth * tileRows;
  }

  /** Whole numbers of working memory for {@link #row}. */
  int runsSize() {
    return 3 * (geometry.kernelHeight() * geometry.kernelWidth() * ((depth + SLICE - 1) / SLICE + 1)
        + geometry.kernelHeight() * geometry.kernelWidth() * depth / SLICE + 2);
  }

  /**
   * One row of the result, one panel of its channels, one tile of images.
   *
   * @param c positions; with strips there is one image
   * @param images images, at most {@link #tileRows}
   * @param source rows laid side by side, {@link #rowSize} floats each, and a tile's height more at the end
   * @param so position of source row 0, which need not be there
   * @param panel number of the panel, counted over all groups
   * @param padded bias padded to whole tiles, or null
   * @param ro position of the first image in the result
   */
  void row(ConvColumns c, int images, float[] source, int so, float[] packed, int row, int panel, float[] padded, float[] result, int ro,
      Scratch scratch) {
    float[] edge = scratch.floats(ConvStages.EDGE, Tile.EDGE);
    int[] runs = scratch.ints(runsSize());
    int channel = panel % panels * tileColumns;
    int valid = Math.min(tileColumns, width - channel);
    int pixels = columns.result();
    int target = ro + row * pixels * resultChannels + panel / panels * width + channel;
    int weights = panel * panelSize;
    int step = columns.phases() * resultChannels;
    int tileRow = c.strips() == 1 ? rows.axis.result() * pixels * resultChannels : c.length() * step;
    for (int phase = 0; phase < columns.phases(); phase++) {
      for (ConvColumns.Segment s : c.segments()[phase]) {
        int tiled = c.strips() == 1 ? images : s.strips();
        int to = target + phase * resultChannels;
        if (s.even()) {
          even(c, s, source, so, packed, weights, row, runs, result, to, step, tileRow, tiled, valid, padded, panel * tileColumns, edge);
        } else {
          ragged(c, s, source, so, packed, weights, row, runs, result, to, step, tileRow, tiled, valid, padded, panel * tileColumns, edge);
        }
      }
    }
  }

  /** Positions where all rows of the tile meet the same taps. */
  private void even(ConvColumns c, ConvColumns.Segment s, float[] source, int so, float[] packed, int weights, int row, int[] runs, float[] result,
      int to, int step, int tileRow, int tiled, int valid, float[] padded, int biasAt, float[] edge) {
    int advance = c.step() * depth * tileRows;
    int from = 0;
    int taps = 0;
    for (ConvColumns.Piece p : s.pieces()) {
      taps += p.taps();
    }
    int steps = taps * depth * (rows.first(row + 1) - rows.first(row));
    int slices = Math.max(1, (steps + SLICE - 1) / SLICE);
    int sliceLength = (steps + slices - 1) / slices;
    int end = 0;
    int left = sliceLength;
    int slice = 0;
    for (int i = rows.first(row); i < rows.first(row + 1); i++) {
      for (ConvColumns.Piece p : s.pieces()) {
        int a = rows.source(i) * rowSize(c) + p.column() * depth * tileRows;
        int b = (rows.kernel(i) * order.length + p.tap()) * depth * tileColumns;
        int length = p.taps() * depth;
        while (length > 0) {
          int n = Math.min(length, left);
          runs[end] = a;
          runs[end + 1] = b;
          runs[end + 2] = n;
          end += 3;
          a += n * tileRows;
          b += n * tileColumns;
          length -= n;
          left -= n;
          if (left == 0 && slice < slices - 1) {
            slice(slice == 0 ? store : more, c, s, source, so, advance, packed, weights, runs, from, end, result, to, step, tileRow, tiled, valid,
                padded, biasAt, edge);
            from = end;
            left = sliceLength;
            slice++;
          }
        }
      }
    }
    Tile last = slice == 0 ? padded == null ? store : bias : padded == null ? more : finish;
    slice(last, c, s, source, so, advance, packed, weights, runs, from, end, result, to, step, tileRow, tiled, valid, padded, biasAt, edge);
  }

  private void slice(Tile tile, ConvColumns c, ConvColumns.Segment s, float[] source, int so, int advance, float[] packed, int weights, int[] runs,
      int from, int end, float[] result, int to, int step, int tileRow, int tiled, int valid, float[] padded, int biasAt, float[] edge) {
    for (int j = s.from(); j < s.to(); j++) {
      tile.run(source, so + j * advance, packed, weights, runs, from, end, result, to + j * step, tileRow, tiled, valid, padded, biasAt, edge);
    }
  }

  /** Positions where some rows of the tile miss a tap that others meet: each piece of the chain goes on where it has rows. */
  private void ragged(ConvColumns c, ConvColumns.Segment s, float[] source, int so, float[] packed, int weights, int row, int[] runs, float[] result,
      int to, int step, int tileRow, int tiled, int valid, float[] padded, int biasAt, float[] edge) {
    int advance = c.step() * depth * tileRows;
    slice(store, c, s, source, so, advance, packed, weights, runs, 0, 0, result, to, step, tileRow, tiled, valid, padded, biasAt, edge);
    for (int i = rows.first(row); i < rows.first(row + 1); i++) {
      for (ConvColumns.Piece p : s.pieces()) {
        runs[0] = rows.source(i) * rowSize(c) + p.column() * depth * tileRows + p.from();
        runs[1] = (rows.kernel(i) * order.length + p.tap()) * depth * tileColumns;
        runs[2] = p.taps() * depth;
        slice(more, c, s, source, so, advance, packed, weights, runs, 0, 3, result, to + p.from() * tileRow, step, tileRow, p.to() - p.from(), valid,
            padded, biasAt, edge);
      }
    }
    if (padded != null) {
      slice(finish, c, s, source, so, advance, packed, weights, runs, 0, 0, result, to, step, tileRow, tiled, valid, padded, biasAt, edge);
    }
  }
}
