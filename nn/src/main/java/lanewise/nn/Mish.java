package lanewise.nn;

import lanewise.autograd.Activations;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** Mish: x tanh(ln(1 + e^x)). Any shape. */
public final class Mish extends Layer {
  /** Makes the layer. */
  public Mish() {}

  @Override
  public Variable forward(Variable x) {
    return Activations.mish(x);
  }

  @Override
  public String toString() {
    return "Mish[]";
  }

  /** Nothing to choose. */
  public record Options() implements Blueprint {
    @Override
    public Layer init(Rng rng) {
      return new Mish();
    }
  }
}
