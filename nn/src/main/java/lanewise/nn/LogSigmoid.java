package lanewise.nn;

import lanewise.autograd.Activations;

/** LogSigmoid: ln(1 / (1 + e^-x)). Any shape. */
public final class LogSigmoid extends Activation {
  /** Makes the layer. */
  public LogSigmoid() {
    super(Activations::logsigmoid);
  }
}
