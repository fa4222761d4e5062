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
    int channels = options.outChannels / options.groups;
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
    ConvGeometry.Options o = ConvGeometry.options().stride(options.strideH, options.strideW).padding(options.paddingH, options.paddingW)
        .dilation(options.dilationH, options.dilationW).groups(options.groups);
    return Functions.convTranspose2d(x, weight, bias, new ConvTransposeGeometry(options.inChannels, s.dim(2), s.dim(3), options.outChannels,
        options.kernelHeight, options.kernelWidth, o, options.outputPaddingH, options.outputPaddingW));
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
   * @param strideH >= 1
   * @param strideW >= 1
   * @param paddingH rows cut off above and below, >= 0
   * @param paddingW columns cut off left and right, >= 0
   * @param outputPaddingH rows added below, fewer than stride or dilation
   * @param outputPaddingW columns added right, fewer than stride or dilation
   * @param dilationH distance of the kernel's rows, >= 1
   * @param dilationW distance of the kernel's columns, >= 1
   * @param groups number of groups of channels, a divisor of C and O
   * @param bias whether there is a bias
   */
  public record Options(int inChannels, int outChannels, int kernelHeight, int kernelWidth, int strideH, int strideW, int paddingH, int paddingW,
      int outputPaddingH, int outputPaddingW, int dilationH, int dilationW, int groups, boolean bias) implements Blueprint {
    /** Checks the ranges. */
    public Options {
      atLeast("inChannels", inChannels, 1);
      atLeast("outChannels", outChannels, 1);
      atLeast("kernel", Math.min(kernelHeight, kernelWidth), 1);
      atLeast("stride", Math.min(strideH, strideW), 1);
      atLeast("padding", Math.min(paddingH, paddingW), 0);
      atLeast("outputPadding", Math.min(outputPaddingH, outputPaddingW), 0);
      atLeast("dilation", Math.min(dilationH, dilationW), 1);
      atLeast("groups", groups, 1);
      if (inChannels % groups != 0 || outChannels % groups != 0) {
        throw new IllegalArgumentException("convTranspose2d groups " + groups + " of " + inChannels + " and " + outChannels
            + " channels; allowed: a divisor of both");
      }
    }

    /** The same step in both directions. */
    public Options stride(int stride) {
      return stride(stride, stride);
    }

    /** Steps of the mirrored convolution down and to the right. */
    public Options stride(int high, int wide) {
      return new Options(inChannels, outChannels, kernelHeight, kernelWidth, high, wide, paddingH, paddingW, outputPaddingH, outputPaddingW,
          dilationH, dilationW, groups, bias);
    }

    /** The same padding on all sides. */
    public Options padding(int padding) {
      return padding(padding, padding);
    }

    /** Padding of the mirrored convolution above and below, and left and right: so much of the output is cut off. */
    public Options padding(int high, int wide) {
      return new Options(inChannels, outChannels, kernelHeight, kernelWidth, strideH, strideW, high, wide, outputPaddingH, outputPaddingW, dilationH,
          dilationW, groups, bias);
    }

    /** The same output padding below and right. */
    public Options outputPadding(int padding) {
      return outputPadding(padding, padding);
    }

    /** Rows added below, columns added right. */
    public Options outputPadding(int high, int wide) {
      return new Options(inChannels, outChannels, kernelHeight, kernelWidth, strideH, strideW, paddingH, paddingW, high, wide, dilationH, dilationW,
          groups, bias);
    }

    /** The same dilation in both directions. */
    public Options dilation(int dilation) {
      return dilation(dilation, dilation);
    }

    /** Dilation of rows and columns. */
    public Options dilation(int high, int wide) {
      return new Options(inChannels, outChannels, kernelHeight, kernelWidth, strideH, strideW, paddingH, paddingW, outputPaddingH, outputPaddingW,
          high, wide, groups, bias);
    }

    /** Groups of channels. */
    public Options groups(int count) {
      return new Options(inChannels, outChannels, kernelHeight, kernelWidth, strideH, strideW, paddingH, paddingW, outputPaddingH, outputPaddingW,
          dilationH, dilationW, count, bias);
    }

    /** With or without bias. */
    public Options bias(boolean withBias) {
      return new Options(inChannels, outChannels, kernelHeight, kernelWidth, strideH, strideW, paddingH, paddingW, outputPaddingH, outputPaddingW,
          dilationH, dilationW, groups, withBias);
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
