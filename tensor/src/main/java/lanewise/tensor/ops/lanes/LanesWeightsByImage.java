package lanewise.tensor.ops.lanes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.tensor.kernel.lanes.BatchLanes;
import lanewise.tensor.kernel.lanes.LaneProducts;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.ops.ConvGeometry;

/**
 * {@link LanesWeights} for very few input channels, as the first layer has them: the lanes stay images, {@link LaneProducts} sums the products of up
 * to five neighbouring (kernel column, input channel) pairs with two or four output channels, and the lanes are added at the very end. A group's sum
 * is {@code [KH][KW][I][O padded][16 lanes]}.
 *
 * <p>Near a border only some kernel columns meet the image: the output columns are cut into segments where the same ones do.
 *
 * <p>Order of sum: in each lane one chain over the units of a group, in a unit over bands of {@value #BAND} output rows, in a band over segments of
 * output columns, in a segment over output row, output column, image (i and i + 16 share a lane; an image that is not there counts as zeros). Groups
 * are added lane by lane, in order; lanes are added in order.
 */
final class LanesWeightsByImage implements LanesWeights {
  /** Most rows of a tile. */
  private static final int ROWS = 5;
  /** Output rows of a band: its images and gradients fit the first cache. */
  private static final int BAND = 2;
  /** Output channels are padded to a multiple of this, whatever the width of a tile. */
  private static final int COLUMNS = 4;

  private final ConvGeometry geometry;
  private final int padded;
  private final int pixels;
  private final int tileColumns = LaneProducts.columns();
  private final List<Segment> segments = new ArrayList<>();

  LanesWeightsByImage(ConvGeometry g) {
    geometry = g;
    padded = Math.ceilDiv(g.outChannels(), COLUMNS) * COLUMNS;
    pixels = g.outHeight() * g.outWidth();
    for (int oh = 0; oh < g.outHeight(); oh += BAND) {
      for (int y = 0; y < g.kernelHeight(); y++) {
        band(oh, Math.min(g.outHeight(), oh + BAND), y);
      }
    }
  }

  @Override
  public int size() {
    return geometry.kernelHeight() * geometry.kernelWidth() * geometry.inChannels() * padded * LaneProducts.LANES;
  }

  @Override
  public void unit(float[] x, int xo, float[] dz, int dzo, int images, float[] sums, int so, boolean first, Scratch scratch) {
    if (first) {
      Arrays.fill(sums, so, so + size(), 0);
    }
    float[] g = dz;
    int go = dzo;
    if (padded != geometry.outChannels()) {
      g = widen(dz, dzo, scratch);
      go = 0;
    }
    for (Segment s : segments) {
      for (int o = 0; o < padded; o += tileColumns) {
        s.kernel.run(x, xo + s.inputOffset, g, go + o * BatchLanes.WIDTH, s.steps, 0, s.steps.length, sums, so
            + (s.row * padded + o) * LaneProducts.LANES,
            padded * LaneProducts.LANES);
      }
    }
  }

  private float[] widen(float[] dz, int dzo, Scratch scratch) {
    int from = geometry.outChannels() * BatchLanes.WIDTH;
    int to = padded * BatchLanes.WIDTH;
    float[] wide = scratch.floats(LanesStages.TURNED, pixels * to);
    for (int p = 0; p < pixels; p++) {
      System.arraycopy(dz, dzo + p * from, wide, p * to, from);
      Arrays.fill(wide, p * to + from, (p + 1) * to, 0);
    }
    return wide;
  }

  @Override
  public void write(float[] sums, int from, int to, float[] dw, int dwo) {
    int kernel = geometry.kernelHeight() * geometry.kernelWidth();
    int channels = geometry.inChannels();
    for (int o = from; o < to; o++) {
      int at = dwo + o * channels * kernel;
      for (int i = 0; i < channels; i++) {
        for (int k = 0; k < kernel; k++) {
          int cell = ((k * channels + i) * padded + o) * LaneProducts.LANES;
          float sum = sums[cell];
          for (int l = 1; l < LaneProducts.LANES; l++) {
            sum += sums[cell + l];
          }
          dw[at + i * kernel + k] = sum;
        }
      }
    }
  }

  /** The segments of output rows {@code from..to-1} for kernel row y. */
  private void band(int from, int to, int y) {
    ConvGeometry g = geometry;
    int ow = 0;
    while (ow < g.outWidth()) {
      int end = ow + 1;
      while (end < g.outWidth() && firstColumn(end) == firstColumn(ow) && lastColumn(end) == lastColumn(ow)) {
        end++;
      }
      int first = firstColumn(ow);
      int last = lastColumn(ow);
      int step = g.dilationW() == 1 ? Math.max(1, last - first) : 1;
      for (int x = first; x < last; x += step) {
        rows(from, to, y, ow, end, x, Math.min(step, last - x) * g.inChannels());
      }
      ow = end;
    }
  }

  /** The tiles over {@code count} (kernel column, input channel) pairs from kernel column x on. */
  private void rows(int from, int to, int y, int columnFrom, int columnTo, int x, int count) {
    ConvGeometry g = geometry;
    int[] steps = new int[(to - from) * (columnTo - columnFrom) * 4];
    int n = 0;
    for (int oh = from; oh < to; oh++) {
      int ih = oh * g.strideH() - g.padH() + y * g.dilationH();
      for (int ow = columnFrom; ih >= 0 && ih < g.inHeight() && ow < columnTo; ow++) {
        int iw = ow * g.strideW() - g.padW() + x * g.dilationW();
        for (int half = 0; half < BatchLanes.WIDTH; half += LaneProducts.LANES) {
          steps[n++] = (ih * g.inWidth() + iw) * g.inChannels() * BatchLanes.WIDTH + half;
          steps[n++] = (oh * g.outWidth() + ow) * padded * BatchLanes.WIDTH + half;
        }
      }
    }
    if (n == 0) {
      return;
    }
    int[] table = Arrays.copyOf(steps, n);
    int row = (y * g.kernelWidth() + x) * g.inChannels();
    for (int r = 0; r < count; r += ROWS) {
      segments.add(new Segment(LaneProducts.of(Math.min(ROWS, count - r)), r * BatchLanes.WIDTH, row + r, table));
    }
  }

  /** First kernel column that meets the image at an output column. */
  private int firstColumn(int ow) {
    int x = 0;
    while (x < geometry.kernelWidth() && inputColumn(ow, x) < 0) {
      x++;
    }
    return x;
  }

  /** The kernel column after the last one that meets the image at an output column. */
  private int lastColumn(int ow) {
    int x = geometry.kernelWidth();
    while (x > 0 && inputColumn(ow, x - 1) >= geometry.inWidth()) {
      x--;
    }
    return x;
  }

  private int inputColumn(int ow, int x) {
    return ow * geometry.strideW() - geometry.padW() + x * geometry.dilationW();
  }

  /** Some rows of the result over a stretch of pixels. */
  private record Segment(LaneProducts kernel, int inputOffset, int row, int[] steps) {}
}
