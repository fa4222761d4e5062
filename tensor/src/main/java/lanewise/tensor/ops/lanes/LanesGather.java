package lanewise.tensor.ops.lanes;

import java.util.Arrays;
import lanewise.tensor.kernel.lanes.BatchLanes;
import lanewise.tensor.kernel.template.Templates;
import lanewise.tensor.kernel.tile.RunTable;
import lanewise.tensor.kernel.tile.StageTile;
import lanewise.tensor.kernel.tile.Tile;
import lanewise.tensor.kernel.tile.TileShape;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.conv.ConvStages;
import lanewise.tensor.ops.conv.PackedWeights;
import lanewise.tensor.ops.conv.Sizes;

/**
 * A convolution as a gather with the batch in the lanes ({@link BatchLanes}): packed weights are broadcast, images are read as vectors, the rows of a
 * tile are result channels. Forward is one, the gradient with respect to the input is another, with repacked weights.
 *
 * <p>Packed weights: {@code [block of result channels][kernel row][kernel column in packing order][source channel][rows of a tile]}, padded with
 * zeros.
 */
public final class LanesGather implements PackedWeights.Order {
  private final ConvGeometry geometry;
  private final boolean transposed;
  private final Tile tile;
  private final int tileRows;
  private final int tileColumns;
  private final int sourceChannels;
  private final int resultChannels;
  private final int pixels;
  private final int blocks;
  private final int blockSize;
  private final int[] columnOrder;
  private final int[] runs;
  /** Where the runs of a result pixel begin; one more entry ends the last. */
  private final int[] runStart;

  private LanesGather(ConvGeometry g, boolean transposed) {
    geometry = g;
    this.transposed = transposed;
    sourceChannels = transposed ? g.outChannels() : g.inChannels();
    resultChannels = transposed ? g.inChannels() : g.outChannels();
    pixels = (transposed ? Sizes.input(g) : Sizes.output(g)) / resultChannels;
    TileShape shape = TileShape.of(BatchLanes.WIDTH);
    tileRows = shape.rows();
    tileColumns = shape.columns();
    tile = shape.tile(tileRows, 1, tileRows, BatchLanes.WIDTH, Tile.Mode.STORE);
    blocks = Math.ceilDiv(resultChannels, tileRows);
    blockSize = g.kernelHeight() * g.kernelWidth() * sourceChannels * tileRows;
    columnOrder = transposed ? byPhase(g) : ascending(g.kernelWidth());
    runStart = new int[pixels + 1];
    runs = transposed ? dataRuns() : forwardRuns();
  }

  static LanesGather forward(ConvGeometry g) {
    return new LanesGather(g, false);
  }

  static LanesGather toData(ConvGeometry g) {
    return new LanesGather(g, true);
  }

  @Override
  public Object key() {
    return new PackedWeights.Key(LanesGather.class, transposed ? geometry : null, tileRows);
  }

  @Override
  public int packedSize() {
    return blocks * blockSize;
  }

  /** Packs weights {@code [O, I, KH, KW]}, row-major at {@code wo}. */
  @Override
  public void pack(float[] w, int wo, float[] packed) {
    WorkerPool.run(blocks, packedSize(), (block, scratch) -> {
      int first = block * tileRows;
      int valid = Math.min(tileRows, resultChannels - first);
      if (valid < tileRows) {
        Arrays.fill(packed, block * blockSize, (block + 1) * blockSize, 0);
      }
      for (int r = 0; r < valid; r++) {
        packRow(w, wo, first + r, packed, block * blockSize + r);
      }
    });
  }

  /** The weights of one result channel. */
  private void packRow(float[] w, int wo, int channel, float[] packed, int at) {
    int kernel = geometry.kernelHeight() * geometry.kernelWidth();
    int resultStride = transposed ? kernel : geometry.inChannels() * kernel;
    int sourceStride = transposed ? geometry.inChannels() * kernel : kernel;
    int to = at;
    for (int y = 0; y < geometry.kernelHeight(); y++) {
      for (int x : columnOrder) {
        int from = wo + channel * resultStride + y * geometry.kernelWidth() + x;
        for (int s = 0; s < sourceChannels; s++) {
          packed[to] = w[from];
          from += sourceStride;
          to += tileRows;
        }
      }
    }
  }

  /** Computes one unit: source and result at {@code so} and {@code ro}, both with the batch in the lanes. */
  void unit(float[] source, int so, float[] packed, float[] result, int ro, Scratch scratch) {
    float[] edge = scratch.floats(ConvStages.EDGE, Tile.EDGE);
    int pixelSize = resultChannels * BatchLanes.WIDTH;
    for (int b = 0; b < blocks; b++) {
      int rows = Math.min(tileRows, resultChannels - b * tileRows);
      int target = ro + b * tileRows * BatchLanes.WIDTH;
      for (int pixel = 0; pixel < pixels; pixel++) {
        for (int lane = 0; lane < BatchLanes.WIDTH; lane += tileColumns) {
          tile.run(packed, b * blockSize, source, so + lane, runs, runStart[pixel], runStart[pixel + 1],
              result, target + pixel * pixelSize + lane, BatchLanes.WIDTH, rows, tileColumns, edge, 0, edge);
        }
      }
    }
  }

  /** Result channels of whole tiles. */
  public int paddedChannels() {
    return blocks * tileRows;
  }

  /** The kernel of a stage at the level in force. */
  public StageTile stageTile(StageTile.Finish finish) {
    TileShape shape = TileShape.of(BatchLanes.WIDTH);
    return Templates.kernel(new StageTile.StageRecipe(shape.rows(), shape.vectors(), false, BatchLanes.WIDTH, finish), shape.bits());
  }

  /** As {@link #unit}, with all that follows in a stack; a pixel's window stays in the first cache for all result channels. */
  public void stage(StageTile tile, float[] source, int so, float[] packed, float[] tables, float before, float after, float[] result, int ro,
      Scratch scratch) {
    float[] edge = scratch.floats(ConvStages.EDGE, Tile.EDGE);
    int pixelSize = resultChannels * BatchLanes.WIDTH;
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int b = 0; b < blocks; b++) {
        int rows = Math.min(tileRows, resultChannels - b * tileRows);
        int target = ro + pixel * pixelSize + b * tileRows * BatchLanes.WIDTH;
        for (int lane = 0; lane < BatchLanes.WIDTH; lane += tileColumns) {
          tile.run(packed, b * blockSize, runs, 0, source, so + lane, runs, runStart[pixel], runStart[pixel + 1], result, target + lane, runs, rows,
              tileColumns, tables, b * tileRows, blocks * tileRows, before, after, edge);
        }
      }
    }
  }

  private int[] forwardRuns() {
    RunTable table = new RunTable(1);
    ConvGeometry g = geometry;
    int pixel = 0;
    for (int oh = 0; oh < g.outHeight(); oh++) {
      for (int ow = 0; ow < g.outWidth(); ow++) {
        for (int y = 0; y < g.kernelHeight(); y++) {
          int ih = oh * g.strideH() - g.padH() + y * g.dilationH();
          for (int x = 0; x < g.kernelWidth(); x++) {
            int iw = ow * g.strideW() - g.padW() + x * g.dilationW();
            if (ih >= 0 && ih < g.inHeight() && iw >= 0 && iw < g.inWidth()) {
              table.add((y * g.kernelWidth() + x) * sourceChannels, (ih * g.inWidth() + iw) * sourceChannels, sourceChannels);
            }
          }
        }
        runStart[++pixel] = table.mark();
      }
    }
    return scaled(table);
  }

  private int[] dataRuns() {
    RunTable table = new RunTable(1);
    ConvGeometry g = geometry;
    int pixel = 0;
    for (int ih = 0; ih < g.inHeight(); ih++) {
      for (int iw = 0; iw < g.inWidth(); iw++) {
        for (int y = 0; y < g.kernelHeight(); y++) {
          int oh = outputAt(ih + g.padH() - y * g.dilationH(), g.strideH(), g.outHeight());
          for (int position = 0; position < columnOrder.length; position++) {
            int ow = outputAt(iw + g.padW() - columnOrder[position] * g.dilationW(), g.strideW(), g.outWidth());
            if (oh >= 0 && ow >= 0) {
              table.add((y * g.kernelWidth() + position) * sourceChannels, (oh * g.outWidth() + ow) * sourceChannels, sourceChannels);
            }
          }
        }
        runStart[++pixel] = table.mark();
      }
    }
    return scaled(table);
  }

  /** Steps become offsets: a step is a tile's rows of weights, and a row of 32 images. */
  private int[] scaled(RunTable table) {
    int[] scaled = table.toArray();
    for (int t = 0; t < scaled.length; t += 3) {
      scaled[t] *= tileRows;
      scaled[t + 1] *= BatchLanes.WIDTH;
    }
    return scaled;
  }

  /** The output position that meets this input position, or -1. */
  private static int outputAt(int position, int stride, int size) {
    return position >= 0 && position % stride == 0 && position / stride < size ? position / stride : -1;
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
