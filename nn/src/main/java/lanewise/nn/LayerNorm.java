package lanewise.nn;

import java.util.Optional;
import lanewise.autograd.Normalizations;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * Normalisation over the last axes: y = (x - mean) / sqrt(var + eps) * weight + bias, mean and variance of each sample's own values (Ba, Kiros,
 * Hinton,
 * 2016). Input [..., normalizedShape]; parameters {@code weight} (1) and {@code bias} (0) of the normalised shape.
 */
public final class LayerNorm extends Layer {
  private final Options options;
  private final Optional<Variable> weight;
  private final Optional<Variable> bias;

  /** Makes the layer. */
  public LayerNorm(Options options) {
    this.options = options;
    int[] shape = options.normalizedShape.toArray();
    weight = options.elementwiseAffine ? Optional.<Variable>of(parameter("weight", Tensor.ones(shape))) : Optional.empty();
    bias = options.elementwiseAffine && options.bias ? Optional.<Variable>of(parameter("bias", Tensor.zeros(shape))) : Optional.empty();
  }

  @Override
  public Variable forward(Variable x) {
    return Normalizations.layerNorm(x, options.normalizedShape.toArray(), weight, bias, options.eps);
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "LayerNorm");
  }

  /**
   * PyTorch's arguments with its defaults.
   *
   * @param normalizedShape sizes of the last axes, rank >= 1, sizes >= 1
   * @param eps added to the variance, finite and >= 0; default 1e-5
   * @param elementwiseAffine whether there are parameters; default true
   * @param bias whether there is a bias among them; default true
   */
  public record Options(Shape normalizedShape, double eps, boolean elementwiseAffine, boolean bias) implements Blueprint {
    /** Checks the ranges. */
    public Options {
      NormalizationOptions.check("layerNorm", normalizedShape, eps);
    }

    /** Another eps. */
    public Options eps(double value) {
      return new Options(normalizedShape, value, elementwiseAffine, bias);
    }

    /** With or without parameters. */
    public Options elementwiseAffine(boolean on) {
      return new Options(normalizedShape, eps, on, bias);
    }

    /** With or without a bias. */
    public Options bias(boolean on) {
      return new Options(normalizedShape, eps, elementwiseAffine, on);
    }

    @Override
    public Layer init(Rng rng) {
      return new LayerNorm(this);
    }
  }
}
