package lanewise.nn;

import lanewise.autograd.Activations;

/** Hardswish: x times hardsigmoid(x). Any shape. */
public final class Hardswish extends Activation {
  /** Makes the layer. */
  public Hardswish() {
    super(Activations::hardswish);
  }
}
