package lanewise.nn;

import lanewise.autograd.Activations;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** SiLU: x / (1 + e^-x). Any shape. */
public final class SiLU extends Layer {
  /** Makes the layer. */
  public SiLU() {}

  @Override
  public Variable forward(Variable x) {
    return Activations.silu(x);
  }

  @Override
  public String toString() {
    return "SiLU[]";
  }

  /** Nothing to choose. */
  public record Options() implements Blueprint {
    @Override
    public Layer init(Rng rng) {
      return new SiLU();
    }
  }
}
