package lanewise.nn;

import lanewise.tensor.Rng;

/** The logarithm of the softmax along an axis. Any shape. */
public final class LogSoftmax extends Activation {
  /** Makes the layer. */
  public LogSoftmax(Options options) {
    super(options, x -> x.logSoftmax(options.dim));
  }

  /**
   * The axis.
   *
   * @param dim number of the axis; negative ones count from the end
   */
  public record Options(int dim) implements Blueprint {
    @Override
    public Layer init(Rng rng) {
      return new LogSoftmax(this);
    }
  }
}
