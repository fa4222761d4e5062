package lanewise.nn;

import lanewise.autograd.MathFunctions;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** Sigmoid: 1 / (1 + e^-x). Any shape. */
public final class Sigmoid extends Layer {
  /** Makes the layer. */
  public Sigmoid() {}

  @Override
  public Variable forward(Variable x) {
    return MathFunctions.sigmoid(x);
  }

  @Override
  public String toString() {
    return "Sigmoid[]";
  }

  /** Nothing to choose. */
  public record Options() implements Blueprint {
    @Override
    public Layer init(Rng rng) {
      return new Sigmoid();
    }
  }
}
