package lanewise.autograd;

import java.util.function.UnaryOperator;
import lanewise.tensor.Tensor;

/** A linear operation of one input: its gradient is another one, from the result's gradient to the input's. */
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
