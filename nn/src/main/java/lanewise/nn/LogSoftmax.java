package lanewise.nn;

import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** The logarithm of the softmax along an axis. Any shape. */
public final class LogSoftmax extends Layer {
  private final Options options;

  /** Makes the layer. */
  public LogSoftmax(Options options) {
    this.options = options;
  }

  @Override
  public Variable forward(Variable x) {
    return x.logSoftmax(options.dim);
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "LogSoftmax");
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
