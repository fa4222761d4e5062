package lanewise.nn;

import lanewise.autograd.MathFunctions;

/** Sigmoid: 1 / (1 + e^-x). Any shape. */
public final class Sigmoid extends Activation {
  /** Makes the layer. */
  public Sigmoid() {
    super(MathFunctions::sigmoid);
  }
}
