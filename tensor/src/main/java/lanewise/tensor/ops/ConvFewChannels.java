package lanewise.tensor.ops;

import java.util.Arrays;
import java.util.Optional;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.conv.ConvAxis;
import lanewise.tensor.ops.conv.ConvRows;
import lanewise.tensor.ops.conv.Sizes;
import lanewise.tensor.ops.lanes.LanesPlan;

/**
 * The gradient with respect to the data of a first layer: with so few input channels most columns of a tile would be empty. The columns are (kernel
 * row, input channel) pairs instead: a convolution with one kernel row from images {@code [OH, W]} with KH C channels, after which the channels of a
 * pair are added to the input row that its kernel row meets.
 *
 * <p>Order of sum: for each kernel row one chain as in {@link ConvPlan}; chains of an element added by ascending kernel row.
 */
final class ConvFewChannels {
  private static final int MOST_CHANNELS = 4;
  private static final int LEAST_OUTPUTS = 16;
  /** Floats of the images in between. */
  private static final int MEMORY = 1 << 22;

  private ConvFewChannels() {}

  /** True for geometries that this class is for, a function of the geometry alone; those of {@link LanesPlan} are not among them. */
  static boolean suits(ConvGeometry g) {
    return g.groups() == 1 && g.inChannels() <= MOST_CHANNELS && g.kernelHeight() > 1 && g.outChannels() >= LEAST_OUTPUTS
        && !LanesPlan.suits(g, Integer.MAX_VALUE);
  }

  /** To data: overwrites {@code dx}. */
  static void toData(ConvGeometry g, Tensor dy, Tensor weight, Tensor dx) {
    int pairs = g.kernelHeight() * g.inChannels();
    ConvGeometry rows = new ConvGeometry(pairs, g.outHeight(), g.inWidth(), g.outChannels(), 1, g.kernelWidth(), 1, g.strideW(), 0, g.padW(), 1,
        g.dilationW(), 1, 0, g.extraW());
    Tensor w = byRows(g, weight);
    int batch = dy.shape().dim(0);
    int block = Math.max(1, MEMORY / Sizes.input(rows));
    for (int first = 0; first < batch; first += block) {
      int images = Math.min(block, batch - first);
      Tensor between = Convolution.toData("gradient", dy.slice(first, first + images), w, Optional.empty(), rows);
      fold(g, TensorAccess.values(between), TensorAccess.offset(between), images, TensorAccess.values(dx),
          TensorAccess.offset(dx) + first * Sizes.input(g));
    }
  }

  /** The weight {@code [O, KH C, 1, KW]}. */
  private static Tensor byRows(ConvGeometry g, Tensor weight) {
    Tensor from = TensorAccess.rowMajor(weight);
    Tensor to = TensorAccess.create(Shape.of(g.outChannels(), g.kernelHeight() * g.inChannels(), 1, g.kernelWidth()), Layout.ROW_MAJOR);
    for (int o = 0; o < g.outChannels(); o++) {
      for (int c = 0; c < g.inChannels(); c++) {
        for (int y = 0; y < g.kernelHeight(); y++) {
          System.arraycopy(TensorAccess.values(from),
              TensorAccess.offset(from) + ((o * g.inChannels() + c) * g.kernelHeight() + y) * g.kernelWidth(), TensorAccess.values(to),
              TensorAccess.offset(to) + ((o * g.kernelHeight() + y) * g.inChannels() + c) * g.kernelWidth(), g.kernelWidth());
        }
      }
    }
    return to;
  }

  private static void fold(ConvGeometry g, float[] between, int from, int images, float[] dx, int to) {
    ConvRows rows = new ConvRows(ConvAxis.rows(g, true), g.kernelHeight());
    int channels = g.inChannels();
    int pairs = g.kernelHeight() * channels;
    int rowSize = g.inWidth() * channels;
    WorkerPool.run(images * g.inHeight(), (long) images * Sizes.input(g) * g.kernelHeight(), (chunk, _) -> {
      int image = from + chunk / g.inHeight() * g.outHeight() * g.inWidth() * pairs;
      int row = chunk % g.inHeight();
      int target = to + chunk * rowSize;
      int first = rows.first(row);
      int last = rows.first(row + 1);
      if (first == last) {
        Arrays.fill(dx, target, target + rowSize, 0);
      }
      for (int i = first; i < last; i += 2) {
        int one = image + rows.source(i) * g.inWidth() * pairs + rows.kernel(i) * channels;
        int two = i + 1 < last ? image + rows.source(i + 1) * g.inWidth() * pairs + rows.kernel(i + 1) * channels : -1;
        add(between, one, two, pairs, dx, target, channels, rowSize, i > first);
      }
    });
  }

  /** Adds the channels of the pixels of one row, or of two (two >= 0), to a row of the result, or begins with them. */
  private static void add(float[] between, int one, int two, int step, float[] dx, int to, int channels, int n, boolean more) {
    for (int c = 0; c < channels; c++) {
      int from = one + c;
      int second = two + c;
      if (two < 0) {
        for (int i = c; i < n; i += channels, from += step) {
          dx[to + i] = more ? dx[to + i] + between[from] : between[from];
        }
      } else {
        for (int i = c; i < n; i += channels, from += step, second += step) {
          dx[to + i] = (more ? dx[to + i] + between[from] : between[from]) + between[second];
        }
      }
    }
  }
}
