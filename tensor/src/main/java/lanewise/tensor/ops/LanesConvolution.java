package lanewise.tensor.ops;

import java.util.Optional;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.LaneForm;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.elementwise.ZipOp;
import lanewise.tensor.kernel.functions.Arithmetic;
import lanewise.tensor.kernel.lanes.BatchLanes;
import lanewise.tensor.kernel.lanes.LaneEpilogue;
import lanewise.tensor.kernel.lanes.LaneEpilogue.Rectify;
import lanewise.tensor.kernel.lanes.LaneGradient;
import lanewise.tensor.kernel.lanes.LaneSource;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.conv.PackedWeights;
import lanewise.tensor.ops.conv.Sizes;
import lanewise.tensor.ops.lanes.LanesGather;
import lanewise.tensor.ops.lanes.LanesNormalization;
import lanewise.tensor.ops.lanes.LanesStages;
import lanewise.tensor.ops.lanes.LanesWeights;

/** Convolutions whose plan has the batch in the lanes, alone or together with the stages around them. Shapes are checked by the callers. */
final class LanesConvolution {
  private static final int PARTIAL = 0;
  private static final int BIAS = 1;
  private static final int PRODUCTS = 2;
  /** Weights that are added up, and output channels that are written, by one thread at a time. */
  private static final int SUMS_A_CHUNK = 1 << 11;
  private static final int CHANNELS_A_CHUNK = 8;

  private LanesConvolution() {}

  /**
   * The convolution, a rectifier, and on the way the moments of the channels.
   *
   * @param moments whether mean and variance are wanted; the result carries them then
   * @param keep whether packed weights may be kept
   */
  static Tensor forward(ConvPlan plan, Tensor x, Tensor weight, Optional<Tensor> bias, Rectification rectification,
      boolean moments, boolean keep) {
    ConvGeometry g = plan.geometry;
    int channels = g.outChannels();
    int pixels = g.outHeight() * g.outWidth();
    LanesGather gather = plan.lanes().forward();
    Tensor y = TensorAccess.createLanes(Shape.of(plan.batch, channels, g.outHeight(), g.outWidth()));
    Rectify rectify = Rectify.of(rectification.leak());
    float[] rows = bias.map(b -> biasRows(b, channels)).orElse(null);
    Scratch own = WorkerPool.lease();
    try {
      LanesStages.Moments sums = !moments ? null
          : new LanesStages.Moments(plan.batch, pixels, channels, own.doubles(PARTIAL, LanesStages.Moments.size(plan.batch, channels)));
      WorkerPool.runStage(plan.units, plan.nanos(), new LanesStages.Forward(LaneSource.of(x), gather, PackedWeights.of(weight, gather, keep).array(),
          rows, rectification, TensorAccess.lanesArray(y), channels, pixels, sums, LaneEpilogue.of(rows != null, rectify, moments)));
      return moments ? TensorAccess.withForm(y, LaneForm.with(LanesNormalization.join(sums))) : y;
    } finally {
      WorkerPool.giveBack(own);
    }
  }

  /**
   * The wanted gradients, in one pass.
   *
   * @param y the rectifier's result; not read where there is none
   */
  static FusedConvolution.Gradients backward(ConvPlan plan, Tensor x, Tensor dy, Tensor weight, Rectification rectification, Tensor y,
      FusedConvolution.Wanted wanted) {
    ConvGeometry g = plan.geometry;
    Scratch own = WorkerPool.lease();
    try {
      double[] biasSums = wanted.bias() ? own.doubles(BIAS, plan.units * g.outChannels()) : null;
      LanesStages.Weights weights = !wanted.weight() ? null : weights(plan, x);
      Tensor dx = !wanted.input() ? null : TensorAccess.createLanes(Shape.of(plan.batch, g.inChannels(), g.inHeight(), g.inWidth()));
      LanesStages.Data data = dx == null ? null : data(plan, x, weight, dx, own);
      WorkerPool.runStage(plan.groups, 3 * plan.nanos(),
          new LanesStages.Backward(arriving(dy, rectification, y, biasSums), plan.unitsPerGroup, weights, data));
      Optional<Tensor> dw = weights == null ? Optional.empty() : Optional.of(collected(plan, weights));
      Optional<Tensor> db = biasSums == null ? Optional.empty() : Optional.of(biasGradient(plan, biasSums));
      if (data != null && data.products() != null) {
        LaneForm.Affine before = TensorAccess.lanes(x).affine();
        dx = TensorAccess.withForm(dx, LaneForm.with(new LaneForm.Products(data.products().x(), before.mean(), data.products().sums())));
      }
      return new FusedConvolution.Gradients(Optional.ofNullable(dx), dw, db);
    } finally {
      WorkerPool.giveBack(own);
    }
  }

  /** The gradient of the input alone. */
  static Tensor toData(ConvPlan plan, Tensor dy, Tensor weight) {
    ConvGeometry g = plan.geometry;
    LanesGather gather = plan.lanes().toData();
    Tensor dx = TensorAccess.createLanes(Shape.of(plan.batch, g.inChannels(), g.inHeight(), g.inWidth()));
    LanesStages.Data data = new LanesStages.Data(gather, PackedWeights.of(weight, gather, false).array(), TensorAccess.lanesArray(dx),
        Sizes.input(g) * BatchLanes.WIDTH, null);
    WorkerPool.runStage(plan.groups, plan.nanos(),
        new LanesStages.Backward(arriving(dy, Rectification.NONE, dy, null), plan.unitsPerGroup, null, data));
    return dx;
  }

  /** The gradients of the parameters alone. */
  static Convolution.WeightGradients toWeights(ConvPlan plan, Tensor x, Tensor dy, boolean withBias) {
    FusedConvolution.Gradients g = backward(plan, x, dy, null, Rectification.NONE, dy, new FusedConvolution.Wanted(false, true, withBias));
    return new Convolution.WeightGradients(g.weight().orElseThrow(), g.bias().orElseGet(() -> Tensor.zeros(plan.geometry.outChannels())));
  }

  private static LanesStages.Arriving arriving(Tensor dy, Rectification rectification, Tensor y, double[] biasSums) {
    Rectify rectify = Rectify.of(rectification.leak());
    float[] rectified = rectify == Rectify.NONE ? null : TensorAccess.lanesArray(LaneSource.settled(y));
    LaneSource source = LaneSource.of(dy);
    if (rectified != null && source.normalized() != null && source.normalized() != rectified) {
      source = LaneSource.of(LaneSource.settled(dy));
    }
    boolean norm = source.normalized() != null;
    LaneGradient kernel = norm || rectify != Rectify.NONE || biasSums != null ? LaneGradient.of(norm, rectify, biasSums != null) : null;
    return new LanesStages.Arriving(source, rectified, kernel, rectification, biasSums);
  }

  private static LanesStages.Weights weights(ConvPlan plan, Tensor x) {
    LanesWeights kernel = plan.lanes().toWeights();
    Tensor sums = TensorAccess.create(Shape.of(Math.multiplyExact(plan.groups, kernel.size())), Layout.ROW_MAJOR);
    return new LanesStages.Weights(LaneSource.of(x), kernel, TensorAccess.values(sums));
  }

  /** With the sums for the normalisation of the input, where there is one. */
  private static LanesStages.Data data(ConvPlan plan, Tensor x, Tensor weight, Tensor dx, Scratch own) {
    ConvGeometry g = plan.geometry;
    LanesGather gather = plan.lanes().toData();
    LaneForm form = TensorAccess.lanes(x);
    LanesStages.Products products = null;
    if (form != null && form.affine() != null && TensorAccess.lanesArray(x) != null) {
      products = LanesNormalization.products(TensorAccess.lanesArray(x), form.affine().mean(), plan.batch, g.inHeight() * g.inWidth(),
          own.doubles(PRODUCTS, LanesStages.Products.size(plan.batch, g.inChannels())));
    }
    return new LanesStages.Data(gather, PackedWeights.of(weight, gather, false).array(), TensorAccess.lanesArray(dx),
        Sizes.input(g) * BatchLanes.WIDTH, products);
  }

  private static Tensor collected(ConvPlan plan, LanesStages.Weights weights) {
    ConvGeometry g = plan.geometry;
    Tensor dw = TensorAccess.create(Shape.of(g.outChannels(), g.inChannels(), g.kernelHeight(), g.kernelWidth()), Layout.ROW_MAJOR);
    float[] sums = weights.sums();
    int size = weights.kernel().size();
    ZipOp.Kernel add = new Arithmetic.Add().kernel();
    WorkerPool.run(Math.ceilDiv(size, SUMS_A_CHUNK), (long) size * plan.groups / 8, (chunk, scratch) -> {
      int from = chunk * SUMS_A_CHUNK;
      int count = Math.min(SUMS_A_CHUNK, size - from);
      for (int group = 1; group < plan.groups; group++) {
        add.run(sums, from, sums, group * size + from, sums, from, count);
      }
    });
    float[] array = TensorAccess.values(dw);
    int at = TensorAccess.offset(dw);
    WorkerPool.run(Math.ceilDiv(g.outChannels(), CHANNELS_A_CHUNK), 2L * size, (chunk, scratch) -> weights.kernel().write(sums,
        chunk * CHANNELS_A_CHUNK, Math.min(g.outChannels(), (chunk + 1) * CHANNELS_A_CHUNK), array, at));
    return dw;
  }

  private static Tensor biasGradient(ConvPlan plan, double[] sums) {
    int channels = plan.geometry.outChannels();
    Tensor db = TensorAccess.create(Shape.of(channels), Layout.ROW_MAJOR);
    float[] array = TensorAccess.values(db);
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int u = 0; u < plan.units; u++) {
        sum += sums[u * channels + c];
      }
      array[TensorAccess.offset(db) + c] = (float) sum;
    }
    return db;
  }

  private static float[] biasRows(Tensor bias, int channels) {
    float[] rows = TensorAccess.values(TensorAccess.create(Shape.of(channels * BatchLanes.WIDTH), Layout.ROW_MAJOR));
    BatchLanes.spread(TensorAccess.values(bias), TensorAccess.offset(bias), channels, rows, 0);
    return rows;
  }
}
