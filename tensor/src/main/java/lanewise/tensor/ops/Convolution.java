package lanewise.tensor.ops;

import java.util.Optional;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.Prologue;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.ops.conv.ConvBias;
import lanewise.tensor.ops.conv.ConvDepthwise;
import lanewise.tensor.ops.conv.ConvGather;
import lanewise.tensor.ops.conv.ConvGatherStage;
import lanewise.tensor.ops.conv.ConvSource;
import lanewise.tensor.ops.conv.PackedWeights;
import lanewise.tensor.ops.conv.Sizes;

/**
 * 2-d convolution (cross-correlation, as in PyTorch) and its gradients. Einsum letters: input {@code [N, C, H, W]}, weight
 * {@code [O, C / groups, KH, KW]}, bias {@code [O]}, output {@code [N, O, OH, OW]}; results have channels last. The order of every sum is that of
 * {@code ConvPlan}.
 */
public final class Convolution {
  private Convolution() {}

  /**
   * y[n, o, oh, ow] = bias[o] + sum over kh, kw, c of x[n, c, oh * stride - pad + kh * dilation, ...] * w[o, c, kh, kw]; taps outside the image are
   * skipped; with groups c runs over the channels of o's group.
   *
   * @throws IllegalArgumentException if the shapes do not fit the geometry
   */
  public static Tensor forward(Tensor x, Tensor weight, Optional<Tensor> bias, ConvGeometry g) {
    return forward("input", x, weight, bias, g, false);
  }

  /** dx[n, c, ih, iw] = sum over kh, kw, o of dy[n, o, oh, ow] * w[o, c, kh, kw] for oh * stride - pad + kh * dilation = ih, likewise ow. */
  public static Tensor toData(Tensor dy, Tensor weight, ConvGeometry g) {
    return toData("gradient", dy, weight, Optional.empty(), g);
  }

  /**
   * The gradients of weight and bias: dw[o, c, kh, kw] = sum over n, oh, ow of dy[n, o, oh, ow] * x[n, c, ih, iw]; db[o] = sum over n, oh, ow of dy.
   */
  public static WeightGradients toWeights(Tensor x, Tensor dy, boolean withBias, ConvGeometry g) {
    ConvPlan plan = ConvPlan.of(g, checkGradient(x, dy, g));
    if (plan.lanes) {
      return LanesConvolution.toWeights(plan, x, dy, withBias);
    }
    Tensor weight = toWeights("input", x, "gradient", dy, g);
    return new WeightGradients(weight, withBias ? toBias(dy) : Tensor.zeros(g.outChannels()));
  }

  static Tensor forward(String name, Tensor x, Tensor weight, Optional<Tensor> bias, ConvGeometry g, boolean keep) {
    int batch = batch(name, x, g.inChannels(), g.inHeight(), g.inWidth());
    checkWeight(weight, g);
    bias.ifPresent(b -> check("bias", b, Shape.of(g.outChannels())));
    Sizes.exact("the results", g, batch, Sizes.output(g));
    ConvPlan plan = ConvPlan.of(g, batch);
    if (plan.lanes) {
      return LanesConvolution.forward(plan, x, weight, bias, Rectification.NONE, false, keep);
    }
    Tensor y = TensorAccess.create(Shape.of(batch, g.outChannels(), g.outHeight(), g.outWidth()), Layout.CHANNELS_LAST);
    if (y.size() == 0) {
      return y;
    }
    gather(plan, false, x, weight, bias, y, keep);
    return y;
  }

  /** To data, plus a bias of the data's channels. */
  static Tensor toData(String name, Tensor dy, Tensor weight, Optional<Tensor> bias, ConvGeometry g) {
    int batch = batch(name, dy, g.outChannels(), g.outHeight(), g.outWidth());
    checkWeight(weight, g);
    bias.ifPresent(b -> check("bias", b, Shape.of(g.inChannels())));
    Sizes.exact("the gradients of the data", g, batch, Sizes.input(g));
    ConvPlan plan = ConvPlan.of(g, batch);
    if (plan.lanes && bias.isEmpty()) {
      return LanesConvolution.toData(plan, dy, weight);
    }
    Tensor dx = TensorAccess.create(Shape.of(batch, g.inChannels(), g.inHeight(), g.inWidth()), Layout.CHANNELS_LAST);
    if (dx.size() == 0) {
      return dx;
    }
    if (bias.isEmpty() && ConvFewChannels.suits(g)) {
      ConvFewChannels.toData(g, dy, weight, dx);
      return dx;
    }
    gather(plan, true, dy, weight, bias, dx, false);
    return dx;
  }

  static Tensor toWeights(String name, Tensor x, String gradientName, Tensor dy, ConvGeometry g) {
    int batch = batch(name, x, g.inChannels(), g.inHeight(), g.inWidth());
    check(gradientName, dy, Shape.of(batch, g.outChannels(), g.outHeight(), g.outWidth()));
    if (batch == 0) {
      return Tensor.zeros(weightShape(g).toArray());
    }
    Tensor dw = TensorAccess.create(weightShape(g), Layout.ROW_MAJOR);
    ConvPlan plan = ConvPlan.of(g, batch);
    if (ConvDepthwise.suits(g)) {
      float[] sums = TensorAccess.values(TensorAccess.create(Shape.of(Sizes.exact("sums of the weights", g, plan.weights.groups(), Sizes.weight(g))),
          Layout.ROW_MAJOR));
      plan.depthwise().toWeights(settled(x), settled(dy), plan.weights, sums, TensorAccess.values(dw), TensorAccess.offset(dw), plan.nanos());
      return dw;
    }
    plan.weights.run(plan.toWeights(), source(x), settled(dy), TensorAccess.values(dw), TensorAccess.offset(dw), plan.nanos());
    return dw;
  }

  /** db[o] = sum over n, h, w of dy[n, o, h, w]. */
  static Tensor toBias(Tensor dy) {
    int channels = dy.shape().dim(1);
    if (dy.size() == 0) {
      return Tensor.zeros(channels);
    }
    Tensor db = TensorAccess.create(Shape.of(channels), Layout.ROW_MAJOR);
    ConvBias.run(settled(dy), dy.shape().dim(0), TensorAccess.values(db), TensorAccess.offset(db));
    return db;
  }

  /**
   * Gradients of a convolution's parameters.
   *
   * @param weight [O, C / groups, KH, KW]
   * @param bias [O]; without meaning where no bias was asked for
   */
  public record WeightGradients(Tensor weight, Tensor bias) {}

  private static void gather(ConvPlan plan, boolean toData, Tensor source, Tensor weight, Optional<Tensor> bias, Tensor result,
      boolean keep) {
    if (ConvDepthwise.suits(plan.geometry)) {
      ConvDepthwise kernel = plan.depthwise();
      float[] packed = PackedWeights.of(weight, new DepthwiseOrder(plan.geometry, kernel, toData), keep).array();
      float[] summands = bias.map(Tensor::toArray).orElse(null);
      kernel.gather(toData, settled(source), plan.batch, packed, summands, TensorAccess.values(result), TensorAccess.offset(result), plan.nanos());
      return;
    }
    ConvGather kernel = toData ? plan.toData() : plan.forward();
    ConvGatherStage stage = new ConvGatherStage(kernel, plan.batch);
    Tensor w = TensorAccess.rowMajor(weight);
    float[] padded = bias.map(b -> paddedBias(b, kernel)).orElse(null);
    stage.run(source(source), TensorAccess.values(w), TensorAccess.offset(w), padded, TensorAccess.values(result), TensorAccess.offset(result),
        plan.nanos());
  }

  private record DepthwiseOrder(ConvGeometry geometry, ConvDepthwise kernel, boolean toData) implements PackedWeights.Order {
    @Override
    public Object key() {
      return new PackedWeights.Key(ConvDepthwise.class, geometry, toData ? 1 : 0);
    }

    @Override
    public int packedSize() {
      return kernel.packedSize();
    }

    @Override
    public void pack(float[] w, int wo, float[] packed) {
      kernel.pack(w, wo, toData, packed);
    }
  }

  private static float[] paddedBias(Tensor bias, ConvGather kernel) {
    float[] padded = new float[kernel.paddedChannels()];
    for (int c = 0; c < bias.size(); c++) {
      padded[kernel.paddedChannel(c)] = TensorAccess.values(bias)[TensorAccess.offset(bias) + c];
    }
    return padded;
  }

  static ConvSource source(Tensor t) {
    Tensor images = TensorAccess.channelsLast(t);
    Prologue prologue = TensorAccess.prologue(images);
    float[] array = prologue != null ? TensorAccess.raw(images) : TensorAccess.values(images);
    Shape s = t.shape();
    return new ConvSource(array, TensorAccess.offset(images), s.dim(2), s.dim(3), s.dim(1), prologue == null ? null : prologue.bind());
  }

  /** As {@link #source}, for a reader that applies no prologue. */
  private static ConvSource settled(Tensor t) {
    Tensor images = TensorAccess.channelsLast(t);
    Shape s = t.shape();
    return new ConvSource(TensorAccess.values(images), TensorAccess.offset(images), s.dim(2), s.dim(3), s.dim(1), null);
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

  static void checkWeight(Tensor weight, ConvGeometry g) {
    check("weight", weight, weightShape(g));
  }

  private static Shape weightShape(ConvGeometry g) {
    return Shape.of(g.outChannels(), g.groupInChannels(), g.kernelHeight(), g.kernelWidth());
  }

  static void check(String name, Tensor t, Shape shape) {
    if (!t.shape().equals(shape)) {
      throw new IllegalArgumentException(name + " of shape " + t.shape() + "; this convolution takes " + shape);
    }
  }
}
