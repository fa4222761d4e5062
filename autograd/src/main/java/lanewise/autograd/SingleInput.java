package lanewise.autograd;

import java.util.function.UnaryOperator;
import lanewise.tensor.Tensor;

/** An operation with one input whose gradient is a function of the gradient that arrives. */
final class SingleInput extends Operation {
  private final UnaryOperator<Tensor> gradient;

  private SingleInput(Variable x, UnaryOperator<Tensor> gradient) {
    super(x);
    this.gradient = gradient;
  }

  /**
   * A result, recorded where x needs a gradient.
   *
   * @param y the result
   * @param gradient of the gradient of y the gradient of x
   */
  static Variable of(Variable x, Tensor y, UnaryOperator<Tensor> gradient) {
    return new Variable(y, recorded(x) ? new SingleInput(x, gradient) : null);
  }

  @Override
  Tensor[] backward(Tensor dy) {
    return new Tensor[] {gradient.apply(dy)};
  }
}
