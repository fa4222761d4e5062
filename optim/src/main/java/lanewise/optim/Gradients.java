package lanewise.optim;

import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;

/** Questions about the gradients of parameters. */
final class Gradients {
  private Gradients() {}

  /** Whether all elements of the gradient of a parameter, which has one, are finite. */
  static boolean isFinite(Parameter p) {
    Tensor g = p.hasRowSparseGrad() ? p.rowSparseGrad().values() : p.grad();
    for (float x : g.toArray()) {
      if (!Float.isFinite(x)) {
        return false;
      }
    }
    return true;
  }
}
