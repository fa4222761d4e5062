package lanewise.nn;

import lanewise.autograd.Activations;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** LogSigmoid: ln(1 / (1 + e^-x)). Any shape. */
public final class LogSigmoid extends Layer {
  /** Makes the layer. */
  public LogSigmoid() {}

  @Override
  public Variable forward(Variable x) {
    return Activations.logsigmoid(x);
  }

  @Override
  public String toString() {
    return "LogSigmoid[]";
  }

  /** Nothing to choose. */
  public record Options() implements Blueprint {
    @Override
    public Layer init(Rng rng) {
      return new LogSigmoid();
    }
  }
}
