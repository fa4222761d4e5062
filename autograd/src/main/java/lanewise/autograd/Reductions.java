package lanewise.autograd;

import lanewise.tensor.LongTensor;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Cumulative;
import lanewise.tensor.ops.Elementwise;
import lanewise.tensor.ops.Extremes;
import lanewise.tensor.ops.Moments;
import lanewise.tensor.ops.Reduce;
import lanewise.tensor.ops.Softmax;
import lanewise.tensor.ops.VectorNorm;

/**
 * Differentiable reductions over axes, by PyTorch's names and with its gradients at ties and zeros.
 *
 * <p>Axes: negative numbers count from the end, none means all. With {@code keepdim} the reduced axes stay with size 1.
 */
public final class Reductions {
  private Reductions() {}

  /** The sum; 0 over nothing. */
  public static Variable sum(Variable x, boolean keepdim, int... dims) {
    Shape shape = x.shape();
    return SingleInput.of(x, Reduce.sum(x.value(), keepdim, dims), dy -> Reduce.spread(dy, shape, 1, dims));
  }

  /** The mean; NaN over nothing. */
  public static Variable mean(Variable x, boolean keepdim, int... dims) {
    Shape shape = x.shape();
    Tensor y = Reduce.mean(x.value(), keepdim, dims);
    return SingleInput.of(x, y, dy -> Reduce.spread(dy, shape, (float) ((double) shape.size() / Math.max(1, dy.size())), dims));
  }

  /** The largest value, NaN where there is one; equal ones share the gradient evenly. */
  public static Variable amax(Variable x, boolean keepdim, int... dims) {
    Tensor y = Reduce.amax(x.value(), keepdim, dims);
    return SingleInput.of(x, y, dy -> Reduce.extremeGradient(x.value(), y, dy, dims));
  }

  /** The smallest value, NaN where there is one; equal ones share the gradient evenly. */
  public static Variable amin(Variable x, boolean keepdim, int... dims) {
    Tensor y = Reduce.amin(x.value(), keepdim, dims);
    return SingleInput.of(x, y, dy -> Reduce.extremeGradient(x.value(), y, dy, dims));
  }

  /** The largest of all values, rank 0; equal ones share the gradient evenly. */
  public static Variable max(Variable x) {
    return amax(x, false);
  }

  /** The smallest of all values, rank 0; equal ones share the gradient evenly. */
  public static Variable min(Variable x) {
    return amin(x, false);
  }

  /**
   * Values along an axis and where they stand; the whole gradient goes there.
   *
   * @param values the extreme of each line
   * @param indices its place on the axis: the first of equals, or the first NaN
   */
  public record Indexed(Variable values, LongTensor indices) {}

  /** The largest value along an axis, and its place. */
  public static Indexed max(Variable x, int dim, boolean keepdim) {
    return indexed(x, Extremes.max(x.value(), dim, keepdim), dim);
  }

  /** The smallest value along an axis, and its place. */
  public static Indexed min(Variable x, int dim, boolean keepdim) {
    return indexed(x, Extremes.min(x.value(), dim, keepdim), dim);
  }

  private static Indexed indexed(Variable x, Extremes.Indexed found, int dim) {
    Shape shape = x.shape();
    Variable values = SingleInput.of(x, found.values(), dy -> Extremes.gradient(found.indices(), dy, shape, dim));
    return new Indexed(values, found.indices());
  }

  /** The product; 1 over nothing. */
  public static Variable prod(Variable x, boolean keepdim, int... dims) {
    return SingleInput.of(x, Reduce.prod(x.value(), keepdim, dims), dy -> Reduce.prodGradient(x.value(), dy, dims));
  }

  /**
   * The variance: the sum of (x - mean)^2 over max(0, n - correction).
   *
   * @param correction >= 0; PyTorch's default is 1
   */
  public static Variable var(Variable x, double correction, boolean keepdim, int... dims) {
    Tensor y = Moments.variance(x.value(), correction, keepdim, dims);
    return SingleInput.of(x, y, dy -> Moments.varianceGradient(x.value(), dy, correction, dims));
  }

  /** The standard deviation, the root of {@link #var}; its gradient is 0 where it is 0. */
  public static Variable std(Variable x, double correction, boolean keepdim, int... dims) {
    Tensor y = Moments.deviation(x.value(), correction, keepdim, dims);
    return SingleInput.of(x, y, dy -> Moments.deviationGradient(x.value(), y, dy, correction, dims));
  }

  /** log of the sum of e^x; minus infinity over nothing. */
  public static Variable logSumExp(Variable x, boolean keepdim, int... dims) {
    Tensor y = Softmax.logSumExp(x.value(), keepdim, dims);
    return SingleInput.of(x, y, dy -> Softmax.logSumExpGradient(x.value(), y, dy, dims));
  }

  /**
   * The p-norm (sum of |x|^p)^(1/p); its gradient is 0 where it is 0.
   *
   * @param p the order: any number; infinity and minus infinity are the largest and smallest |x|, 0 the number of elements that are not 0
   */
  public static Variable vectorNorm(Variable x, double p, boolean keepdim, int... dims) {
    Tensor y = VectorNorm.norm(x.value(), p, keepdim, dims);
    return SingleInput.of(x, y, dy -> VectorNorm.gradient(x.value(), y, dy, p, dims));
  }

  /** The sum of x y, rank 0. */
  public static Variable dot(Variable x, Variable y) {
    return new Variable(Tensor.scalar(Reduce.dot(x.value(), y.value())), Operation.recorded(x, y) ? new Dot(x, y) : null);
  }

  /** y[j] = x[0] + ... + x[j] along an axis. */
  public static Variable cumsum(Variable x, int dim) {
    return SingleInput.of(x, Cumulative.sum(x.value(), dim), dy -> Cumulative.sumGradient(dy, dim));
  }

  /** e^x over the sum of e^x along an axis. */
  public static Variable softmax(Variable x, int dim) {
    Tensor y = Softmax.softmax(x.value(), dim);
    return SingleInput.of(x, y, dy -> Softmax.softmaxGradient(y, dy, dim));
  }

  /** The logarithm of {@link #softmax}. */
  public static Variable logSoftmax(Variable x, int dim) {
    Tensor y = Softmax.logSoftmax(x.value(), dim);
    return SingleInput.of(x, y, dy -> Softmax.logSoftmaxGradient(y, dy, dim));
  }

  private static final class Dot extends Operation {
    Dot(Variable x, Variable y) {
      super(x, y);
    }

    @Override
    Tensor[] backward(Tensor dz) {
      return new Tensor[] {
          wanted(0) ? Elementwise.scale(input(1).value(), dz.item()) : null,
          wanted(1) ? Elementwise.scale(input(0).value(), dz.item()) : null
      };
    }
  }
}
