package lanewise.tensor.ops;

import java.util.Arrays;
import java.util.List;
import lanewise.tensor.kernel.ChannelProducts;
import lanewise.tensor.kernel.ChannelTaps;
import lanewise.tensor.kernel.Scratch;
import lanewise.tensor.kernel.WorkerPool;
import lanewise.tensor.ops.ConvAxis.Tap;

/**
 * A convolution with as many groups as input and output channels: each channel has a kernel of its own. Lanes are channels; nothing is copied. The orders
 * of sum are those of {@link ConvPlan}; to weights, a block has one image.
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
    ChannelTaps kernel = ChannelTaps.of(bias != null, channels);
    WorkerPool.run(batch * blocks, nanos, (chunk, scratch) -> {
      int image = chunk / blocks;
      int from = Math.min(rows.axis.result(), chunk % blocks * perChunk);
      int to = Math.min(rows.axis.result(), from + perChunk);
      int[] taps = scratch.ints(2 * geometry.kernelHeight() * geometry.kernelWidth());
      for (int row = from; row < to; row++) {
        for (int phase = 0; phase < phases; phase++) {
          for (ConvColumns.Segment s : columns.segments()[phase]) {
            int end = taps(rows, row, columns, s, source.width(), taps);
            kernel.run(source.array(), source.at(image, 0) + s.from() * columns.step() * channels, columns.step() * channels, packed, taps, end,
                bias, result, ro + ((image * rows.axis.result() + row) * width + phase + s.from() * phases) * channels, phases * channels,
                s.to() - s.from(), channels);
          }
        }
      }
    });
  }

  private int taps(ConvRows rows, int row, ConvColumns columns, ConvColumns.Segment s, int sourceWidth, int[] taps) {
    int end = 0;
    for (int i = rows.first(row); i < rows.first(row + 1); i++) {
      for (ConvColumns.Piece p : s.pieces()) {
        for (int t = 0; t < p.taps(); t++) {
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
    ChannelProducts kernel = ChannelProducts.of(channels);
    int kernelRows = geometry.kernelHeight();
    WorkerPool.run(order.groups * kernelRows, nanos, (chunk, _) -> {
      int group = chunk / kernelRows;
      int at = group * size + chunk % kernelRows * rowSize;
      Arrays.fill(sums, at, at + rowSize, 0);
      int last = Math.min(order.batch, (group + 1) * order.groupImages);
      for (int image = group * order.groupImages; image < last; image++) {
        kernelRow(kernel, x, dy, image, chunk % kernelRows, sums, at);
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

  private void kernelRow(ChannelProducts kernel, ConvSource x, ConvSource dy, int image, int y, float[] sums, int at) {
    ConvGeometry g = geometry;
    for (int oh = 0; oh < g.outHeight(); oh++) {
      int ih = oh * g.strideH() - g.padH() + y * g.dilationH();
      for (int k = 0; k < g.kernelWidth() && ih >= 0 && ih < g.inHeight(); k++) {
        int shift = k * g.dilationW() - g.padW();
        int first = Math.max(0, Math.ceilDiv(-shift, g.strideW()));
        int last = Math.min(g.outWidth(), Math.floorDiv(g.inWidth() - 1 - shift, g.strideW()) + 1);
        if (first < last) {
          kernel.run(x.array(), x.at(image, ih) + (first * g.strideW() + shift) * channels, g.strideW() * channels, dy.array(),
              dy.at(image, oh) + first * channels, channels, last - first, sums, at + k * channels, channels);
        }
      }
    }
  }
}
