package lanewise.nn;

import lanewise.autograd.Activations;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** Hardswish: x times hardsigmoid(x). Any shape. */
public final class Hardswish extends Layer {
  /** Makes the layer. */
  public Hardswish() {}

  @Override
  public Variable forward(Variable x) {
    return Activations.hardswish(x);
  }

  @Override
  public String toString() {
    return "Hardswish[]";
  }

  /** Nothing to choose. */
  public record Options() implements Blueprint {
    @Override
    public Layer init(Rng rng) {
      return new Hardswish();
    }
  }
}
