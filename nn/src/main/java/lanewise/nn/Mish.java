package lanewise.nn;

import lanewise.autograd.Activations;

/** Mish: x tanh(ln(1 + e^x)). Any shape. */
public final class Mish extends Activation {
  /** Makes the layer. */
  public Mish() {
    super(Activations::mish);
  }
}
