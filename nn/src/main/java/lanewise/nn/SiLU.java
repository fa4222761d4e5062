package lanewise.nn;

import lanewise.autograd.Activations;

/** SiLU: x / (1 + e^-x). Any shape. */
public final class SiLU extends Activation {
  /** Makes the layer. */
  public SiLU() {
    super(Activations::silu);
  }
}
