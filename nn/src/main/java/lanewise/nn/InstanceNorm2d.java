package lanewise.nn;

import java.util.Optional;
import lanewise.autograd.Normalizations;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;

/**
 * Normalisation of each channel of each image by itself: y = (x - mean) / sqrt(var + eps) * weight + bias (Ulyanov, Vedaldi, Lempitsky, 2016), in
 * training and evaluation alike. Input [N, C, H, W]; with {@code affine} parameters {@code weight} [C] (1) and {@code bias} [C] (0). Running
 * statistics, off in PyTorch by default, are not kept.
 */
public final class InstanceNorm2d extends Layer {
  private final Options options;
  private final Optional<Variable> weight;
  private final Optional<Variable> bias;

  /** Makes the layer. */
  public InstanceNorm2d(Options options) {
    this.options = options;
    weight = options.affine ? Optional.<Variable>of(parameter("weight", Tensor.ones(options.numFeatures))) : Optional.empty();
    bias = options.affine ? Optional.<Variable>of(parameter("bias", Tensor.zeros(options.numFeatures))) : Optional.empty();
  }

  @Override
  public Variable forward(Variable x) {
    if (x.shape().rank() != 4 || x.shape().dim(1) != options.numFeatures) {
      throw new IllegalArgumentException("input of shape " + x.shape() + "; this normalisation takes [N, " + options.numFeatures + ", H, W]");
    }
    if (x.shape().dim(2) * x.shape().dim(3) == 1) {
      throw new IllegalArgumentException("input of shape " + x.shape() + " has one value a channel; this normalisation needs more than one");
    }
    return Normalizations.instanceNorm(x, weight, bias, options.eps);
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "InstanceNorm2d");
  }

  /**
   * PyTorch's arguments with its defaults.
   *
   * @param numFeatures C, >= 1
   * @param eps added to the variance, finite and >= 0; default 1e-5
   * @param affine whether there are parameters; default false
   */
  public record Options(int numFeatures, double eps, boolean affine) implements Blueprint {
    /** Checks the ranges. */
    public Options {
      if (numFeatures < 1) {
        throw new IllegalArgumentException("instanceNorm2d numFeatures " + numFeatures + "; allowed: >= 1");
      }
      NormalizationOptions.check("instanceNorm2d", eps);
    }

    /** Another eps. */
    public Options eps(double value) {
      return new Options(numFeatures, value, affine);
    }

    /** With or without parameters. */
    public Options affine(boolean on) {
      return new Options(numFeatures, eps, on);
    }

    @Override
    public Layer init(Rng rng) {
      return new InstanceNorm2d(this);
    }
  }
}
