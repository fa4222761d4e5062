package lanewise.nn;

import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** e^x over the sum of e^x along an axis. Any shape. */
public final class Softmax extends Layer {
  private final Options options;

  /** Makes the layer. */
  public Softmax(Options options) {
    this.options = options;
  }

  @Override
  public Variable forward(Variable x) {
    return x.softmax(options.dim);
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "Softmax");
  }

  /**
   * The axis.
   *
   * @param dim number of the axis; negative ones count from the end
   */
  public record Options(int dim) implements Blueprint {
    @Override
    public Layer init(Rng rng) {
      return new Softmax(this);
    }
  }
}
