package lanewise.tensor.ops.conv;

import java.util.Arrays;
import java.util.List;
import lanewise.tensor.kernel.channels.ChannelProducts;
import lanewise.tensor.kernel.channels.ChannelTaps;
import lanewise.tensor.kernel.channels.ChannelWindow;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.conv.ConvAxis.Tap;

/**
 * A convolution with as many groups as input and output channels: each channel has a kernel of its own. Lanes are channels; nothing is copied. The
 * orders of sum are those of {@code ConvPlan}; to weights, a block has one image.
 */
public final class ConvDepthwise {
  private static final int CHUNKS = 16;

  private final ConvGeometry geometry;
  private final int channels;
  private final ConvRows forwardRows;
  private final ConvRows dataRows;
  private final ConvAxis forwardAxis;
  private final ConvAxis dataAxis;
  private final ConvColumns forwardColumns;
  private final ConvColumns dataColumns;
  private final int[] forwardOrder;
  private final int[] dataOrder;
  private final boolean window;
  private final ChannelProducts products;
  private final ChannelWindow oneRow;
  private final ChannelWindow threeRows;

  /** The kernels for one geometry, one that {@link #suits}. */
  public ConvDepthwise(ConvGeometry g) {
    geometry = g;
    channels = g.inChannels();
    forwardRows = new ConvRows(ConvAxis.rows(g, false), g.kernelHeight());
    dataRows = new ConvRows(ConvAxis.rows(g, true), g.kernelHeight());
    forwardAxis = ConvAxis.columns(g, false);
    dataAxis = ConvAxis.columns(g, true);
    forwardColumns = ConvColumns.of(forwardAxis, 1, 1);
    dataColumns = ConvColumns.of(dataAxis, 1, 1);
    forwardOrder = order(forwardAxis);
    dataOrder = order(dataAxis);
    window = window();
    products = ChannelProducts.of(channels);
    oneRow = ChannelWindow.of(1, channels);
    threeRows = ChannelWindow.of(3, channels);
  }

  /** True for geometries that this class is for. */
  public static boolean suits(ConvGeometry g) {
    return g.groups() > 1 && g.groups() == g.inChannels() && g.groups() == g.outChannels();
  }

  private static int[] order(ConvAxis columns) {
    return columns.taps().stream().flatMap(List::stream).mapToInt(Tap::kernel).toArray();
  }

  /** Floats of packed weights: {@code [kernel row][kernel column in packing order][channel]}. */
  public int packedSize() {
    return Sizes.weight(geometry);
  }

  /** Packs row-major weights {@code [C, 1, KH, KW]}. */
  public void pack(float[] w, int wo, boolean toData, float[] packed) {
    int[] order = toData ? dataOrder : forwardOrder;
    int kernel = geometry.kernelHeight() * geometry.kernelWidth();
    for (int y = 0; y < geometry.kernelHeight(); y++) {
      for (int x = 0; x < order.length; x++) {
        for (int c = 0; c < channels; c++) {
          packed[(y * order.length + x) * channels + c] = w[wo + c * kernel + y * geometry.kernelWidth() + order[x]];
        }
      }
    }
  }

  /** Forward or to data; {@code bias} may be null. */
  public void gather(boolean toData, ConvSource source, int batch, float[] packed, float[] bias, float[] result, int ro, long nanos) {
    ConvRows rows = toData ? dataRows : forwardRows;
    ConvColumns columns = toData ? dataColumns : forwardColumns;
    int width = toData ? geometry.inWidth() : geometry.outWidth();
    ConvAxis axis = toData ? dataAxis : forwardAxis;
    int phases = axis.phases();
    int blocks = Math.clamp((CHUNKS + batch - 1) / batch, 1, rows.axis.result());
    int perChunk = (rows.axis.result() + blocks - 1) / blocks;
    ChannelTaps one = ChannelTaps.of(bias != null, 1, channels);
    ChannelTaps three = ChannelTaps.of(bias != null, 3, channels);
    WorkerPool.run(batch * blocks, nanos, (chunk, scratch) -> {
      int image = chunk / blocks;
      int from = Math.min(rows.axis.result(), chunk % blocks * perChunk);
      int to = Math.min(rows.axis.result(), from + perChunk);
      int[] taps = scratch.ints(2 * geometry.kernelHeight() * geometry.kernelWidth());
      for (int row = from; row < to; row++) {
        int number = 0;
        for (int phase = 0; phase < phases; phase++) {
          List<Tap> across = axis.taps().get(phase);
          for (ConvColumns.Segment s : columns.segments()[phase]) {
            ConvColumns.Group g = s.groups()[0];
            boolean triple = axis.step() == 1 && g.lastTap() - g.firstTap() == 3
                && across.get(g.lastTap() - 1).shift() - across.get(g.firstTap()).shift() == 2;
            int end = taps(rows, row, across.subList(g.firstTap(), g.lastTap()), number + g.firstTap(), triple ? 3 : 1, source.width(), taps);
            (triple ? three : one).run(source.array(), source.at(image, 0) + s.from() * axis.step() * channels, axis.step() * channels, packed,
                taps, end, bias, result, ro + ((image * rows.axis.result() + row) * width + phase + s.from() * phases) * channels,
                phases * channels, s.to() - s.from(), channels);
          }
          number += across.size();
        }
      }
    });
  }

  /** The table for a row of the result; {@code number} is the place of the first tap among the packed ones of a kernel row. */
  private int taps(ConvRows rows, int row, List<Tap> across, int number, int together, int sourceWidth, int[] taps) {
    int end = 0;
    for (int i = rows.first(row); i < rows.first(row + 1); i++) {
      for (int t = 0; t < across.size(); t += together) {
        taps[end] = (rows.source(i) * sourceWidth + across.get(t).shift()) * channels;
        taps[end + 1] = (rows.kernel(i) * geometry.kernelWidth() + number + t) * channels;
        end += 2;
      }
    }
    return end;
  }

  /**
   * The gradient with respect to the weights.
   *
   * @param order groups of images
   * @param sums a weight for each group
   */
  public void toWeights(ConvSource x, ConvSource dy, ConvWeightsStage order, float[] sums, float[] dw, int dwo, long nanos) {
    int size = Sizes.weight(geometry);
    int rowSize = geometry.kernelWidth() * channels;
    // Several groups: a chunk has all kernel rows of a group, so that a row of the gradient is read once.
    int parts = order.groups > 1 ? 1 : geometry.kernelHeight();
    int perPart = geometry.kernelHeight() / parts;
    WorkerPool.run(order.groups * parts, nanos, (chunk, _) -> {
      int group = chunk / parts;
      int firstRow = chunk % parts * perPart;
      int at = group * size;
      Arrays.fill(sums, at + firstRow * rowSize, at + (firstRow + perPart) * rowSize, 0);
      int last = Math.min(order.batch, (group + 1) * order.groupImages);
      for (int image = group * order.groupImages; image < last; image++) {
        for (int oh = 0; oh < geometry.outHeight(); oh++) {
          kernelRows(x, dy, image, oh, firstRow, firstRow + perPart, sums, at);
        }
      }
    });
    for (int c = 0; c < channels; c++) {
      for (int k = 0; k < size / channels; k++) {
        float sum = sums[k * channels + c];
        for (int g = 1; g < order.groups; g++) {
          sum += sums[g * size + k * channels + c];
        }
        dw[dwo + c * (size / channels) + k] = sum;
      }
    }
  }

  /** Kernel rows {@code from..to-1} at one row of the gradient. */
  private void kernelRows(ConvSource x, ConvSource dy, int image, int oh, int from, int to, float[] sums, int at) {
    ConvGeometry g = geometry;
    int top = oh * g.strideH() - g.padH();
    int rowSize = g.kernelWidth() * channels;
    if (window && from == 0 && to == 3 && top >= 0 && top + 2 * g.dilationH() < g.inHeight()) {
      window(3, x, dy, image, top, oh, sums, at);
      return;
    }
    for (int y = from; y < to; y++) {
      int ih = top + y * g.dilationH();
      if (ih >= 0 && ih < g.inHeight()) {
        if (window) {
          window(1, x, dy, image, ih, oh, sums, at + y * rowSize);
        } else {
          for (int k = 0; k < g.kernelWidth(); k++) {
            products(x, dy, image, ih, oh, k, sums, at + y * rowSize);
          }
        }
      }
    }
  }

  private void window(int rows, ConvSource x, ConvSource dy, int image, int ih, int oh, float[] sums, int at) {
    (rows == 3 ? threeRows : oneRow).run(x.array(), x.at(image, ih) - geometry.padW() * channels, geometry.dilationH() * x.rowSize(), channels,
        dy.array(), dy.at(image, oh), channels, geometry.outWidth(), first(0) == 1, last(2) < geometry.outWidth(), sums, at, channels);
  }

  /** True where three neighbouring columns pass over the image one by one, and miss at most one of its sides at a time. */
  private boolean window() {
    ConvGeometry g = geometry;
    return g.kernelWidth() == 3 && g.strideW() == 1 && g.dilationW() == 1 && g.outWidth() > 1 && first(0) <= 1 && first(1) == 0
        && last(2) >= g.outWidth() - 1 && last(1) == g.outWidth();
  }

  /** First output column that meets the image with a kernel column. */
  private int first(int k) {
    return Math.max(0, Math.ceilDiv(geometry.padW() - k * geometry.dilationW(), geometry.strideW()));
  }

  /** The output column behind the last that does. */
  private int last(int k) {
    int room = geometry.inWidth() - 1 - k * geometry.dilationW() + geometry.padW();
    return Math.min(geometry.outWidth(), Math.floorDiv(room, geometry.strideW()) + 1);
  }

  /** One row of the gradient with kernel column k. */
  private void products(ConvSource x, ConvSource dy, int image, int ih, int oh, int k, float[] sums, int at) {
    int from = first(k);
    int count = last(k) - from;
    if (count > 0) {
      int column = from * geometry.strideW() + k * geometry.dilationW() - geometry.padW();
      products.run(x.array(), x.at(image, ih) + column * channels, geometry.strideW() * channels, dy.array(),
          dy.at(image, oh) + from * channels, channels, count, sums, at + k * channels, channels);
    }
  }
}
