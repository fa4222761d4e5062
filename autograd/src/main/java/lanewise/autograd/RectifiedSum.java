package lanewise.autograd;

import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Elementwise;
import lanewise.tensor.ops.Rectification;

/** t = x + y of equal shapes, then (t >= 0 ? t : leak * t) - sub: the end of a residual block, and its gradient, which is the same for both. */
final class RectifiedSum extends Operation {
  private final float leak;
  private final float sub;
  private final Tensor result;

  private RectifiedSum(Variable x, Variable y, float leak, float sub, Tensor result) {
    super(x, y);
    this.leak = leak;
    this.sub = sub;
    this.result = result;
  }

  static Variable apply(Variable x, Variable y, float leak, float sub) {
    if (!x.shape().equals(y.shape())) {
      throw new IllegalArgumentException("sum of shapes " + x.shape() + " and " + y.shape() + "; they must be equal");
    }
    if (!Rectification.isToldByResult(leak, sub)) {
      return Rectifier.apply(x.add(y), leak, sub, Float.POSITIVE_INFINITY);
    }
    Tensor z = Elementwise.rectifiedSum(x.value(), y.value(), leak, sub);
    return new Variable(z, recorded(x, y) ? new RectifiedSum(x, y, leak, sub, z) : null);
  }

  @Override
  Tensor[] backward(Tensor dz) {
    Tensor dt = Elementwise.rectifiedGradient(result, dz, leak, sub);
    return new Tensor[] {dt, dt};
  }
}
