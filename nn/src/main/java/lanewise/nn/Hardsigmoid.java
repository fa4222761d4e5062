package lanewise.nn;

import lanewise.autograd.Activations;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** Hardsigmoid: x / 6 + 1/2 limited to [0, 1]. Any shape. */
public final class Hardsigmoid extends Layer {
  /** Makes the layer. */
  public Hardsigmoid() {}

  @Override
  public Variable forward(Variable x) {
    return Activations.hardsigmoid(x);
  }

  @Override
  public String toString() {
    return "Hardsigmoid[]";
  }

  /** Nothing to choose. */
  public record Options() implements Blueprint {
    @Override
    public Layer init(Rng rng) {
      return new Hardsigmoid();
    }
  }
}
