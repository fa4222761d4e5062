package lanewise.autograd;

import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Reduce;

/** The sum and the mean of all elements: every element's gradient is the upstream number, or its share of it. */
final class Reduction extends Operation {
  private final float share;

  private Reduction(Variable x, float share) {
    super(x);
    this.share = share;
  }

  static Variable sum(Variable x) {
    Tensor y = Tensor.scalar(Reduce.sum(x.value()));
    return new Variable(y, recorded(x) ? new Reduction(x, 1) : null);
  }

  static Variable mean(Variable x) {
    Tensor y = Tensor.scalar(Reduce.mean(x.value()));
    return new Variable(y, recorded(x) ? new Reduction(x, 1f / x.value().size()) : null);
  }

  @Override
  Tensor[] backward(Tensor dy) {
    return new Tensor[] {Tensor.full(share * dy.item(), input(0).shape().toArray())};
  }
}
