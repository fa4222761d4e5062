package lanewise.autograd;

import lanewise.tensor.Tensor;

/** Another shape for the same values; the gradient goes back to the old shape. */
final class Reshape extends Operation {
  private Reshape(Variable x) {
    super(x);
  }

  static Variable apply(Variable x, int... shape) {
    return new Variable(x.value().reshape(shape), recorded(x) ? new Reshape(x) : null);
  }

  @Override
  Tensor[] backward(Tensor dy) {
    return new Tensor[] {dy.reshape(input(0).shape().toArray())};
  }
}
