package lanewise.nn;

import java.util.Optional;
import java.util.OptionalDouble;
import lanewise.autograd.Normalizations;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * Division by the root mean square of the last axes: y = x / sqrt(mean(x^2) + eps) * weight (Zhang, Sennrich, 2019). Input [..., normalizedShape];
 * parameter {@code weight} (1) of the normalised shape.
 */
public final class RMSNorm extends Layer {
  /** PyTorch's eps where none is given: the machine epsilon of floats. */
  private static final double MACHINE_EPSILON = 0x1p-23;

  private final Options options;
  private final Optional<Variable> weight;

  /** Makes the layer. */
  public RMSNorm(Options options) {
    this.options = options;
    int[] shape = options.normalizedShape.toArray();
    weight = options.elementwiseAffine ? Optional.<Variable>of(parameter("weight", Tensor.ones(shape))) : Optional.empty();
  }

  @Override
  public Variable forward(Variable x) {
    return Normalizations.rmsNorm(x, options.normalizedShape.toArray(), weight, options.eps.orElse(MACHINE_EPSILON));
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "RMSNorm");
  }

  /**
   * PyTorch's arguments with its defaults.
   *
   * @param normalizedShape sizes of the last axes, rank >= 1, sizes >= 1
   * @param eps added to the mean square, finite and >= 0; empty, the default, is the machine epsilon 2^-23
   * @param elementwiseAffine whether there is a weight; default true
   */
  public record Options(Shape normalizedShape, OptionalDouble eps, boolean elementwiseAffine) implements Blueprint {
    /** Checks the ranges. */
    public Options {
      NormalizationOptions.check("rmsNorm", normalizedShape, eps.orElse(0));
    }

    /** Another eps. */
    public Options eps(double value) {
      return new Options(normalizedShape, OptionalDouble.of(value), elementwiseAffine);
    }

    /** With or without a weight. */
    public Options elementwiseAffine(boolean on) {
      return new Options(normalizedShape, eps, on);
    }

    @Override
    public Layer init(Rng rng) {
      return new RMSNorm(this);
    }
  }
}
