package lanewise.tensor.ops;

import java.util.Arrays;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * The windows of images as columns, {@code [N, C, H, W]} to {@code [N, C * KH * KW, L]} with L windows in row order, and back, overlaps added: {@code
 * torch.nn.functional.unfold} and {@code fold}. A tap outside the image is 0. Each is the other's gradient.
 */
public final class Unfolding {
  private Unfolding() {}

  /**
   * The windows as columns.
   *
   * @param g the window; its number of output channels is of no account
   * @throws IllegalArgumentException unless x is [N, C, H, W] of the geometry
   */
  public static Tensor unfold(Tensor x, ConvGeometry g) {
    Shape shape = x.shape();
    if (shape.rank() != 4 || !shape.equals(Shape.of(shape.dim(0), g.inChannels(), g.inHeight(), g.inWidth()))) {
      throw new IllegalArgumentException("images of shape " + shape + "; this unfolding takes [N, " + g.inChannels() + ", " + g.inHeight() + ", "
          + g.inWidth() + "]");
    }
    Tensor from = TensorAccess.rowMajor(x);
    Tensor y = TensorAccess.create(columns(shape.dim(0), g), Layout.ROW_MAJOR);
    float[] image = TensorAccess.values(from);
    float[] columns = TensorAccess.values(y);
    int offset = TensorAccess.offset(from);
    WorkerPool.run(shape.dim(0) * g.inChannels(), y.size() / 2, (plane, scratch) -> {
      int at = plane * columnSize(g);
      for (int tap = 0; tap < g.kernelHeight() * g.kernelWidth(); tap++) {
        for (int oh = 0; oh < g.outHeight(); oh++) {
          Row row = Row.of(g, tap, oh);
          int to = at + (tap * g.outHeight() + oh) * g.outWidth();
          Arrays.fill(columns, to, to + row.from, 0);
          int source = offset + plane * g.inHeight() * g.inWidth() + row.position;
          for (int ow = row.from; ow < row.to; ow++) {
            columns[to + ow] = image[source + ow * g.strideW()];
          }
          Arrays.fill(columns, to + row.to, to + g.outWidth(), 0);
        }
      }
    });
    return y;
  }

  /**
   * The sum of the columns at their places. Order of sum: taps of the window in row order.
   *
   * @param g the window and the size of the images; its number of output channels is of no account
   * @throws IllegalArgumentException unless y is [N, C * KH * KW, L] of the geometry
   */
  public static Tensor fold(Tensor y, ConvGeometry g) {
    if (y.shape().rank() != 3 || !y.shape().equals(columns(y.shape().dim(0), g))) {
      throw new IllegalArgumentException("columns of shape " + y.shape() + "; this folding takes " + columns(1, g) + " with any first size");
    }
    int batch = y.shape().dim(0);
    Tensor x = TensorAccess.create(Shape.of(batch, g.inChannels(), g.inHeight(), g.inWidth()), Layout.ROW_MAJOR);
    float[] image = TensorAccess.values(x);
    float[] columns = TensorAccess.values(y);
    int offset = TensorAccess.offset(y);
    int pixels = g.inHeight() * g.inWidth();
    WorkerPool.run(batch * g.inChannels(), y.size() / 2, (plane, scratch) -> {
      int at = offset + plane * columnSize(g);
      Arrays.fill(image, plane * pixels, (plane + 1) * pixels, 0);
      for (int tap = 0; tap < g.kernelHeight() * g.kernelWidth(); tap++) {
        for (int oh = 0; oh < g.outHeight(); oh++) {
          Row row = Row.of(g, tap, oh);
          int from = at + (tap * g.outHeight() + oh) * g.outWidth();
          int target = plane * pixels + row.position;
          for (int ow = row.from; ow < row.to; ow++) {
            image[target + ow * g.strideW()] += columns[from + ow];
          }
        }
      }
    });
    return x;
  }

  private static Shape columns(int batch, ConvGeometry g) {
    return Shape.of(batch, g.inChannels() * g.kernelHeight() * g.kernelWidth(), g.outHeight() * g.outWidth());
  }

  private static int columnSize(ConvGeometry g) {
    return g.kernelHeight() * g.kernelWidth() * g.outHeight() * g.outWidth();
  }

  /** The windows of a row whose tap is inside the image, and where in the plane the tap of window 0 would be. */
  private record Row(int from, int to, int position) {
    static Row of(ConvGeometry g, int tap, int oh) {
      int h = oh * g.strideH() - g.padH() + tap / g.kernelWidth() * g.dilationH();
      int w = tap % g.kernelWidth() * g.dilationW() - g.padW();
      if (h < 0 || h >= g.inHeight()) {
        return new Row(0, 0, 0);
      }
      int from = Math.min(g.outWidth(), w >= 0 ? 0 : Math.ceilDiv(-w, g.strideW()));
      int to = Math.clamp(Math.ceilDiv((long) g.inWidth() - w, g.strideW()), from, g.outWidth());
      return new Row(from, to, h * g.inWidth() + w);
    }
  }
}
