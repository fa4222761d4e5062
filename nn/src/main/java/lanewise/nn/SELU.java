package lanewise.nn;

import lanewise.autograd.Activations;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** SELU: ELU with alpha 1.6733 times 1.0507. Any shape. */
public final class SELU extends Layer {
  /** Makes the layer. */
  public SELU() {}

  @Override
  public Variable forward(Variable x) {
    return Activations.selu(x);
  }

  @Override
  public String toString() {
    return "SELU[]";
  }

  /** Nothing to choose. */
  public record Options() implements Blueprint {
    @Override
    public Layer init(Rng rng) {
      return new SELU();
    }
  }
}
