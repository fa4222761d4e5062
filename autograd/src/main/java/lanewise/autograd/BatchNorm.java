package lanewise.autograd;

import lanewise.tensor.Tensor;
import lanewise.tensor.ops.BatchNormalization;

/** Batch normalisation of [N, C, H, W] with given means and variances, which are the input's own or constants. */
final class BatchNorm extends Operation {
  private final double[] mean;
  private final double[] variance;
  private final double eps;
  private final boolean constant;

  private BatchNorm(Variable x, Variable weight, Variable bias, double[] mean, double[] variance, double eps, boolean constant) {
    super(x, weight, bias);
    this.mean = mean;
    this.variance = variance;
    this.eps = eps;
    this.constant = constant;
  }

  static Variable apply(Variable x, Variable weight, Variable bias, double[] mean, double[] variance, double eps, boolean constant) {
    Tensor y = BatchNormalization.normalize(x.value(), mean, variance, eps, weight.value(), bias.value());
    return new Variable(y, recorded(x, weight, bias) ? new BatchNorm(x, weight, bias, mean, variance, eps, constant) : null);
  }

  @Override
  Tensor[] backward(Tensor dy) {
    BatchNormalization.Gradients g = BatchNormalization.gradients(input(0).value(), dy, mean, variance, eps, input(1).value(), constant);
    return new Tensor[] {g.input(), g.weight(), g.bias()};
  }
}
