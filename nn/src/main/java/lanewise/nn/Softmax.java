package lanewise.nn;

import lanewise.tensor.Rng;

/** e^x over the sum of e^x along an axis. Any shape. */
public final class Softmax extends Activation {
  /** Makes the layer. */
  public Softmax(Options options) {
    super(options, x -> x.softmax(options.dim));
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
