package lanewise.nn;

import java.util.Optional;
import lanewise.autograd.Functions;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.ConvTransposeGeometry;

/**
 * Transposed 2-d convolution: the gradient of a {@link Conv2d} with respect to its input, as a layer. Input [N, C, H, W], output [N, O, OH, OW] with
 * OH = (H - 1) stride - 2 padding + dilation (kernel - 1) + outputPadding + 1. Parameters {@code weight} [C, O / groups, KH, KW] and {@code bias}
 * [O], both uniform in +-1 / sqrt(O / groups KH KW) at first, as in PyTorch.
 */
public final class ConvTranspose2d extends Layer {
  private final Options options;
  private final Parameter weight;
  private final Optional<Variable> bias;

  /** Makes the layer with its initial weights. */
  public ConvTranspose2d(Options options, Rng rng) {
    this.options = options;
    int channels = options.outChannels / options.window.groups();
    int fanIn = channels * options.kernelHeight * options.kernelWidth;
    weight = parameter("weight",
        Init.uniformByFan(fanIn, rng.split("weight"), options.inChannels, channels, options.kernelHeight, options.kernelWidth));
    bias = options.bias ? Optional.of(parameter("bias", Init.uniformByFan(fanIn, rng.split("bias"), options.outChannels))) : Optional.empty();
  }

  /** The weight [C, O / groups, KH, KW]. */
  public Parameter weight() {
    return weight;
  }

  /** The options it was made from. */
  public Options options() {
    return options;
  }

  @Override
  public Variable forward(Variable x) {
    Shape s = x.shape();
    if (s.rank() != 4 || s.dim(1) != options.inChannels) {
      throw new IllegalArgumentException("input of shape " + s + "; this convolution takes [N, " + options.inChannels + ", H, W]");
    }
    return Functions.convTranspose2d(x, weight, bias, new ConvTransposeGeometry(options.inChannels, s.dim(2), s.dim(3), options.outChannels,
        options.kernelHeight, options.kernelWidth, options.window, options.outputPaddingH, options.outputPaddingW));
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "ConvTranspose2d");
  }

  /**
   * PyTorch's arguments with its defaults: stride 1, padding 0, output padding 0, dilation 1, one group, bias.
   *
   * @param inChannels C, >= 1
   * @param outChannels O, >= 1
   * @param kernelHeight KH, >= 1
   * @param kernelWidth KW, >= 1
   * @param window of the mirrored convolution: stride, padding (so much of the output is cut off), dilation and groups; the groups divide C
   *     and O
   * @param outputPaddingH rows added below, fewer than stride or dilation
   * @param outputPaddingW columns added right, fewer than stride or dilation
   * @param bias whether there is a bias
   */
  public record Options(int inChannels, int outChannels, int kernelHeight, int kernelWidth, ConvGeometry.Options window, int outputPaddingH,
      int outputPaddingW, boolean bias) implements Blueprint {
    /** Checks the ranges. */
    public Options {
      atLeast("inChannels", inChannels, 1);
      atLeast("outChannels", outChannels, 1);
      atLeast("kernel", Math.min(kernelHeight, kernelWidth), 1);
      atLeast("stride", Math.min(window.strideH(), window.strideW()), 1);
      atLeast("padding", Math.min(window.padH(), window.padW()), 0);
      atLeast("outputPadding", Math.min(outputPaddingH, outputPaddingW), 0);
      atLeast("dilation", Math.min(window.dilationH(), window.dilationW()), 1);
      atLeast("groups", window.groups(), 1);
      if (inChannels % window.groups() != 0 || outChannels % window.groups() != 0) {
        throw new IllegalArgumentException("convTranspose2d groups " + window.groups() + " of " + inChannels + " and " + outChannels
            + " channels; allowed: a divisor of both");
      }
      if (window.same()) {
        throw new IllegalArgumentException("convTranspose2d padding \"same\"; allowed: numbers of rows and columns");
      }
    }

    /** The same step in both directions. */
    public Options stride(int stride) {
      return stride(stride, stride);
    }

    /** Steps of the mirrored convolution down and to the right. */
    public Options stride(int high, int wide) {
      return with(window.stride(high, wide));
    }

    /** The same padding on all sides. */
    public Options padding(int padding) {
      return padding(padding, padding);
    }

    /** Padding of the mirrored convolution above and below, and left and right: so much of the output is cut off. */
    public Options padding(int high, int wide) {
      return with(window.padding(high, wide));
    }

    /** The same output padding below and right. */
    public Options outputPadding(int padding) {
      return outputPadding(padding, padding);
    }

    /** Rows added below, columns added right. */
    public Options outputPadding(int high, int wide) {
      return new Options(inChannels, outChannels, kernelHeight, kernelWidth, window, high, wide, bias);
    }

    /** The same dilation in both directions. */
    public Options dilation(int dilation) {
      return dilation(dilation, dilation);
    }

    /** Dilation of rows and columns. */
    public Options dilation(int high, int wide) {
      return with(window.dilation(high, wide));
    }

    /** Groups of channels. */
    public Options groups(int count) {
      return with(window.groups(count));
    }

    /** With or without bias. */
    public Options bias(boolean withBias) {
      return new Options(inChannels, outChannels, kernelHeight, kernelWidth, window, outputPaddingH, outputPaddingW, withBias);
    }

    private Options with(ConvGeometry.Options other) {
      return new Options(inChannels, outChannels, kernelHeight, kernelWidth, other, outputPaddingH, outputPaddingW, bias);
    }

    @Override
    public Layer init(Rng rng) {
      return new ConvTranspose2d(this, rng);
    }

    private static void atLeast(String name, int value, int least) {
      if (value < least) {
        throw new IllegalArgumentException("convTranspose2d " + name + " " + value + "; allowed: >= " + least);
      }
    }
  }
}
