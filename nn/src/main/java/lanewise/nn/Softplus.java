package lanewise.nn;

import lanewise.autograd.Activations;
import lanewise.tensor.Rng;

/** Softplus: ln(1 + e^(beta x)) / beta, and x where beta x > threshold. Any shape. */
public final class Softplus extends Activation {
  /** Makes the layer. */
  public Softplus(Options options) {
    super(options, x -> Activations.softplus(x, options.beta, options.threshold));
  }

  /**
   * PyTorch's arguments.
   *
   * @param beta steepness, finite and not 0; by default 1
   * @param threshold from where on the result is x; not NaN; by default 20
   */
  public record Options(float beta, float threshold) implements Blueprint {
    /** Checks the ranges. */
    public Options {
      if (!Float.isFinite(beta) || beta == 0 || Float.isNaN(threshold)) {
        throw new IllegalArgumentException("softplus beta " + beta + ", threshold " + threshold
            + "; allowed: a finite beta other than 0, a threshold that is not NaN");
      }
    }

    /** Another steepness. */
    public Options beta(float value) {
      return new Options(value, threshold);
    }

    /** Another threshold. */
    public Options threshold(float value) {
      return new Options(beta, value);
    }

    @Override
    public Layer init(Rng rng) {
      return new Softplus(this);
    }
  }
}
