package lanewise.nn;

import lanewise.autograd.Activations;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** Hardtanh: x limited to [minVal, maxVal]. Any shape. */
public final class Hardtanh extends Layer {
  private final Options options;

  /** Makes the layer. */
  public Hardtanh(Options options) {
    this.options = options;
  }

  @Override
  public Variable forward(Variable x) {
    return Activations.hardtanh(x, options.minVal, options.maxVal);
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "Hardtanh");
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
