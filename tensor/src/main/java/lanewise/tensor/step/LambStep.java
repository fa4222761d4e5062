package lanewise.tensor.step;

import java.util.Arrays;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.access.TensorAccess;

/**
 * LAMB: Adam's direction, as long as the parameter is. It takes two passes and no array of its own: the first renews the averages and adds up two
 * norms, the second computes the direction once more and moves the parameter. Of one element, each line rounded as written:
 *
 * <pre>
 * g = clip * (scale * g)
 * m = fma(1 - beta1, g - m, m)                           beta1 > 1/2, else m = fma(-beta1, g - m, g); or without averaging m = fma(beta1, m, g)
 * v = fma(keep2, v, fma(rest2, v, ((1 - beta2) * g) * g)) as in {@link AdamStep}
 * q = shrink * p
 * u = (gain * m) / fma(sqrt(v), root, eps)               gain = 1 / c1, root = 1 / sqrt(c2)
 * u = fma(decay, q, u)
 * p = fma(-rate, u, q)                                   rate = lr * ratio, ratio = |q| / |u|, or 1 where a norm is 0 or NaN
 * </pre>
 *
 * <p>Order of sum of the norms: double lanes.
 */
public final class LambStep extends Step {
  static final int FROM_GRADIENT = 1;
  static final int SUM = 2;
  static final int DECAY = 4;
  static final LevelKernels<LambKernel> KERNELS = new LevelKernels<>(8, LambKernel.Lanes.class, LambKernel::twin);

  private final Summed sums = new Sums();
  float[] m;
  float[] v;
  int mo;
  int vo;
  float clip;
  float weight;
  float keep2;
  float rest2;
  float take2;
  float shrink;
  float decay;
  float gain;
  float root;
  float eps;
  float rate;
  private double lr;
  private boolean adapts;
  private double mostRatio;
  private LambKernel kernel;

  /** A step not yet described. */
  public LambStep() {}

  /** A second factor of the gradient, apart from the one it began with: that of the norm over all parameters. */
  public LambStep clip(double factor) {
    clip = (float) factor;
    return this;
  }

  /**
   * The moving averages of the gradient and of its square.
   *
   * @param averaging whether the new gradient counts 1 - beta1 in the first one, or 1
   */
  public LambStep averages(Tensor expAvg, Tensor expAvgSq, double beta1, double beta2, boolean averaging) {
    m = array("exp_avg", expAvg);
    mo = TensorAccess.offset(expAvg);
    v = array("exp_avg_sq", expAvgSq);
    vo = TensorAccess.offset(expAvgSq);
    boolean fromGradient = 1 - beta1 >= 0.5;
    weight = (float) (!averaging ? beta1 : fromGradient ? -beta1 : 1 - beta1);
    flags |= !averaging ? SUM : fromGradient ? FROM_GRADIENT : 0;
    keep2 = AdamStep.below(beta2);
    rest2 = (float) (beta2 - keep2);
    take2 = (float) (1 - beta2);
    return this;
  }

  /**
   * The decay.
   *
   * @param shrink factor of the parameter before the update
   * @param decay factor of the parameter in the direction; 0 leaves the term out
   */
  public LambStep decay(double shrink, double decay) {
    this.shrink = (float) shrink;
    this.decay = (float) decay;
    flags |= decay != 0 ? DECAY : 0;
    return this;
  }

  /**
   * Ends the description.
   *
   * @param c1 bias correction of the first average
   * @param c2 bias correction of the second
   * @param adapts whether the direction is made as long as the parameter
   * @param mostRatio the most that it is multiplied by for that
   */
  public LambStep update(double lr, double c1, double c2, double eps, boolean adapts, double mostRatio) {
    this.lr = lr;
    gain = (float) (1 / c1);
    root = (float) (1 / Math.sqrt(c2));
    this.eps = (float) eps;
    this.adapts = adapts;
    this.mostRatio = mostRatio;
    return this;
  }

  @Override
  void choose() {
    kernel = KERNELS.of(flags);
  }

  @Override
  Summed sums() {
    return sums;
  }

  @Override
  void run(int from, int to, int shift) {
    kernel.move(this, from, to);
  }

  @Override
  int picoseconds() {
    return 600;
  }

  /** The first pass. */
  private final class Sums extends Summed {
    @Override
    int size() {
      return LambStep.this.size();
    }

    /** The step has chosen both passes. */
    @Override
    void choose() {}

    @Override
    void block(int from, int to, double[] lanes, double[] results, int at) {
      Arrays.fill(lanes, 0, 2 * Order.DOUBLE_LANES, 0);
      kernel.average(LambStep.this, from, to, lanes);
      results[at] = Order.tree(lanes, 0);
      results[at + 1] = Order.tree(lanes, Order.DOUBLE_LANES);
    }

    @Override
    void join(double[] results, int at, int count) {
      double parameter = 0;
      double direction = 0;
      for (int b = 0; b < count; b++) {
        parameter += results[at + b * RESULTS];
        direction += results[at + b * RESULTS + 1];
      }
      double ratio = adapts && parameter > 0 && direction > 0 ? Math.sqrt(parameter) / Math.sqrt(direction) : 1;
      rate = (float) (lr * Math.min(mostRatio, ratio));
    }

    @Override
    int picoseconds() {
      return 900;
    }
  }
}
