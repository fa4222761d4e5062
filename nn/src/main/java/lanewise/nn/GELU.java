package lanewise.nn;

import lanewise.autograd.Activations;
import lanewise.tensor.Rng;

/** GELU: x times the share of the normal distribution below x. Any shape. */
public final class GELU extends Activation {
  /** Makes the layer. */
  public GELU(Options options) {
    super(options, x -> options.tanh ? Activations.geluTanh(x) : Activations.gelu(x));
  }

  /**
   * PyTorch's arguments.
   *
   * @param tanh the approximation by the hyperbolic tangent instead of the error function: PyTorch's {@code approximate="tanh"}; by default false
   */
  public record Options(boolean tanh) implements Blueprint {
    /** With or without the approximation by the hyperbolic tangent. */
    public Options tanh(boolean value) {
      return new Options(value);
    }

    @Override
    public Layer init(Rng rng) {
      return new GELU(this);
    }
  }
}
