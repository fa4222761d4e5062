package lanewise.tensor.ops.conv;

import lanewise.tensor.kernel.tile.TileShape;
import lanewise.tensor.ops.ConvGeometry;

/**
 * How the operands of a gradient with respect to weights lie in panels, stripe by stripe: {@code [panel][row][column][image][channels of a panel]},
 * the columns of the input sorted by their remainder modulo the stride, so that a run has no gap. A stripe is some output rows of a few images.
 *
 * <p>With few input channels, the rows of a panel of the input are (kernel row, input channel) pairs.
 */
final class ConvWeightsPanels {
  /** With fewer input channels a tile spans kernel rows. */
  private static final int FEW_CHANNELS = 8;
  /** Floats of a stripe: what fits the second cache. */
  private static final int STRIPE = 1 << 18;

  final ConvGeometry geometry;
  final TileShape tile;
  final int tileRows;
  final int tileColumns;
  /** Whether kernel rows are part of the depth. */
  final boolean few;
  /** Rows of the sums for one kernel position that is not part of the depth. */
  final int depth;
  final int depthPanels;
  final int outPanels;
  final int kernelRows;
  /** Columns of a row of the input for each remainder modulo the stride. */
  final int phaseColumns;

  ConvWeightsPanels(ConvGeometry g) {
    geometry = g;
    tile = TileShape.of(g.groupOutChannels());
    tileRows = tile.rows();
    tileColumns = tile.columns();
    few = g.groupInChannels() < FEW_CHANNELS && g.kernelHeight() > 1;
    depth = few ? g.groupInChannels() * g.kernelHeight() : g.groupInChannels();
    kernelRows = few ? 1 : g.kernelHeight();
    depthPanels = (depth + tileRows - 1) / tileRows;
    outPanels = (g.groupOutChannels() + tileColumns - 1) / tileColumns;
    phaseColumns = (g.inWidth() + g.strideW() - 1) / g.strideW();
  }

  /** Output rows of a stripe of so many images. */
  int stripeRows(int images) {
    long input = (long) depthPanels * phaseColumns * geometry.strideW() * images * tileRows;
    long gradient = (long) outPanels * geometry.outWidth() * images * tileColumns;
    long rows = few ? STRIPE / (input + gradient) : (STRIPE - reach() * input) / (input * geometry.strideH() + gradient);
    return Math.clamp(rows, 1, geometry.outHeight());
  }

  private int reach() {
    return (geometry.kernelHeight() - 1) * geometry.dilationH();
  }

  /** Rows of the input that a stripe holds: input rows, or, with few channels, one for each output row. */
  int inputRows(int from, int to) {
    return few ? to - from : Math.max(0, lastInput(to) - firstInput(from));
  }

  /** First input row that a stripe from this output row on meets. */
  int firstInput(int from) {
    return Math.clamp((long) from * geometry.strideH() - geometry.padH(), 0, geometry.inHeight());
  }

  private int lastInput(int to) {
    return Math.clamp((to - 1L) * geometry.strideH() - geometry.padH() + reach() + 1, 0, geometry.inHeight());
  }

  /** Floats of a row of all panels of the input, for one group. */
  private int inputRowSize(int images) {
    return depthPanels * phaseColumns * geometry.strideW() * images * tileRows;
  }

  /** Floats of the input of a stripe, for one group. */
  int inputSize(int from, int to, int images) {
    return inputRows(from, to) * inputRowSize(images) + tileRows;
  }

  /** Floats of the output's gradient of a stripe, for one group. */
  int gradientSize(int from, int to, int images) {
    return outPanels * gradientStride(from, to, images);
  }

  /** Refuses what would not fit arrays. */
  void check(int images) {
    int rows = stripeRows(images);
    int inputs = few ? rows : Math.min(geometry.inHeight(), (rows - 1) * geometry.strideH() + reach() + 1);
    Sizes.exact("input rows", geometry, geometry.groups(), inputs, depthPanels, phaseColumns * geometry.strideW(), images, tileRows);
    Sizes.exact("rows of the gradient", geometry, geometry.groups(), outPanels, rows, geometry.outWidth(), images, tileColumns);
  }

  /** From a panel of a stripe's input to the next one. */
  int inputStride(int from, int to, int images) {
    return inputRows(from, to) * geometry.strideW() * phaseColumns * images * tileRows;
  }

  /** From a panel of a stripe's gradient to the next one. */
  int gradientStride(int from, int to, int images) {
    return (to - from) * geometry.outWidth() * images * tileColumns;
  }
}
