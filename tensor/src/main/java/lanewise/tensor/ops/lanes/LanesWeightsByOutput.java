package lanewise.tensor.ops.lanes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import lanewise.tensor.kernel.copy.Transposition;
import lanewise.tensor.kernel.lanes.BatchLanes;
import lanewise.tensor.kernel.tile.RunTable;
import lanewise.tensor.kernel.tile.Tile;
import lanewise.tensor.kernel.tile.TileShape;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.conv.ConvStages;

/**
 * {@link LanesWeights} for windows that move by one column and few output channels, which would not fill the columns of a tile: the columns are
 * (kernel column, input channel) pairs, the rows are output channels, broadcast from the gradient where it lies. The input of a unit is transposed to
 * {@code [row][32 images][column][I]}, so that the pairs of a kernel row are neighbours, and a run is the images of a unit at one output pixel. A
 * group's sum is {@code [KH][O][KW][I]}.
 *
 * <p>Near a border only some kernel columns meet the image: the output columns are cut into segments where the same ones do.
 *
 * <p>Order of sum: one chain over the units of a group, in a unit over bands of {@value #BAND} output rows, in a band over segments of output
 * columns, in a segment over output row, output column, image.
 */
final class LanesWeightsByOutput implements LanesWeights {
  /** Output rows of a band: its images and gradients stay in the second cache while all kernel rows use them. */
  private static final int BAND = 4;
  /** More output channels fill the columns of a tile. */
  private static final int MOST_OUTPUTS = 16;
  /** Fewer pairs leave columns of a tile empty. */
  private static final int LEAST_PAIRS = 24;
  /** On smaller maps most pixels are near a border. */
  private static final int LEAST_PIXELS = 128;

  private final ConvGeometry geometry;
  private final int rowSize;
  /** What is done to units of so many images, made when it is first asked for. */
  private final AtomicReferenceArray<Plan> plans = new AtomicReferenceArray<>(BatchLanes.WIDTH + 1);

  LanesWeightsByOutput(ConvGeometry g) {
    geometry = g;
    rowSize = g.inWidth() * g.inChannels();
    plans.set(BatchLanes.WIDTH, new Plan(BatchLanes.WIDTH));
  }

  /** True where this is the faster way: a function of the geometry. */
  static boolean suits(ConvGeometry g) {
    return g.strideW() == 1 && g.dilationW() == 1 && g.outChannels() <= MOST_OUTPUTS && g.inChannels() * g.kernelWidth() >= LEAST_PAIRS
        && g.outHeight() * g.outWidth() >= LEAST_PIXELS;
  }

  @Override
  public int size() {
    return geometry.kernelHeight() * geometry.outChannels() * geometry.kernelWidth() * geometry.inChannels();
  }

  @Override
  public void unit(float[] x, int xo, float[] dz, int dzo, int images, float[] sums, int so, boolean first, Scratch scratch) {
    if (first) {
      Arrays.fill(sums, so, so + size(), 0);
    }
    Plan plan = plans.get(images);
    if (plan == null) {
      plan = new Plan(images);
      plans.set(images, plan);
    }
    float[] edge = scratch.floats(ConvStages.EDGE, Tile.EDGE);
    float[] turned = scratch.floats(LanesStages.TURNED, geometry.inHeight() * BatchLanes.WIDTH * rowSize + Tile.EDGE);
    Transposition transposition = Transposition.kernel();
    int ready = 0;
    for (Part p : plan.parts) {
      for (; ready < p.inputRows; ready++) {
        int from = ready * rowSize * BatchLanes.WIDTH;
        transposition.run(x, xo + from, BatchLanes.WIDTH, turned, from, rowSize, rowSize, BatchLanes.WIDTH);
      }
      int outputs = geometry.outChannels();
      int cRow = geometry.kernelWidth() * geometry.inChannels();
      for (int o = 0; o < outputs; o += p.tileRows) {
        p.tile.run(dz, dzo + o * BatchLanes.WIDTH, turned, p.pair, plan.runs, p.from, p.to, sums, so + (p.kernelRow * outputs + o) * cRow + p.column,
            cRow, Math.min(p.tileRows, outputs - o), p.columns, edge, 0, edge);
      }
    }
  }

  @Override
  public void write(float[] sums, int from, int to, float[] dw, int dwo) {
    int kernelHeight = geometry.kernelHeight();
    int kernelWidth = geometry.kernelWidth();
    int channels = geometry.inChannels();
    for (int o = from; o < to; o++) {
      for (int y = 0; y < kernelHeight; y++) {
        int row = (y * geometry.outChannels() + o) * kernelWidth * channels;
        for (int i = 0; i < channels; i++) {
          int at = dwo + ((o * channels + i) * kernelHeight + y) * kernelWidth;
          for (int k = 0; k < kernelWidth; k++) {
            dw[at + k] = sums[row + k * channels + i];
          }
        }
      }
    }
  }

  /** First kernel column that meets the image at an output column. */
  private int firstColumn(int ow) {
    return Math.clamp((long) geometry.padW() - ow, 0, geometry.kernelWidth());
  }

  /** The kernel column after the last one that meets the image at an output column. */
  private int lastColumn(int ow) {
    return Math.clamp((long) geometry.inWidth() + geometry.padW() - ow, 0, geometry.kernelWidth());
  }

  /**
   * Tiles of one kernel row over a segment of a band.
   *
   * @param inputRows rows of the input that are turned by then
   * @param tileRows rows of the tile
   * @param pair its first pair, counted from those that the runs begin with
   * @param column its first pair, counted from those of the kernel row
   * @param columns its pairs
   * @param from first run
   * @param to position behind the last
   */
  private record Part(int inputRows, int kernelRow, Tile tile, int tileRows, int pair, int column, int columns, int from, int to) {}

  /** The tiles over a unit of so many images, in order. */
  private final class Plan {
    private final List<Part> parts = new ArrayList<>();
    private final RunTable table = new RunTable(0);
    private final int images;
    private final int[] runs;

    Plan(int images) {
      this.images = images;
      for (int oh = 0; oh < geometry.outHeight(); oh += BAND) {
        for (int y = 0; y < geometry.kernelHeight(); y++) {
          band(oh, Math.min(geometry.outHeight(), oh + BAND), y);
        }
      }
      runs = table.toArray();
    }

    /** Output rows {@code from..to-1} with kernel row y. */
    private void band(int from, int to, int y) {
      int ow = 0;
      while (ow < geometry.outWidth()) {
        int end = ow + 1;
        while (end < geometry.outWidth() && firstColumn(end) == firstColumn(ow) && lastColumn(end) == lastColumn(ow)) {
          end++;
        }
        if (firstColumn(ow) < lastColumn(ow)) {
          segment(from, to, y, ow, end);
        }
        ow = end;
      }
    }

    private void segment(int from, int to, int y, int columnFrom, int columnTo) {
      ConvGeometry g = geometry;
      int first = firstColumn(columnFrom);
      int begin = table.mark();
      int inputRows = 0;
      for (int oh = from; oh < to; oh++) {
        int ih = oh * g.strideH() - g.padH() + y * g.dilationH();
        for (int ow = columnFrom; ih >= 0 && ih < g.inHeight() && ow < columnTo; ow++) {
          int iw = ow - g.padW() + first;
          table.addSeparate((oh * g.outWidth() + ow) * g.outChannels() * BatchLanes.WIDTH, ih * BatchLanes.WIDTH * rowSize + iw * g.inChannels(),
              images);
          inputRows = ih + 1;
        }
      }
      int end = table.mark();
      int pairs = begin == end ? 0 : (lastColumn(columnFrom) - first) * g.inChannels();
      int columns;
      for (int pair = 0; pair < pairs; pair += columns) {
        TileShape shape = TileShape.of(pairs - pair);
        columns = Math.min(shape.columns(), pairs - pair);
        Tile tile = shape.tile(shape.rows(), BatchLanes.WIDTH, 1, rowSize, Tile.Mode.CONTINUE);
        parts.add(new Part(inputRows, y, tile, shape.rows(), pair, first * g.inChannels() + pair, columns, begin, end));
      }
    }
  }
}
