package lanewise.autograd;

import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Elementwise;

/** min((x >= 0 ? x : leak * x) - sub, max) and its gradient. */
final class Rectifier extends Operation {
  private final float leak;
  private final float sub;
  private final float max;

  private Rectifier(Variable x, float leak, float sub, float max) {
    super(x);
    this.leak = leak;
    this.sub = sub;
    this.max = max;
  }

  static Variable apply(Variable x, float leak, float sub, float max) {
    Tensor y = Elementwise.rectify(x.value(), leak, sub, max);
    return new Variable(y, recorded(x) ? new Rectifier(x, leak, sub, max) : null);
  }

  @Override
  Tensor[] backward(Tensor dy) {
    return new Tensor[] {Elementwise.rectifyGradient(input(0).value(), dy, leak, sub, max)};
  }
}
