package lanewise.nn;

import lanewise.autograd.Activations;
import lanewise.tensor.Rng;

/** ELU: x for x > 0, alpha (e^x - 1) elsewhere. Any shape. */
public final class ELU extends Activation {
  /** Makes the layer. */
  public ELU(Options options) {
    super(options, x -> Activations.elu(x, options.alpha));
  }

  /**
   * PyTorch's arguments.
   *
   * @param alpha limit at minus infinity, with the opposite sign; finite; by default 1
   */
  public record Options(float alpha) implements Blueprint {
    /** Checks the ranges. */
    public Options {
      if (!Float.isFinite(alpha)) {
        throw new IllegalArgumentException("elu alpha " + alpha + "; allowed: finite");
      }
    }

    /** Another alpha. */
    public Options alpha(float value) {
      return new Options(value);
    }

    @Override
    public Layer init(Rng rng) {
      return new ELU(this);
    }
  }
}
