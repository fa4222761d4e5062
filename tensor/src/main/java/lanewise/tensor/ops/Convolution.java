package lanewise.tensor.ops;

import java.util.Optional;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.LaneEpilogue;
import lanewise.tensor.kernel.Prologue;
import lanewise.tensor.kernel.Scratch;
import lanewise.tensor.kernel.TensorAccess;
import lanewise.tensor.kernel.WorkerPool;

/**
 * 2-d convolution (cross-correlation, as in PyTorch) and its gradients. Einsum letters: input {@code [N, C, H, W]}, weight {@code [O, C, KH, KW]},
 * bias {@code [O]}, output {@code [N, O, OH, OW]}; results have channels last. The order of every sum is {@code ConvPlan}'s.
 */
public final class Convolution {
  private Convolution() {}

  /**
   * y[n, o, oh, ow] = bias[o] + sum over kh, kw, c of x[n, c, oh * stride - pad + kh * dilation, ...] * w[o, c, kh, kw]; taps outside the image are
   * skipped.
   *
   * @throws IllegalArgumentException if the shapes do not fit the geometry
   */
  public static Tensor forward(Tensor x, Tensor weight, Optional<Tensor> bias, ConvGeometry g) {
    int batch = checked(x, weight, bias, g);
    if (ConvPlan.of(g, batch).lanes) {
      return LanesConvolution.forward(ConvPlan.of(g, batch), x, weight, bias, LaneEpilogue.Rectify.NONE, 1, false);
    }
    Tensor y = TensorAccess.create(Shape.of(batch, g.outChannels(), g.outHeight(), g.outWidth()), Layout.CHANNELS_LAST);
    if (y.size() == 0) {
      return y;
    }
    ConvPlan plan = ConvPlan.of(g, batch);
    gather(plan, plan.forward(), x, weight, bias, y);
    return y;
  }

  /** dx[n, c, ih, iw] = sum over kh, kw, o of dy[n, o, oh, ow] * w[o, c, kh, kw] for oh * stride - pad + kh * dilation = ih, likewise ow. */
  public static Tensor toData(Tensor dy, Tensor weight, ConvGeometry g) {
    int batch = batch("gradient", dy, g.outChannels(), g.outHeight(), g.outWidth());
    checkWeight(weight, g);
    if (ConvPlan.of(g, batch).lanes) {
      return LanesConvolution.toData(ConvPlan.of(g, batch), dy, weight);
    }
    Tensor dx = TensorAccess.create(Shape.of(batch, g.inChannels(), g.inHeight(), g.inWidth()), Layout.CHANNELS_LAST);
    if (dx.size() == 0) {
      return dx;
    }
    ConvPlan plan = ConvPlan.of(g, batch);
    gather(plan, plan.toData(), dy, weight, Optional.empty(), dx);
    return dx;
  }

  /**
   * The gradients of weight and bias: dw[o, c, kh, kw] = sum over n, oh, ow of dy[n, o, oh, ow] * x[n, c, ih, iw]; db[o] = sum over n, oh, ow of dy.
   */
  public static WeightGradients toWeights(Tensor x, Tensor dy, boolean withBias, ConvGeometry g) {
    int batch = checkGradient(x, dy, g);
    if (ConvPlan.of(g, batch).lanes) {
      return LanesConvolution.toWeights(ConvPlan.of(g, batch), x, dy, withBias);
    }
    if (batch == 0) {
      return new WeightGradients(Tensor.zeros(g.outChannels(), g.inChannels(), g.kernelHeight(), g.kernelWidth()), Tensor.zeros(g.outChannels()));
    }
    ConvPlan plan = ConvPlan.of(g, batch);
    Tensor sums = TensorAccess.create(Shape.of(plan.groups * plan.toWeights().size()), Layout.ROW_MAJOR);
    Tensor dw = TensorAccess.create(Shape.of(g.outChannels(), g.inChannels(), g.kernelHeight(), g.kernelWidth()), Layout.ROW_MAJOR);
    Tensor db = TensorAccess.create(Shape.of(g.outChannels()), Layout.ROW_MAJOR);
    Scratch own = WorkerPool.lease();
    try {
      double[] biasSums = withBias ? own.doubles(0, plan.units * g.outChannels()) : null;
      WorkerPool.runStage(plan.groups, plan.nanos(), new ConvStages.ToWeights(plan, images(x, g.inSize()), settled(dy, g.outSize()),
          TensorAccess.values(sums),
          TensorAccess.offset(sums), biasSums, TensorAccess.values(dw), TensorAccess.offset(dw), TensorAccess.values(db), TensorAccess.offset(db)));
    } finally {
      WorkerPool.giveBack(own);
    }
    return new WeightGradients(dw, db);
  }

  /**
   * Gradients of a convolution's parameters.
   *
   * @param weight [O, C, KH, KW]
   * @param bias [O]; without meaning where no bias was asked for
   */
  public record WeightGradients(Tensor weight, Tensor bias) {}

  private static void gather(ConvPlan plan, ConvGather kernel, Tensor source, Tensor weight, Optional<Tensor> bias, Tensor result) {
    Tensor packed = TensorAccess.create(Shape.of(kernel.packedSize()), Layout.ROW_MAJOR);
    Tensor w = TensorAccess.rowMajor(weight);
    kernel.pack(TensorAccess.values(w), TensorAccess.offset(w), TensorAccess.values(packed));
    float[] padded = bias.map(b -> paddedBias(b, kernel.paddedChannels())).orElse(null);
    int resultSize = result.size() / plan.batch;
    ConvStages.Images images = images(source, source.size() / plan.batch);
    WorkerPool.runStage(plan.units, plan.nanos(), new ConvStages.Gather(plan, kernel, images, TensorAccess.values(packed), padded,
        TensorAccess.values(result), TensorAccess.offset(result), resultSize));
  }

  private static float[] paddedBias(Tensor bias, int size) {
    Tensor padded = Tensor.zeros(size);
    float[] array = TensorAccess.values(padded);
    System.arraycopy(TensorAccess.values(bias), TensorAccess.offset(bias), array, 0, bias.size());
    return array;
  }

  private static ConvStages.Images images(Tensor t, int imageSize) {
    Tensor images = TensorAccess.channelsLast(t);
    Prologue prologue = TensorAccess.prologue(images);
    float[] array = prologue != null ? TensorAccess.raw(images) : TensorAccess.values(images);
    return new ConvStages.Images(array, TensorAccess.offset(images), imageSize, prologue == null ? null : prologue.bind());
  }

  /** As {@link #images}, for a reader that applies no prologue. */
  private static ConvStages.Images settled(Tensor t, int imageSize) {
    Tensor images = TensorAccess.channelsLast(t);
    return new ConvStages.Images(TensorAccess.values(images), TensorAccess.offset(images), imageSize, null);
  }

  /** The batch size of operands that fit. */
  static int checked(Tensor x, Tensor weight, Optional<Tensor> bias, ConvGeometry g) {
    int batch = batch("input", x, g.inChannels(), g.inHeight(), g.inWidth());
    checkWeight(weight, g);
    bias.ifPresent(b -> check("bias", b, Shape.of(g.outChannels())));
    return batch;
  }

  /** The batch size of an input and a gradient that fit. */
  static int checkGradient(Tensor x, Tensor dy, ConvGeometry g) {
    int batch = batch("input", x, g.inChannels(), g.inHeight(), g.inWidth());
    check("gradient", dy, Shape.of(batch, g.outChannels(), g.outHeight(), g.outWidth()));
    return batch;
  }

  private static int batch(String name, Tensor t, int channels, int height, int width) {
    Shape s = t.shape();
    if (s.rank() != 4 || s.dim(1) != channels || s.dim(2) != height || s.dim(3) != width) {
      throw new IllegalArgumentException(name + " of shape " + s + "; this convolution takes [N, " + channels + ", " + height + ", " + width + "]");
    }
    return s.dim(0);
  }

  private static void checkWeight(Tensor weight, ConvGeometry g) {
    check("weight", weight, Shape.of(g.outChannels(), g.inChannels(), g.kernelHeight(), g.kernelWidth()));
  }

  private static void check(String name, Tensor t, Shape shape) {
    if (!t.shape().equals(shape)) {
      throw new IllegalArgumentException(name + " of shape " + t.shape() + "; this convolution takes " + shape);
    }
  }
}
