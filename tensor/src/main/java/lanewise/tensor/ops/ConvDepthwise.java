package lanewise.tensor.ops;

import java.util.Arrays;
import java.util.List;
import lanewise.tensor.kernel.ChannelProducts;
import lanewise.tensor.kernel.ChannelTaps;
import lanewise.tensor.kernel.Scratch;
import lanewise.tensor.kernel.WorkerPool;
import lanewise.tensor.ops.ConvAxis.Tap;

/**
 * A convolution with as many groups as input and output channels: each channel has a kernel of its own. Lanes are channels; nothing is copied. The
 * orders of sum are those of {@link ConvPlan}; to weights, a block has one image.
 */
final class ConvDepthwise {
  private static final int CHUNKS = 16;

  private final ConvGeometry geometry;
  private final int channels;
  private final ConvRows forwardRows;
  private final ConvRows dataRows;
  private final ConvColumns forwardColumns;
  private final ConvColumns dataColumns;
  private final int[] forwardOrder;
  private final int[] dataOrder;

  ConvDepthwise(ConvGeometry g) {
    geometry = g;
    channels = g.inChannels();
    forwardRows = new ConvRows(ConvAxis.rows(g, false), g.kernelHeight());
    dataRows = new ConvRows(ConvAxis.rows(g, true), g.kernelHeight());
    forwardColumns = ConvColumns.of(ConvAxis.columns(g, false), 1);
    dataColumns = ConvColumns.of(ConvAxis.columns(g, true), 1);
    forwardOrder = order(ConvAxis.columns(g, false));
    dataOrder = order(ConvAxis.columns(g, true));
  }

  /** True for geometries that this class is for. */
  static boolean suits(ConvGeometry g) {
    return g.groups() > 1 && g.groups() == g.inChannels() && g.groups() == g.outChannels();
  }

  private static int[] order(ConvAxis columns) {
    return columns.taps().stream().flatMap(List::stream).mapToInt(Tap::kernel).toArray();
  }

  /** Floats of packed weights: {@code [kernel row][kernel column in packing order][channel]}. */
  int packedSize() {
    return geometry.weightSize();
  }

  /** Packs row-major weights {@code [C, 1, KH, KW]}. */
  void pack(float[] w, int wo, boolean toData, float[] packed) {
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
  void gather(boolean toData, ConvSource source, int batch, float[] packed, float[] bias, float[] result, int ro, long nanos) {
    ConvRows rows = toData ? dataRows : forwardRows;
    ConvColumns columns = toData ? dataColumns : forwardColumns;
    int width = toData ? geometry.inWidth() : geometry.outWidth();
    int phases = columns.segments().length;
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
        for (int phase = 0; phase < phases; phase++) {
          for (ConvColumns.Segment s : columns.segments()[phase]) {
            boolean triple = columns.step() == 1 && phases == 1 && s.pieces().length == 1 && s.pieces()[0].taps() == 3;
            int end = taps(rows, row, columns, s, triple ? 3 : 1, source.width(), taps);
            (triple ? three : one).run(source.array(), source.at(image, 0) + s.from() * columns.step() * channels, columns.step() * channels, packed,
                taps, end,
                bias, result, ro + ((image * rows.axis.result() + row) * width + phase + s.from() * phases) * channels, phases * channels,
                s.to() - s.from(), channels);
          }
        }
      }
    });
  }

  private int taps(ConvRows rows, int row, ConvColumns columns, ConvColumns.Segment s, int together, int sourceWidth, int[] taps) {
    int end = 0;
    for (int i = rows.first(row); i < rows.first(row + 1); i++) {
      for (ConvColumns.Piece p : s.pieces()) {
        for (int t = 0; t < p.taps(); t += together) {
          taps[end] = (rows.source(i) * sourceWidth + columns.origin() + p.column() + t) * channels;
          taps[end + 1] = (rows.kernel(i) * geometry.kernelWidth() + p.tap() + t) * channels;
          end += 2;
        }
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
  void toWeights(ConvSource x, ConvSource dy, ConvWeightsStage order, float[] sums, float[] dw, int dwo, long nanos) {
    int size = geometry.weightSize();
    int rowSize = geometry.kernelWidth() * channels;
    ChannelProducts one = ChannelProducts.of(1, channels);
    ChannelProducts three = ChannelProducts.of(3, channels);
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
          for (int y = firstRow; y < firstRow + perPart; y++) {
            kernelRow(one, three, x, dy, image, oh, y, sums, at + y * rowSize);
          }
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

  private void kernelRow(ChannelProducts one, ChannelProducts three, ConvSource x, ConvSource dy, int image, int oh, int y, float[] sums, int at) {
    ConvGeometry g = geometry;
    boolean triple = g.kernelWidth() == 3 && g.strideW() == 1 && g.dilationW() == 1 && first(0) < last(2);
    int ih = oh * g.strideH() - g.padH() + y * g.dilationH();
    if (ih < 0 || ih >= g.inHeight()) {
      return;
    }
    for (int k = 0; k < g.kernelWidth(); k++) {
      products(one, x, dy, image, ih, oh, k, first(k), triple ? first(0) : last(k), sums, at);
    }
    if (triple) {
      products(three, x, dy, image, ih, oh, 0, first(0), last(2), sums, at);
      for (int k = 0; k < 3; k++) {
        products(one, x, dy, image, ih, oh, k, last(2), last(k), sums, at);
      }
    }
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

  /** Output columns {@code from..to-1} of a row with kernel column k, or with k and the next two. */
  private void products(ChannelProducts kernel, ConvSource x, ConvSource dy, int image, int ih, int oh, int k, int from, int to, float[] sums,
      int at) {
    if (from < to) {
      int column = from * geometry.strideW() + k * geometry.dilationW() - geometry.padW();
      kernel.run(x.array(), x.at(image, ih) + column * channels, geometry.strideW() * channels, dy.array(), dy.at(image, oh) + from * channels,
          channels, to - from, sums, at + k * channels, channels);
    }
  }
}
