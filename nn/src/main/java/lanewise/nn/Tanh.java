package lanewise.nn;

import lanewise.autograd.MathFunctions;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** Tanh: the hyperbolic tangent. Any shape. */
public final class Tanh extends Layer {
  /** Makes the layer. */
  public Tanh() {}

  @Override
  public Variable forward(Variable x) {
    return MathFunctions.tanh(x);
  }

  @Override
  public String toString() {
    return "Tanh[]";
  }

  /** Nothing to choose. */
  public record Options() implements Blueprint {
    @Override
    public Layer init(Rng rng) {
      return new Tanh();
    }
  }
}
