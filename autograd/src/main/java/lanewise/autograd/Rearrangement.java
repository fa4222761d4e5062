package lanewise.autograd;

import java.util.function.UnaryOperator;
import lanewise.tensor.Tensor;

/** An operation of one input whose gradient is a function of the result's gradient, which may remember the input or the result. */
final class Rearrangement extends Operation {
  private final UnaryOperator<Tensor> back;

  private Rearrangement(Variable x, UnaryOperator<Tensor> back) {
    super(x);
    this.back = back;
  }

  /**
   * The result as a variable.
   *
   * @param y the operation on the value of x
   * @param back takes the gradient of y to that of x
   */
  static Variable of(Variable x, Tensor y, UnaryOperator<Tensor> back) {
    return new Variable(y, recorded(x) ? new Rearrangement(x, back) : null);
  }

  @Override
  Tensor[] backward(Tensor dy) {
    return new Tensor[] {back.apply(dy)};
  }
}
