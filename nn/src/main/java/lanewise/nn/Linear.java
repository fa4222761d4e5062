package lanewise.nn;

import java.util.Optional;
import lanewise.autograd.Functions;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/**
 * The linear map y = x W^T + b. Input [N, I], output [N, O]. Parameters {@code weight} [O, I] and {@code bias} [O], both uniform in +-1 / sqrt(I) at
 * first, as in PyTorch.
 */
public final class Linear extends Layer {
  private final Options options;
  private final Parameter weight;
  private final Optional<Parameter> bias;

  /** Makes the layer with its initial weights. */
  public Linear(Options options, Rng rng) {
    this.options = options;
    weight = parameter("weight", Init.uniformByFan(options.inFeatures, rng.split("weight"), options.outFeatures, options.inFeatures));
    bias = options.bias ? Optional.of(parameter("bias", Init.uniformByFan(options.inFeatures, rng.split("bias"), options.outFeatures)))
        : Optional.empty();
  }

  /** The weight [O, I]. */
  public Parameter weight() {
    return weight;
  }

  @Override
  public Variable forward(Variable x) {
    return bias.isPresent() ? Functions.linear(x, weight, bias.get()) : Functions.linear(x, weight);
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "Linear");
  }

  /**
   * PyTorch's arguments.
   *
   * @param inFeatures I, >= 1
   * @param outFeatures O, >= 1
   * @param bias whether there is a bias; PyTorch's default is true
   */
  public record Options(int inFeatures, int outFeatures, boolean bias) implements Blueprint {
    /** Checks the ranges. */
    public Options {
      if (inFeatures < 1 || outFeatures < 1) {
        throw new IllegalArgumentException("linear(" + inFeatures + ", " + outFeatures + "); allowed: >= 1");
      }
    }

    /** With or without bias. */
    public Options bias(boolean withBias) {
      return new Options(inFeatures, outFeatures, withBias);
    }

    @Override
    public Layer init(Rng rng) {
      return new Linear(this, rng);
    }
  }
}
