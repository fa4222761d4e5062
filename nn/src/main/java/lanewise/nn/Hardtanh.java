package lanewise.nn;

import lanewise.autograd.Activations;
import lanewise.tensor.Rng;

/** Hardtanh: x limited to [minVal, maxVal]. Any shape. */
public final class Hardtanh extends Activation {
  /** Makes the layer. */
  public Hardtanh(Options options) {
    super(options, x -> Activations.hardtanh(x, options.minVal, options.maxVal));
  }

  /**
   * PyTorch's arguments.
   *
   * @param minVal lower limit, below the upper one; by default -1
   * @param maxVal upper limit; by default 1
   */
  public record Options(float minVal, float maxVal) implements Blueprint {
    /** Checks the ranges. */
    public Options {
      if (!(minVal < maxVal)) {
        throw new IllegalArgumentException("hardtanh from " + minVal + " to " + maxVal + "; allowed: minVal < maxVal");
      }
    }

    /** Other limits. */
    public Options limits(float lower, float upper) {
      return new Options(lower, upper);
    }

    @Override
    public Layer init(Rng rng) {
      return new Hardtanh(this);
    }
  }
}
