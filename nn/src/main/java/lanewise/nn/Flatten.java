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
    return x.reshape(rows, rows == 0 ? 0 : x.value().size() / rows);
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
