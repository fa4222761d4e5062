package lanewise.nn;

import lanewise.autograd.MathFunctions;

/** Tanh: the hyperbolic tangent. Any shape. */
public final class Tanh extends Activation {
  /** Makes the layer. */
  public Tanh() {
    super(MathFunctions::tanh);
  }
}
