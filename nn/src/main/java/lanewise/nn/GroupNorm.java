package lanewise.nn;

import java.util.Optional;
import lanewise.autograd.Normalizations;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;

/**
 * Normalisation of groups of neighbouring channels of each sample: y = (x - mean) / sqrt(var + eps) * weight + bias (Wu, He, 2018). Input [N, C,
 * ...];
 * parameters {@code weight} [C] (1) and {@code bias} [C] (0).
 */
public final class GroupNorm extends Layer {
  private final Options options;
  private final Optional<Variable> weight;
  private final Optional<Variable> bias;

  /** Makes the layer. */
  public GroupNorm(Options options) {
    this.options = options;
    weight = options.affine ? Optional.<Variable>of(parameter("weight", Tensor.ones(options.numChannels))) : Optional.empty();
    bias = options.affine ? Optional.<Variable>of(parameter("bias", Tensor.zeros(options.numChannels))) : Optional.empty();
  }

  @Override
  public Variable forward(Variable x) {
    if (x.shape().rank() < 2 || x.shape().dim(1) != options.numChannels) {
      throw new IllegalArgumentException("input of shape " + x.shape() + "; this normalisation takes [N, " + options.numChannels + ", ...]");
    }
    return Normalizations.groupNorm(x, options.numGroups, weight, bias, options.eps);
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "GroupNorm");
  }

  /**
   * PyTorch's arguments with its defaults.
   *
   * @param numGroups >= 1
   * @param numChannels C, a multiple of the groups
   * @param eps added to the variance, finite and >= 0; default 1e-5
   * @param affine whether there are parameters; default true
   */
  public record Options(int numGroups, int numChannels, double eps, boolean affine) implements Blueprint {
    /** Checks the ranges. */
    public Options {
      if (numGroups < 1 || numChannels < 1 || numChannels % numGroups != 0) {
        throw new IllegalArgumentException("groupNorm(" + numGroups + ", " + numChannels + "); allowed: >= 1, channels a multiple of the groups");
      }
      NormalizationOptions.check("groupNorm", eps);
    }

    /** Another eps. */
    public Options eps(double value) {
      return new Options(numGroups, numChannels, value, affine);
    }

    /** With or without parameters. */
    public Options affine(boolean on) {
      return new Options(numGroups, numChannels, eps, on);
    }

    @Override
    public Layer init(Rng rng) {
      return new GroupNorm(this);
    }
  }
}
