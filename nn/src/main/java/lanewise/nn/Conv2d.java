package lanewise.nn;

import java.util.Optional;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.autograd.fused.FusedConv2d;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.ConvStack;
import lanewise.tensor.ops.Rectification;

/**
 * 2-d convolution: y[n, o] = bias[o] + sum over c of weight[o, c] (cross-correlated with) x[n, c], c running over the channels of o's group. Input
 * [N, C, H, W], output [N, O, OH, OW] with OH = floor((H + 2 padding - dilation (kernel - 1) - 1) / stride) + 1; one image [C, H, W] gives
 * [O, OH, OW]. Parameters {@code weight} [O, C / groups, KH, KW] and {@code bias} [O], both uniform in +-1 / sqrt(C / groups KH KW) at first, as in
 * PyTorch.
 */
public final class Conv2d extends Layer {
  private final Options options;
  private final Parameter weight;
  private final Optional<Variable> bias;
  private final Optional<Tensor> biasValue;
  private volatile ConvGeometry geometry;

  /** Makes the layer with its initial weights. */
  public Conv2d(Options options, Rng rng) {
    this.options = options;
    int channels = options.inChannels / options.window.groups();
    int fanIn = channels * options.kernelHeight * options.kernelWidth;
    weight = parameter("weight", Init.uniformByFan(fanIn, rng.split("weight"), options.outChannels, channels, options.kernelHeight,
        options.kernelWidth));
    bias = options.bias ? Optional.of(parameter("bias", Init.uniformByFan(fanIn, rng.split("bias"), options.outChannels))) : Optional.empty();
    biasValue = bias.map(Variable::value);
  }

  /** The weight [O, C / groups, KH, KW]. */
  public Parameter weight() {
    return weight;
  }

  /** The options it was made from. */
  public Options options() {
    return options;
  }

  @Override
  public Variable forward(Variable x) {
    return forward(x, Rectification.NONE, false);
  }

  /** This layer and the rectifier after it; see {@link ConvFusion}. */
  Variable forward(Variable x, Rectification rectification, boolean statistics) {
    return SingleImage.orBatch(x,
        images -> FusedConv2d.of(images, weight, bias, geometryFor(images.shape()), rectification, statistics));
  }

  /** True for images of this kind: they have its channels, and the kernel fits them. */
  boolean takes(int channels, int height, int width) {
    if (channels != options.inChannels || height < 1 || width < 1) {
      return false;
    }
    long high = height + 2L * options.window.padH() - (long) options.window.dilationH() * (options.kernelHeight - 1);
    long wide = width + 2L * options.window.padW() - (long) options.window.dilationW() * (options.kernelWidth - 1);
    return options.window.same() || high >= 1 && wide >= 1;
  }

  /** This layer and what follows it as part of a {@link ConvStack}, for images that it takes. */
  ConvStack.Stage stage(int height, int width, float before, Optional<ConvStack.Normalization> normalization, float after) {
    return new ConvStack.Stage(geometryFor(height, width), weight.value(), biasValue, before, normalization, after);
  }

  private ConvGeometry geometryFor(Shape x) {
    if (x.rank() != 4 || x.dim(1) != options.inChannels) {
      throw new IllegalArgumentException("input of shape " + x + "; this convolution takes [N, " + options.inChannels + ", H, W]");
    }
    return geometryFor(x.dim(2), x.dim(3));
  }

  private ConvGeometry geometryFor(int height, int width) {
    ConvGeometry g = geometry;
    if (g == null || g.inHeight() != height || g.inWidth() != width) {
      g = ConvGeometry.of(options.inChannels, height, width, options.outChannels, options.kernelHeight, options.kernelWidth,
          options.window);
      geometry = g;
    }
    return g;
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "Conv2d");
  }

  /**
   * PyTorch's arguments with its defaults: stride 1, padding 0, dilation 1, one group, bias.
   *
   * @param inChannels C, >= 1
   * @param outChannels O, >= 1
   * @param kernelHeight KH, >= 1
   * @param kernelWidth KW, >= 1
   * @param window stride, padding, dilation and groups; the groups divide C and O
   * @param bias whether there is a bias
   */
  public record Options(int inChannels, int outChannels, int kernelHeight, int kernelWidth, ConvGeometry.Options window, boolean bias)
      implements Blueprint {
    /** Checks the ranges. */
    public Options {
      atLeast("inChannels", inChannels, 1);
      atLeast("outChannels", outChannels, 1);
      atLeast("kernel", Math.min(kernelHeight, kernelWidth), 1);
      atLeast("stride", Math.min(window.strideH(), window.strideW()), 1);
      atLeast("padding", Math.min(window.padH(), window.padW()), 0);
      atLeast("dilation", Math.min(window.dilationH(), window.dilationW()), 1);
      atLeast("groups", window.groups(), 1);
      if (inChannels % window.groups() != 0 || outChannels % window.groups() != 0) {
        throw new IllegalArgumentException("conv2d groups " + window.groups() + " of " + inChannels + " and " + outChannels
            + " channels; allowed: a divisor of both");
      }
    }

    /** The same step in both directions. */
    public Options stride(int stride) {
      return stride(stride, stride);
    }

    /** Steps down and to the right. */
    public Options stride(int high, int wide) {
      return with(window.stride(high, wide));
    }

    /** The same padding on all sides. */
    public Options padding(int padding) {
      return padding(padding, padding);
    }

    /** Padding above and below, and left and right. */
    public Options padding(int high, int wide) {
      return with(window.padding(high, wide));
    }

    /** PyTorch's padding "same", for stride 1: as many zeros as make the output as large as the input, an odd one below, or right. */
    public Options samePadding() {
      return with(window.samePadding());
    }

    /** The same dilation in both directions. */
    public Options dilation(int dilation) {
      return dilation(dilation, dilation);
    }

    /** Dilation of rows and columns. */
    public Options dilation(int high, int wide) {
      return with(window.dilation(high, wide));
    }

    /** Groups of channels; as many as channels make a depthwise convolution. */
    public Options groups(int count) {
      return with(window.groups(count));
    }

    /** With or without bias. */
    public Options bias(boolean withBias) {
      return new Options(inChannels, outChannels, kernelHeight, kernelWidth, window, withBias);
    }

    private Options with(ConvGeometry.Options other) {
      return new Options(inChannels, outChannels, kernelHeight, kernelWidth, other, bias);
    }

    @Override
    public Layer init(Rng rng) {
      return new Conv2d(this, rng);
    }

    private static void atLeast(String name, int value, int least) {
      if (value < least) {
        throw new IllegalArgumentException("conv2d " + name + " " + value + "; allowed: >= " + least);
      }
    }
  }
}
