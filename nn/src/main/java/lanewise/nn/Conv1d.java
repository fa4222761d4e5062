package lanewise.nn;

import java.util.Optional;
import lanewise.autograd.Functions;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.ops.ConvGeometry;

/**
 * 1-d convolution: y[n, o] = bias[o] + sum over c of weight[o, c] (cross-correlated with) x[n, c], c running over the channels of o's group. Input
 * [N, C, L], output [N, O, OL] with OL = floor((L + 2 padding - dilation (kernel - 1) - 1) / stride) + 1. Parameters {@code weight} [O, C / groups,
 * K] and {@code bias} [O], both uniform in +-1 / sqrt(C / groups K) at first, as in PyTorch.
 */
public final class Conv1d extends Layer {
  private final Options options;
  private final Parameter weight;
  private final Optional<Variable> bias;

  /** Makes the layer with its initial weights. */
  public Conv1d(Options options, Rng rng) {
    this.options = options;
    int channels = options.inChannels / options.groups;
    int fanIn = channels * options.kernelSize;
    weight = parameter("weight", Init.uniformByFan(fanIn, rng.split("weight"), options.outChannels, channels, options.kernelSize));
    bias = options.bias ? Optional.of(parameter("bias", Init.uniformByFan(fanIn, rng.split("bias"), options.outChannels))) : Optional.empty();
  }

  /** The weight [O, C / groups, K]. */
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
    if (s.rank() != 3 || s.dim(1) != options.inChannels) {
      throw new IllegalArgumentException("input of shape " + s + "; this convolution takes [N, " + options.inChannels + ", L]");
    }
    ConvGeometry.Options o = new ConvGeometry.Options(1, options.stride, 0, options.padding, 1, options.dilation, options.groups, options.same);
    return Functions.conv1d(x, weight, bias, ConvGeometry.line(options.inChannels, s.dim(2), options.outChannels, options.kernelSize, o));
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "Conv1d");
  }

  /**
   * PyTorch's arguments with its defaults: stride 1, padding 0, dilation 1, one group, bias.
   *
   * @param inChannels C, >= 1
   * @param outChannels O, >= 1
   * @param kernelSize K, >= 1
   * @param stride >= 1
   * @param padding zeros on both sides, >= 0
   * @param dilation distance of the kernel's elements, >= 1
   * @param groups number of groups of channels, a divisor of C and O
   * @param same padding "same", for stride 1: the output is as long as the input
   * @param bias whether there is a bias
   */
  public record Options(int inChannels, int outChannels, int kernelSize, int stride, int padding, int dilation, int groups, boolean same,
      boolean bias) implements Blueprint {
    /** Checks the ranges. */
    public Options {
      atLeast("inChannels", inChannels, 1);
      atLeast("outChannels", outChannels, 1);
      atLeast("kernelSize", kernelSize, 1);
      atLeast("stride", stride, 1);
      atLeast("padding", padding, 0);
      atLeast("dilation", dilation, 1);
      atLeast("groups", groups, 1);
      if (inChannels % groups != 0 || outChannels % groups != 0) {
        throw new IllegalArgumentException("conv1d groups " + groups + " of " + inChannels + " and " + outChannels
            + " channels; allowed: a divisor of both");
      }
      if (same && stride > 1) {
        throw new IllegalArgumentException("conv1d padding \"same\" with stride " + stride + "; allowed: 1");
      }
    }

    /** With this step. */
    public Options stride(int step) {
      return new Options(inChannels, outChannels, kernelSize, step, padding, dilation, groups, same, bias);
    }

    /** With so many zeros on both sides. */
    public Options padding(int zeros) {
      return new Options(inChannels, outChannels, kernelSize, stride, zeros, dilation, groups, false, bias);
    }

    /** PyTorch's padding "same": as many zeros as make the output as long as the input, an odd one at the end. */
    public Options samePadding() {
      return new Options(inChannels, outChannels, kernelSize, stride, 0, dilation, groups, true, bias);
    }

    /** With this distance between the kernel's elements. */
    public Options dilation(int distance) {
      return new Options(inChannels, outChannels, kernelSize, stride, padding, distance, groups, same, bias);
    }

    /** Groups of channels; as many as channels make a depthwise convolution. */
    public Options groups(int count) {
      return new Options(inChannels, outChannels, kernelSize, stride, padding, dilation, count, same, bias);
    }

    /** With or without bias. */
    public Options bias(boolean withBias) {
      return new Options(inChannels, outChannels, kernelSize, stride, padding, dilation, groups, same, withBias);
    }

    @Override
    public Layer init(Rng rng) {
      return new Conv1d(this, rng);
    }

    private static void atLeast(String name, int value, int least) {
      if (value < least) {
        throw new IllegalArgumentException("conv1d " + name + " " + value + "; allowed: >= " + least);
      }
    }
  }
}
