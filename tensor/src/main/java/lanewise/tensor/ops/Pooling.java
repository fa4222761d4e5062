package lanewise.tensor.ops;

import lanewise.tensor.LongTensor;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.ShortMemory;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.pool.PoolKernel.Kind;
import lanewise.tensor.kernel.pool.PoolPlane;

/**
 * Largest values and means over windows of images {@code [N, C, H, W]}, and their gradients. The result has the layout of the images; with the batch
 * in the lanes only means have it. A tap outside an image is skipped: it is no zero.
 *
 * <p>Order of sum: a mean adds the taps of each row, then the rows' sums, and divides; the mean of a whole plane of at most 2^16 pixels, the only
 * window, adds them by lanes (see {@code Order}); a gradient adds window after window, by rows.
 */
public final class Pooling {
  private Pooling() {}

  /** The largest value of each window: the first of equals; a NaN is larger than all. Minus infinity for a window outside the image. */
  public static Tensor max(Tensor x, PoolPlan plan) {
    require("images", x, plan.inShape());
    Tensor y = TensorAccess.create(plan.outShape(), TensorAccess.layout(x));
    PoolStages.forward(Kind.MAX, plan.plane(), x, y, y);
    return y;
  }

  /**
   * The same, and where they were.
   *
   * @throws IllegalArgumentException if a window has more than 2^24 pixels
   */
  public static Maxima maxima(Tensor x, PoolPlan plan) {
    require("images", x, plan.inShape());
    plan.requirePlaces();
    Tensor y = TensorAccess.create(plan.outShape(), TensorAccess.layout(x));
    Tensor taps = TensorAccess.create(plan.outShape(), TensorAccess.layout(x));
    PoolStages.forward(Kind.MAX_WITH_TAPS, plan.plane(), x, y, taps);
    return new Maxima(plan, y, taps);
  }

  /** The mean of each window. */
  public static Tensor mean(Tensor x, PoolPlan plan) {
    require("images", x, plan.inShape());
    if (TensorAccess.lanes(x) != null && plan.outShape().size() > 0 && !PlaneMeans.are(plan.plane())) {
      Tensor y = TensorAccess.createLanes(plan.outShape());
      PoolStages.inLanes(Kind.MEAN, plan.plane(), x, y);
      return y;
    }
    Tensor y = TensorAccess.create(plan.outShape(), TensorAccess.layout(x));
    PoolStages.forward(Kind.MEAN, plan.plane(), x, y, y);
    return y;
  }

  /** The gradient of {@link #mean} with respect to the images. */
  public static Tensor meanGradient(Tensor dy, PoolPlan plan) {
    require("gradient", dy, plan.outShape());
    if (TensorAccess.lanes(dy) != null) {
      Tensor dx = TensorAccess.createLanes(plan.inShape());
      PoolStages.inLanes(Kind.MEAN_GRADIENT, plan.plane(), dx, dy);
      return dx;
    }
    Tensor dx = TensorAccess.create(plan.inShape(), TensorAccess.layout(dy));
    PoolStages.backward(Kind.MEAN_GRADIENT, plan.plane(), dx, dy, dy);
    return dx;
  }

  private static void require(String what, Tensor t, Shape shape) {
    if (!t.shape().equals(shape)) {
      throw new IllegalArgumentException(what + " of shape " + t.shape() + "; this pooling takes " + shape);
    }
  }

  /** The largest values of windows, with their places. */
  public static final class Maxima {
    private final PoolPlan plan;
    private final Tensor values;
    private final Tensor taps;

    private Maxima(PoolPlan plan, Tensor values, Tensor taps) {
      this.plan = plan;
      this.values = values;
      this.taps = taps;
    }

    /** The values. */
    public Tensor values() {
      return values;
    }

    /** Where they were: row-major positions in the plane H x W; -1 for a window outside the image. */
    public LongTensor indices() {
      PoolPlane.Windows rows = plan.plane().rows();
      PoolPlane.Windows cols = plan.plane().cols();
      int most = cols.most();
      float[] at = taps.toArray();
      long[] indices = ShortMemory.array("a tensor of places of shape ", values.shape(), at.length, Long.BYTES, long[]::new);
      for (int i = 0; i < at.length; i++) {
        int tap = (int) at[i];
        int col = i % cols.windows();
        int row = i / cols.windows() % rows.windows();
        long h = rows.first()[row] + (long) tap / Math.max(1, most) * rows.dilation();
        indices[i] = tap < 0 ? -1 : h * cols.size() + cols.first()[col] + tap % most * cols.dilation();
      }
      return LongTensor.of(indices, values.shape().toArray());
    }

    /** The gradient with respect to the images: each window's number goes to where its value was. */
    public Tensor gradient(Tensor dy) {
      require("gradient", dy, plan.outShape());
      Tensor dx = TensorAccess.create(plan.inShape(), TensorAccess.layout(taps));
      PoolStages.backward(Kind.MAX_GRADIENT, plan.plane(), dx, dy, taps);
      return dx;
    }
  }
}
