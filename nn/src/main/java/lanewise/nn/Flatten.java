package lanewise.nn;

import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** [N, ...] to [N, the product of the rest]. */
public final class Flatten extends Layer {
  /** Makes the layer. */
  public Flatten() {}

  @Override
  public Variable forward(Variable x) {
    int rows = x.shape().dim(0);
    int rest = 1;
    for (int axis = 1; axis < x.shape().rank(); axis++) {
      rest *= x.shape().dim(axis);
    }
    return x.reshape(rows, rest);
  }

  @Override
  public String toString() {
    return "Flatten[]";
  }

  /** Nothing to choose. */
  public record Options() implements Blueprint {
    @Override
    public Layer init(Rng rng) {
      return new Flatten();
    }
  }
}
