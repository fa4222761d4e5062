package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.pool.BilinearKernel;
import lanewise.tensor.kernel.pool.BilinearKernel.Neighbours;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * Images {@code [N, C, H, W]} of another size by bilinear interpolation, as {@code torch.nn.functional.interpolate}; the result has channels last.
 * Interpolation to the nearest pixel is a pooling: {@link PoolPlan#nearest}.
 *
 * <p>Each pixel is {@code h0 * (w0 * a + w1 * b) + h1 * (w0 * c + w1 * d)} of its four neighbours, the second product of each sum inside the fma.
 */
public final class Resampling {
  private final Shape shape;
  private final Neighbours rows;
  private final Neighbours cols;

  private Resampling(Shape shape, Neighbours rows, Neighbours cols) {
    this.shape = shape;
    this.rows = rows;
    this.cols = cols;
  }

  /**
   * A resampling of images of a shape.
   *
   * @param height rows of the result, >= 1
   * @param width columns of the result, >= 1
   * @param scaleH rows of an image for one of the result, > 0; of no account with aligned corners
   * @param scaleW columns likewise
   * @param alignCorners whether the corners' centres meet; otherwise the images' borders do
   */
  public static Resampling bilinear(Shape images, int height, int width, double scaleH, double scaleW, boolean alignCorners) {
    PoolPlan.requireImages(images);
    return new Resampling(images, neighbours(images, 2, height, scaleH, alignCorners), neighbours(images, 3, width, scaleW, alignCorners));
  }

  private static Neighbours neighbours(Shape shape, int axis, int count, double scale, boolean alignCorners) {
    int size = shape.dim(axis);
    if (count < 1 || size == 0 || !alignCorners && !(scale > 0)) {
      throw new IllegalArgumentException("interpolation of axis " + axis + " of shape " + shape + " to " + count + " in steps of " + scale
          + "; allowed: sizes >= 1 and steps > 0");
    }
    double step = !alignCorners ? scale : count > 1 ? (size - 1.0) / (count - 1) : 0;
    int[] lower = new int[count];
    int[] upper = new int[count];
    float[] share = new float[count];
    for (int i = 0; i < count; i++) {
      double at = alignCorners ? i * step : Math.max(0, (i + 0.5) * step - 0.5);
      lower[i] = (int) Math.min(size - 1.0, Math.floor(at));
      upper[i] = Math.min(size - 1, lower[i] + 1);
      share[i] = (float) Math.clamp(at - lower[i], 0, 1);
    }
    return new Neighbours(size, lower, upper, share);
  }

  /** The shape of the result. */
  public Shape outShape() {
    return Shape.of(shape.dim(0), shape.dim(1), rows.lower().length, cols.lower().length);
  }

  /** The images in the other size. */
  public Tensor apply(Tensor x) {
    require("images", x, shape);
    return run(x, TensorAccess.create(outShape(), Layout.CHANNELS_LAST), false);
  }

  /** The gradient with respect to the images. Order of sum: pixels of the result by rows, their neighbours a, b, c, d. */
  public Tensor gradient(Tensor dy) {
    require("gradient", dy, outShape());
    Tensor dx = Selection.zeros(shape, Layout.CHANNELS_LAST);
    run(dx, dy, true);
    return dx;
  }

  private Tensor run(Tensor in, Tensor out, boolean backward) {
    Tensor images = TensorAccess.channelsLast(in);
    Tensor results = TensorAccess.channelsLast(out);
    float[] x = TensorAccess.values(images);
    float[] y = TensorAccess.values(results);
    int xo = TensorAccess.offset(images);
    int yo = TensorAccess.offset(results);
    int channels = shape.dim(1);
    int xSize = channels * shape.dim(2) * shape.dim(3);
    int ySize = channels * rows.lower().length * cols.lower().length;
    BilinearKernel kernel = BilinearKernel.of(backward);
    WorkerPool.run(shape.dim(0), 2L * out.size(),
        (image, scratch) -> kernel.run(x, xo + image * xSize, y, yo + image * ySize, channels, rows, cols));
    return out;
  }

  private static void require(String what, Tensor t, Shape shape) {
    if (!t.shape().equals(shape)) {
      throw new IllegalArgumentException(what + " of shape " + t.shape() + "; this interpolation takes " + shape);
    }
  }
}
