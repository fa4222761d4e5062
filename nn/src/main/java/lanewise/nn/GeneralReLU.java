package lanewise.nn;

import lanewise.autograd.Functions;
import lanewise.tensor.Rng;
import lanewise.tensor.ops.Rectification;

/** The course's rectifier: t = x >= 0 ? x : leak * x; t = t - sub; t = min(t, max). Any shape. */
public final class GeneralReLU extends Activation {
  private final Options options;

  /** Makes the layer. */
  public GeneralReLU(Options options) {
    super(options, x -> Functions.generalRelu(x, options.leak, options.sub, options.max));
    this.options = options;
  }

  /** The three numbers. */
  public Options options() {
    return options;
  }

  /** The rectifier for one pass with the layer before, if it has no ceiling, does more than to subtract, and is told by its result; else none. */
  Rectification rectification() {
    boolean fused = options.max == Float.POSITIVE_INFINITY && options.leak != 1 && Rectification.isToldByResult(options.leak, options.sub);
    return fused ? new Rectification(options.leak, options.sub) : Rectification.NONE;
  }

  /**
   * The three numbers; by default nothing is subtracted and there is no ceiling.
   *
   * @param leak slope below zero, finite and >= 0; 0 is ReLU
   * @param sub subtracted after the rectification, finite
   * @param max ceiling, not NaN; infinity for none
   */
  public record Options(float leak, float sub, float max) implements Blueprint {
    /** Checks the ranges. */
    public Options {
      if (!(leak >= 0) || Float.isInfinite(leak)) {
        throw new IllegalArgumentException("generalReLU leak " + leak + "; allowed: finite and >= 0");
      }
      if (!Float.isFinite(sub)) {
        throw new IllegalArgumentException("generalReLU sub " + sub + "; allowed: finite");
      }
      if (Float.isNaN(max)) {
        throw new IllegalArgumentException("generalReLU max NaN; allowed: any number or infinity");
      }
    }

    /** Subtracts this after the rectification. */
    public Options sub(float value) {
      return new Options(leak, value, max);
    }

    /** Limits the values from above. */
    public Options max(float value) {
      return new Options(leak, sub, value);
    }

    @Override
    public Layer init(Rng rng) {
      return new GeneralReLU(this);
    }
  }
}
