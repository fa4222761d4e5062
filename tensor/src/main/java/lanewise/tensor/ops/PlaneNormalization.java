package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.channels.PlaneSums;
import lanewise.tensor.kernel.lines.BlockMap;
import lanewise.tensor.kernel.lines.BlockOp;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * The parts of a {@link BatchNormalization} for row-major images: one pass over the planes for two sums, another one for the result, each in the
 * order of the memory.
 */
final class PlaneNormalization {
  /** Smaller planes are hardly more than the loop around them, and go with channels last. */
  private static final int SHORTEST = 32;
  /** Floats that are treated together. */
  private static final int TOGETHER = 1 << 16;
  /** Floats that are summed together: enough of them side by side to be fetched ahead. */
  private static final int SUMMED_TOGETHER = 1 << 17;
  private static final int SUMS = 0;
  private static final int TABLE = 1;

  private PlaneNormalization() {}

  /** True for row-major images of large planes; where both layouts are the same bytes, channels last has more to offer. */
  static boolean takes(Tensor x) {
    return x.shape().rank() == 4 && x.size() > 0 && x.shape().dim(1) > 1 && TensorAccess.layout(x) == Layout.ROW_MAJOR && pixels(x) >= SHORTEST;
  }

  private static int pixels(Tensor x) {
    return x.shape().dim(2) * x.shape().dim(3);
  }

  /** The statistics of the channels. */
  static BatchNormalization.Statistics statistics(Tensor x) {
    float[] shift = new float[x.shape().dim(1)];
    for (int c = 0; c < shift.length; c++) {
      shift[c] = TensorAccess.values(x)[TensorAccess.offset(x) + c * pixels(x)];
    }
    return BatchNormalization.statistics(sums(PlaneSums.squares(), x, x, shift), shift, x.size() / shift.length);
  }

  /** For each channel the sum of dy, and after these for each the sum of dy * (x - mean). */
  static double[] products(Tensor dy, Tensor x, float[] mean) {
    return sums(PlaneSums.products(), dy, x, mean);
  }

  private static double[] sums(PlaneSums kernel, Tensor x, Tensor y, float[] shift) {
    int batch = x.shape().dim(0);
    int channels = x.shape().dim(1);
    int pixels = pixels(x);
    int imageSize = channels * pixels;
    int piece = Math.min(pixels, Order.PLANE_PIECE);
    int pieces = Math.ceilDiv(pixels, piece);
    int images = Math.min(batch, Order.planeImages(pixels));
    int units = Math.ceilDiv(batch, images) * pieces;
    int group = Math.max(1, Math.min(channels, SUMMED_TOGETHER / (images * piece)));
    int groups = Math.ceilDiv(channels, group);
    float[] from = TensorAccess.values(x);
    float[] other = TensorAccess.values(y);
    int xo = TensorAccess.offset(x);
    int yo = TensorAccess.offset(y);
    double[] sums = new double[2 * channels];
    Scratch own = WorkerPool.lease();
    try {
      double[] partial = own.doubles(SUMS, units * sums.length);
      WorkerPool.run(units * groups, x.size() / 8, (chunk, scratch) -> {
        int unit = chunk / groups;
        int image = unit / pieces * images;
        int pixel = unit % pieces * piece;
        int channel = chunk % groups * group;
        int planes = Math.min(group, channels - channel);
        int at = image * imageSize + channel * pixels + pixel;
        float[] table = scratch.floats(TABLE, planes * PlaneSums.ROW);
        kernel.run(from, xo + at, other, yo + at, Math.min(images, batch - image), imageSize, planes, pixels, Math.min(piece, pixels - pixel), shift,
            channel, table);
        PlaneSums.fold(table, planes, partial, unit * sums.length + channel, channels);
      });
      for (int u = 0; u < units; u++) {
        for (int i = 0; i < sums.length; i++) {
          sums[i] += partial[u * sums.length + i];
        }
      }
    } finally {
      WorkerPool.giveBack(own);
    }
    return sums;
  }

  /** fma(x, scale[c], shift[c]), the table being the scales and then the shifts. */
  static Tensor normalize(Tensor x, float[] table) {
    return map(BlockMap.byRow(BlockOp.AFFINE), x, x, table);
  }

  /** fma(dy, a[c], fma(x - m[c], b[c], d[c])), the tables being m, a, b, d; they are overwritten. */
  static Tensor gradient(Tensor x, Tensor dy, float[] tables) {
    int channels = x.shape().dim(1);
    for (int c = 0; c < channels; c++) {
      float m = tables[c];
      tables[c] = tables[channels + c];
      tables[channels + c] = m;
    }
    return map(BlockMap.byRow(BlockOp.NORMALIZATION_GRADIENT), x, dy, tables);
  }

  private static Tensor map(BlockMap kernel, Tensor x, Tensor y, float[] table) {
    int channels = x.shape().dim(1);
    int pixels = pixels(x);
    int planes = x.shape().dim(0) * channels;
    int group = Math.max(1, TOGETHER / pixels);
    float[] from = TensorAccess.values(x);
    float[] other = TensorAccess.values(y);
    int xo = TensorAccess.offset(x);
    int yo = TensorAccess.offset(y);
    Tensor result = TensorAccess.create(x.shape(), Layout.ROW_MAJOR);
    float[] to = TensorAccess.values(result);
    WorkerPool.run(Math.ceilDiv(planes, group), x.size() / 6, (chunk, _) -> {
      int end = Math.min(planes, (chunk + 1) * group);
      for (int p = chunk * group; p < end;) {
        int channel = p % channels;
        int count = Math.min(end - p, channels - channel);
        int at = p * pixels;
        kernel.run(from, xo + at, other, yo + at, to, at, count, pixels, pixels, table, channel, channels);
        p += count;
      }
    });
    return result;
  }
}
