package lanewise.tensor.ops.lanes;

import java.util.Arrays;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.LaneForm;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.channels.ChannelSums;
import lanewise.tensor.kernel.lanes.BatchLanes;
import lanewise.tensor.kernel.lanes.LaneSource;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * Batch normalisation of images with the batch in the lanes ({@link BatchLanes}). Sums that the stage before has taken on the way are used; they are
 * the same that are taken here where it has not.
 *
 * <p>Order of sum: in each lane of a channel one chain over the pixels of a unit; the lanes of a unit by {@link BatchLanes#fold}; units in double, in
 * order. The moments are those of x - k, k being the unit's first value, so that a large mean costs no accuracy.
 */
public final class LanesNormalization {
  private LanesNormalization() {}

  /** Mean and biased variance of each channel. */
  public static LaneForm.Moments moments(Tensor x) {
    if (TensorAccess.lanes(x).sums() instanceof LaneForm.Moments known && TensorAccess.lanesArray(x) != null) {
      return known;
    }
    Tensor lanes = LaneSource.settled(x);
    int batch = x.shape().dim(0);
    int channels = x.shape().dim(1);
    Scratch own = WorkerPool.lease();
    try {
      LanesStages.Moments sums = new LanesStages.Moments(batch, x.shape().dim(2) * x.shape().dim(3), channels,
          own.doubles(0, LanesStages.Moments.size(batch, channels)));
      WorkerPool.runStage(BatchLanes.units(batch), x.size() / 3,
          new LanesStages.Statistics(ChannelSums.of(ChannelSums.Of.SQUARES), TensorAccess.lanesArray(lanes), sums));
      return join(sums);
    } finally {
      WorkerPool.giveBack(own);
    }
  }

  /** Mean and variance from the sums of the units. */
  public static LaneForm.Moments join(LanesStages.Moments sums) {
    LaneForm.Moments moments = new LaneForm.Moments(new double[sums.channels()], new double[sums.channels()]);
    sums.join(moments.mean(), moments.variance());
    return moments;
  }

  /** fma(x, scale, shift), not applied yet. */
  public static Tensor pending(Tensor x, Tensor scale, Tensor shift, double[] mean) {
    Tensor lanes = LaneSource.settled(x);
    int channels = mean.length;
    return TensorAccess.withForm(lanes,
        LaneForm.pending(new LaneForm.Affine(rows(TensorAccess.values(scale), channels), rows(TensorAccess.values(shift), channels), mean)));
  }

  /** The sums of dy and of dy * (x - mean) of each channel. */
  public static double[] products(Tensor x, Tensor dy, double[] mean) {
    float[] array = TensorAccess.lanesArray(x);
    LaneForm form = TensorAccess.lanes(dy);
    if (form != null && form.sums() instanceof LaneForm.Products known && known.x() == array && Arrays.equals(known.mean(), mean)
        && TensorAccess.lanesArray(dy) != null) {
      return known.sums();
    }
    int batch = x.shape().dim(0);
    Scratch own = WorkerPool.lease();
    try {
      LanesStages.Products products = products(array, mean, batch, x.shape().dim(2) * x.shape().dim(3),
          own.doubles(0, LanesStages.Products.size(batch, mean.length)));
      WorkerPool.runStage(BatchLanes.units(batch), x.size() / 3, new LanesStages.ProductsOf(LaneSource.of(dy), products));
      return products.sums();
    } finally {
      WorkerPool.giveBack(own);
    }
  }

  /** Where the sums for a normalisation of x go. */
  public static LanesStages.Products products(float[] x, double[] mean, int batch, int pixels, double[] partial) {
    float[] means = new float[mean.length];
    for (int c = 0; c < means.length; c++) {
      means[c] = (float) mean[c];
    }
    return new LanesStages.Products(ChannelSums.of(ChannelSums.Of.PRODUCTS), x, TensorAccess.values(rows(means, means.length)), batch, pixels,
        means.length,
        partial, new double[2 * means.length]);
  }

  /** fma(dy, a, fma(x - m, b, d)), not applied yet; the tables m, a, b, d one after the other, C of each. */
  public static Tensor pendingGradient(Tensor x, Tensor dy, float[] tables) {
    return TensorAccess.withForm(LaneSource.settled(dy), LaneForm.pending(new LaneForm.Gradient(x, rows(tables, 4 * x.shape().dim(1)))));
  }

  /** The values of the channels, each 32 times. */
  private static Tensor rows(float[] channels, int count) {
    Tensor rows = TensorAccess.create(Shape.of(count * BatchLanes.WIDTH), Layout.ROW_MAJOR);
    BatchLanes.spread(channels, 0, count, TensorAccess.values(rows), 0);
    return rows;
  }
}
