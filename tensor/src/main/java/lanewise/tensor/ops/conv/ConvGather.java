package lanewise.tensor.ops.conv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.tensor.kernel.copy.BlockCopy;
import lanewise.tensor.kernel.copy.Interleave;
import lanewise.tensor.kernel.copy.Transposition;
import lanewise.tensor.kernel.tile.PackedTile;
import lanewise.tensor.kernel.tile.TileShape;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.conv.ConvAxis.Tap;

/**
 * A convolution as a gather: each pixel of the result is a chain over (tap, source channel) of the source times packed weights. Forward is one, the
 * gradient with respect to the input is another, with repacked weights.
 *
 * <p>The rows of a tile are the same pixel of several images, and, for few images, pixels of one row that lie a strip apart; what they read is copied
 * side by side first ({@link ConvColumns}). A chain longer than {@link #SLICE} is cut, so that a slice of the packed weights stays in the first cache
 * while many pixels use it; a cut chain goes on from where it stopped, so cutting changes no bit.
 *
 * <p>Packed weights: {@code [group][panel of result channels][step of the chains][columns of a tile]}, padded with zeros, the chains of all phases
 * one after the other.
 */
public final class ConvGather {
  private static final int SLICE = 256;
  /** Tiles that a slice of weights is kept for. */
  private static final int TOGETHER = 32;
  /** Steps that are packed at once. */
  private static final int PACKED_STEPS = 128;

  final ConvGeometry geometry;
  final int tileRows;
  final int tileColumns;
  /** Source channels of a group. */
  final int depth;
  /** Result channels of a group, and of a pixel. */
  final int width;
  final int resultChannels;
  final ConvRows rows;
  final ConvAxis columns;
  final int panels;
  final Interleave interleave;
  private final boolean toData;
  private final Chain[] chains;
  /** The kernel position of each tap of the chains. */
  private final int[] taps;
  /** For each phase of columns and each of its taps the tap behind the last that follows it column by column. */
  private final int[][] neighbours;
  private final int panelSize;
  private final PackedTile tile;
  private final BlockCopy blockCopy;
  private final Layout[] layouts;

  /** The gather of one geometry. */
  public ConvGather(ConvGeometry g, boolean toData) {
    geometry = g;
    this.toData = toData;
    rows = new ConvRows(ConvAxis.rows(g, toData), g.kernelHeight());
    columns = ConvAxis.columns(g, toData);
    depth = toData ? g.groupOutChannels() : g.groupInChannels();
    width = toData ? g.groupInChannels() : g.groupOutChannels();
    resultChannels = width * g.groups();
    TileShape shape = TileShape.of(width);
    tileRows = shape.rows();
    tileColumns = shape.columns();
    tile = PackedTile.of(shape);
    blockCopy = BlockCopy.of(tileColumns);
    interleave = Interleave.of(tileRows);
    panels = Math.ceilDiv(width, tileColumns);
    panelSize = Sizes.exact("packed weights", g, g.kernelHeight(), g.kernelWidth(), depth, tileColumns);
    Sizes.exact("packed weights", g, g.groups(), panels, panelSize);
    List<Chain> found = new ArrayList<>();
    taps = new int[g.kernelHeight() * g.kernelWidth()];
    int tap = 0;
    for (int r = 0; r < rows.axis.phases(); r++) {
      for (int c = 0; c < columns.phases(); c++) {
        List<Tap> across = columns.taps().get(c);
        found.add(new Chain(r, c, tap * depth, rows.axis.taps().get(r).size(), across.size()));
        for (Tap down : rows.axis.taps().get(r)) {
          for (Tap t : across) {
            taps[tap++] = down.kernel() * g.kernelWidth() + t.kernel();
          }
        }
      }
    }
    chains = found.toArray(Chain[]::new);
    neighbours = columns.taps().stream().map(ConvGather::neighbours).toArray(int[][]::new);
    layouts = new Layout[Integer.numberOfTrailingZeros(tileRows) + 1];
  }

  /**
   * The chain of the results of one phase of rows and one of columns: over taps down, taps across, source channels.
   *
   * @param start its first step
   * @param down taps down
   * @param across taps across
   */
  private record Chain(int row, int column, int start, int down, int across) {}

  /**
   * How the source lies in memory.
   *
   * @param columns which pixels lie side by side
   * @param rowSize floats of one source row
   */
  record Layout(ConvColumns columns, int rowSize) {}

  /**
   * What {@link #run} reads and writes.
   *
   * @param source rows side by side
   * @param sourceAt position of source row 0, which need not be there
   * @param packed packed weights
   * @param packedAt position of the panel
   * @param bias summands padded to whole tiles, or null
   * @param resultAt position of the first image
   */
  record Operands(float[] source, int sourceAt, float[] packed, int packedAt, float[] bias, float[] result, int resultAt) {}

  private static int[] neighbours(List<Tap> across) {
    int[] behind = new int[across.size()];
    for (int t = across.size() - 1; t >= 0; t--) {
      boolean followed = t + 1 < behind.length && across.get(t + 1).shift() == across.get(t).shift() + 1;
      behind[t] = followed ? behind[t + 1] : t + 1;
    }
    return behind;
  }

  int panelSize() {
    return panelSize;
  }

  int packedSize() {
    return geometry.groups() * panels * panelSize;
  }

  /** Floats of a bias padded to whole tiles. */
  public int paddedChannels() {
    return geometry.groups() * panels * tileColumns;
  }

  /** Position of a result channel in a padded bias. */
  public int paddedChannel(int channel) {
    return channel / width * panels * tileColumns + channel % width;
  }

  /** The layout for a batch: as many images side by side as make the fewest tiles, and the more of them where that is equal. */
  Layout layout(int batch) {
    Layout best = null;
    long fewest = Long.MAX_VALUE;
    for (int i = layouts.length - 1; i >= 0; i--) {
      Layout l = layouts[i];
      if (l == null) {
        ConvColumns c = ConvColumns.of(columns, 1 << i, tileRows >> i);
        l = new Layout(c, Sizes.exact("a source row side by side", geometry, c.window(), depth, tileRows));
        layouts[i] = l;
      }
      long tiles = (long) Math.ceilDiv(batch, 1 << i) * l.columns.tiles();
      if (tiles < fewest) {
        fewest = tiles;
        best = l;
      }
    }
    return best;
  }

  /**
   * Packs one panel of weights {@code [O, I / groups, KH, KW]}.
   *
   * @param w row-major weights at {@code wo}
   * @param packed gets {@link #panelSize} floats from {@code at} on
   * @param index number of the panel, counted over all groups
   */
  void pack(float[] w, int wo, int index, float[] packed, int at, Scratch scratch) {
    int kernel = taps.length;
    int first = index % panels * tileColumns;
    int valid = Math.min(tileColumns, width - first);
    int inputs = geometry.groupInChannels() * kernel;
    int from = wo + index / panels * geometry.groupOutChannels() * inputs + first * (toData ? kernel : inputs);
    int block = Math.max(1, PACKED_STEPS / kernel);
    float[] turned = scratch.floats(ConvStages.TURNED, block * kernel * tileColumns);
    if (valid < tileColumns) {
      Arrays.fill(turned, 0, block * kernel * tileColumns, 0);
    }
    for (int s = 0; s < depth; s += block) {
      int count = Math.min(block, depth - s);
      if (toData) {
        Transposition narrow = Transposition.of(kernel);
        for (int i = 0; i < count; i++) {
          narrow.run(w, from + (s + i) * inputs, kernel, turned, i * kernel * tileColumns, tileColumns, valid, kernel);
        }
      } else {
        Transposition.of(valid).run(w, from + s * kernel, inputs, turned, 0, tileColumns, valid, count * kernel);
      }
      for (int t = 0; t < kernel; t++) {
        blockCopy.run(turned, taps[t] * tileColumns, kernel * tileColumns, packed, at + (t * depth + s) * tileColumns, tileColumns, count);
      }
    }
  }

  /** Whole numbers of working memory for {@link #run}. */
  private int planSize() {
    return PackedTile.RUNS + 3 * taps.length;
  }

  /**
   * Rows {@code from..to-1} of the result, one panel of its channels, one tile of images.
   *
   * @param images images that are there, at most those of the layout
   * @param panel number of the panel, counted over all groups
   */
  void run(Layout l, Operands op, int images, int panel, int from, int to, Scratch scratch) {
    int block = Math.ceilDiv(TOGETHER, l.columns.length()) * rows.axis.phases();
    for (int first = from; first < to; first += block) {
      for (Chain chain : chains) {
        int length = chain.down * chain.across * depth;
        int slices = Math.max(1, Math.ceilDiv(length, SLICE));
        int slice = Math.ceilDiv(length, slices);
        for (int at = 0; at < Math.max(1, length); at += Math.max(1, slice)) {
          slice(l, op, images, panel, first, Math.min(to, first + block), chain, at, Math.min(length, at + slice), scratch);
        }
      }
    }
  }

  /** Steps {@code begin..end-1} of the chains of one phase. */
  private void slice(Layout l, Operands op, int images, int panel, int from, int to, Chain chain, int begin, int end, Scratch scratch) {
    float[] edge = scratch.floats(ConvStages.EDGE, PackedTile.EDGE);
    int[] plan = scratch.ints(planSize());
    boolean more = begin > 0;
    float[] bias = end == chain.down * chain.across * depth ? op.bias : null;
    int channel = panel % panels * tileColumns;
    int valid = Math.min(tileColumns, width - channel);
    int advance = l.columns.step() * depth * tileRows;
    int step = columns.phases() * resultChannels;
    int pixel = panel / panels * width + channel + chain.column * resultChannels;
    int phases = rows.axis.phases();
    for (int row = from + Math.floorMod(chain.row - from, phases); row < to; row += phases) {
      int source = op.sourceAt + row / phases * rows.axis.step() * l.rowSize;
      int target = op.resultAt + row * columns.result() * resultChannels + pixel;
      for (ConvColumns.Segment s : l.columns.segments()[chain.column]) {
        for (ConvColumns.Group g : s.groups()) {
          int planned = runs(l, chain, row, g, begin, end, plan);
          if (planned == PackedTile.RUNS && more && bias == null) {
            continue;
          }
          places(l.columns, g, images, plan);
          for (int j = s.from(); j < s.to(); j++) {
            tile.run(op.source, source + j * advance, op.packed, op.packedAt, plan, planned, op.result, target + j * step, valid, more, bias,
                panel * tileColumns, edge);
          }
        }
      }
    }
  }

  /** Writes the runs of a chain's steps {@code begin..end-1} that a row and a group meet; returns the position behind them. */
  private int runs(Layout l, Chain chain, int row, ConvColumns.Group g, int begin, int end, int[] plan) {
    List<Tap> down = rows.axis.taps().get(chain.row);
    List<Tap> across = columns.taps().get(chain.column);
    int at = PackedTile.RUNS;
    int last = rows.axis.lastTap(row);
    for (int y = rows.axis.firstTap(row); y < last; y++) {
      int next;
      for (int x = g.firstTap(); x < g.lastTap(); x = next) {
        next = Math.min(g.lastTap(), neighbours[chain.column][x]);
        int step = (y * chain.across + x) * depth;
        int from = Math.max(begin, step);
        int to = Math.min(end, (y * chain.across + next) * depth);
        if (from < to) {
          plan[at] = down.get(y).shift() * l.rowSize + ((across.get(x).shift() - l.columns.origin()) * depth + from - step) * tileRows;
          plan[at + 1] = (chain.start + from) * tileColumns;
          plan[at + 2] = to - from;
          at += 3;
        }
      }
    }
    return at;
  }

  /** Writes where the rows of a tile lie in the result: those of the group's strips and of the images that are there. */
  private void places(ConvColumns c, ConvColumns.Group g, int images, int[] plan) {
    Arrays.fill(plan, 0, PackedTile.RUNS, -1);
    int strip = c.length() * columns.phases() * resultChannels;
    int image = rows.axis.result() * columns.result() * resultChannels;
    for (int s = g.from(); s < g.to(); s++) {
      for (int i = 0; i < images; i++) {
        plan[s * c.images() + i] = s * strip + i * image;
      }
    }
  }
}
