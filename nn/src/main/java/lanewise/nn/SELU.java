package lanewise.nn;

import lanewise.autograd.Activations;

/** SELU: ELU with alpha 1.6733 times 1.0507. Any shape. */
public final class SELU extends Activation {
  /** Makes the layer. */
  public SELU() {
    super(Activations::selu);
  }
}
