package lanewise.tensor.ops;

import lanewise.tensor.kernel.RunTable;
import lanewise.tensor.kernel.Scratch;
import lanewise.tensor.kernel.Tile;
import lanewise.tensor.kernel.TileShape;

/**
 * A convolution as a gather: each pixel of the result is a sum over runs of (pixels, channels) of the source times runs of packed weights. Forward is
 * one, the gradient with respect to the input is another, with repacked weights.
 *
 * <p>Packed weights: {@code [panel of result channels][kernel row][kernel column in packing order][source channel][columns of a tile]}, padded with
 * zeros.
 */
final class ConvGather {
  private final Tile storing;
  private final Tile withBias;
  private final int tileRows;
  private final int tileColumns;
  private final int sourceSize;
  private final int sourceChannels;
  private final int resultSize;
  private final int resultChannels;
  private final int pixels;
  private final int panels;
  private final int panelSize;
  private final int[] runs;
  /** Where the runs of a result pixel begin; one more entry ends the last. */
  private final int[] runStart;
  private final ConvGeometry geometry;
  private final boolean transposed;
  private final int[] columnOrder;

  private ConvGather(ConvGeometry g, boolean transposed) {
    this.geometry = g;
    this.transposed = transposed;
    sourceSize = transposed ? g.outSize() : g.inSize();
    sourceChannels = transposed ? g.outChannels() : g.inChannels();
    resultSize = transposed ? g.inSize() : g.outSize();
    resultChannels = transposed ? g.inChannels() : g.outChannels();
    pixels = resultSize / resultChannels;
    TileShape shape = TileShape.of(resultChannels);
    tileRows = shape.rows();
    tileColumns = shape.columns();
    storing = shape.tile(tileRows, sourceSize, 1, tileColumns, Tile.Mode.STORE);
    withBias = transposed ? storing : shape.tile(tileRows, sourceSize, 1, tileColumns, Tile.Mode.BIAS);
    panels = (resultChannels + tileColumns - 1) / tileColumns;
    panelSize = g.kernelHeight() * g.kernelWidth() * sourceChannels * tileColumns;
    columnOrder = transposed ? byPhase(g) : ascending(g.kernelWidth());
    runStart = new int[pixels + 1];
    runs = transposed ? dataRuns() : forwardRuns();
  }

  static ConvGather forward(ConvGeometry g) {
    return new ConvGather(g, false);
  }

  static ConvGather toData(ConvGeometry g) {
    return new ConvGather(g, true);
  }

  int packedSize() {
    return panels * panelSize;
  }

  /** Floats of a bias padded to whole tiles. */
  int paddedChannels() {
    return panels * tileColumns;
  }

  /**
   * Packs weights {@code [O, I, KH, KW]}.
   *
   * @param w row-major weights at {@code wo}
   * @param packed at least {@link #packedSize} floats
   */
  void pack(float[] w, int wo, float[] packed) {
    int kh = geometry.kernelHeight();
    int kw = geometry.kernelWidth();
    int kernel = kh * kw;
    int resultStride = transposed ? kernel : geometry.inChannels() * kernel;
    int sourceStride = transposed ? geometry.inChannels() * kernel : kernel;
    int at = 0;
    for (int p = 0; p < panels; p++) {
      int first = p * tileColumns;
      int valid = Math.min(tileColumns, resultChannels - first);
      for (int y = 0; y < kh; y++) {
        for (int x : columnOrder) {
          for (int s = 0; s < sourceChannels; s++) {
            int from = wo + first * resultStride + s * sourceStride + y * kw + x;
            for (int v = 0; v < valid; v++) {
              packed[at + v] = w[from + v * resultStride];
            }
            for (int v = valid; v < tileColumns; v++) {
              packed[at + v] = 0;
            }
            at += tileColumns;
          }
        }
      }
    }
  }

  /** True where a unit of this many images can be read in place: whole tiles. */
  boolean whole(int images) {
    return images % tileRows == 0;
  }

  /**
   * Computes the images of a unit.
   *
   * @param source images, channels last, at {@code so}; rows of whole tiles are readable
   * @param result images, channels last, at {@code ro}
   * @param bias padded to whole tiles, or null
   */
  void unit(float[] source, int so, int images, float[] packed, float[] bias, float[] result, int ro, Scratch scratch) {
    Tile tile = bias == null ? storing : withBias;
    float[] edge = scratch.floats(ConvStages.EDGE, Tile.EDGE);
    for (int p = 0; p < panels; p++) {
      int channel = p * tileColumns;
      int columns = Math.min(tileColumns, resultChannels - channel);
      for (int pixel = 0; pixel < pixels; pixel++) {
        for (int i = 0; i < images; i += tileRows) {
          tile.run(source, so + i * sourceSize, packed, p * panelSize, runs, runStart[pixel], runStart[pixel + 1],
              result, ro + i * resultSize + pixel * resultChannels + channel, resultSize, Math.min(tileRows, images - i), columns, bias, channel,
              edge);
        }
      }
    }
  }

  private int[] forwardRuns() {
    RunTable table = new RunTable(tileColumns);
    ConvGeometry g = geometry;
    int pixel = 0;
    for (int oh = 0; oh < g.outHeight(); oh++) {
      for (int ow = 0; ow < g.outWidth(); ow++) {
        for (int y = 0; y < g.kernelHeight(); y++) {
          int ih = oh * g.strideH() - g.padH() + y * g.dilationH();
          for (int x = 0; x < g.kernelWidth(); x++) {
            int iw = ow * g.strideW() - g.padW() + x * g.dilationW();
            if (ih >= 0 && ih < g.inHeight() && iw >= 0 && iw < g.inWidth()) {
              table.add((ih * g.inWidth() + iw) * sourceChannels, (y * g.kernelWidth() + x) * sourceChannels * tileColumns, sourceChannels);
            }
          }
        }
        runStart[++pixel] = table.mark();
      }
    }
    return table.toArray();
  }

  private int[] dataRuns() {
    RunTable table = new RunTable(tileColumns);
    ConvGeometry g = geometry;
    int pixel = 0;
    for (int ih = 0; ih < g.inHeight(); ih++) {
      for (int iw = 0; iw < g.inWidth(); iw++) {
        for (int y = 0; y < g.kernelHeight(); y++) {
          int oh = Math.floorDiv(ih + g.padH() - y * g.dilationH(), g.strideH());
          if (oh * g.strideH() != ih + g.padH() - y * g.dilationH() || oh < 0 || oh >= g.outHeight()) {
            continue;
          }
          for (int position = 0; position < columnOrder.length; position++) {
            int x = columnOrder[position];
            int ow = Math.floorDiv(iw + g.padW() - x * g.dilationW(), g.strideW());
            if (ow * g.strideW() == iw + g.padW() - x * g.dilationW() && ow >= 0 && ow < g.outWidth()) {
              table.add((oh * g.outWidth() + ow) * sourceChannels, (y * g.kernelWidth() + position) * sourceChannels * tileColumns, sourceChannels);
            }
          }
        }
        runStart[++pixel] = table.mark();
      }
    }
    return table.toArray();
  }

  private static int[] ascending(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    return order;
  }

  /** Kernel columns that meet at one input column lie next to each other, by ascending output column, so that they merge into one run. */
  private static int[] byPhase(ConvGeometry g) {
    int[] order = new int[g.kernelWidth()];
    int n = 0;
    for (int phase = 0; phase < g.strideW(); phase++) {
      for (int x = g.kernelWidth() - 1; x >= 0; x--) {
        if (x * g.dilationW() % g.strideW() == phase) {
          order[n++] = x;
        }
      }
    }
    return order;
  }
}
