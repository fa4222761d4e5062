package lanewise.nn;

import lanewise.autograd.Activations;

/** Hardsigmoid: x / 6 + 1/2 limited to [0, 1]. Any shape. */
public final class Hardsigmoid extends Activation {
  /** Makes the layer. */
  public Hardsigmoid() {
    super(Activations::hardsigmoid);
  }
}
