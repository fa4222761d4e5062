package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.lines.BlockOp;
import lanewise.tensor.kernel.lines.Fold;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.lines.LineGradients;
import lanewise.tensor.ops.lines.LineOps;
import lanewise.tensor.ops.lines.Lines;
import lanewise.tensor.ops.lines.ReducedAxes;

/**
 * Variance and standard deviation over axes: sum of (x - mean)^2 over max(0, n - correction). Axes as in {@link Reduce}.
 *
 * <p>Two passes: the mean from x - k with k the line's first value, then the squares of x - mean, what rounding the mean lost being taken off
 * again. A
 * large mean costs no accuracy.
 */
public final class Moments {
  private Moments() {}

  /**
   * The variance.
   *
   * @param correction what is taken off the count, >= 0; PyTorch's default is 1
   */
  public static Tensor variance(Tensor t, double correction, boolean keepdim, int... dims) {
    return moments(t, correction, keepdim, dims, false);
  }

  /** The standard deviation: the root of the variance. */
  public static Tensor deviation(Tensor t, double correction, boolean keepdim, int... dims) {
    return moments(t, correction, keepdim, dims, true);
  }

  /** The gradient of {@link #variance}: dy 2 (x - mean) / (n - correction). */
  public static Tensor varianceGradient(Tensor x, Tensor dy, double correction, int... dims) {
    ReducedAxes axes = ReducedAxes.of(x.shape(), dims);
    Tensor g = axes.numbers(dy);
    return gradient(x, axes, correction, j -> 2.0 * TensorAccess.values(g)[TensorAccess.offset(g) + j]);
  }

  /**
   * The gradient of {@link #deviation}: dy (x - mean) / (std (n - correction)); 0 where the deviation is 0.
   *
   * @param y the deviation
   */
  public static Tensor deviationGradient(Tensor x, Tensor y, Tensor dy, double correction, int... dims) {
    ReducedAxes axes = ReducedAxes.of(x.shape(), dims);
    Tensor g = axes.numbers(dy);
    Tensor s = axes.numbers(y);
    return gradient(x, axes, correction, j -> {
      double std = TensorAccess.values(s)[TensorAccess.offset(s) + j];
      return std == 0 ? 0 : TensorAccess.values(g)[TensorAccess.offset(g) + j] / std;
    });
  }

  private interface Factor {
    double of(int line);
  }

  private static Tensor gradient(Tensor x, ReducedAxes axes, double correction, Factor factor) {
    Lines lines = axes.lines();
    Tensor from = axes.gather(x);
    double divisor = Math.max(0, lines.n() - correction);
    Scratch own = WorkerPool.lease();
    try {
      double[] means = own.doubles(2, lines.count());
      means(TensorAccess.values(from), TensorAccess.offset(from), lines, own.floats(1, lines.count()), means);
      return LineGradients.map(BlockOp.STANDARDIZE, axes, x, (j, t, count) -> {
        double f = factor.of(j) / divisor;
        t[j] = (float) means[j];
        t[count + j] = (float) f;
        t[2 * count + j] = (float) ((t[j] - means[j]) * f);
      });
    } finally {
      WorkerPool.giveBack(own);
    }
  }

  private static Tensor moments(Tensor t, double correction, boolean keepdim, int[] dims, boolean root) {
    if (!(correction >= 0)) {
      throw new IllegalArgumentException("correction " + correction + "; allowed: >= 0");
    }
    ReducedAxes axes = ReducedAxes.of(t.shape(), dims);
    Lines lines = axes.lines();
    Tensor from = axes.gather(t);
    float[] x = TensorAccess.values(from);
    int xo = TensorAccess.offset(from);
    Tensor y = TensorAccess.create(axes.result(keepdim), Layout.ROW_MAJOR);
    Scratch own = WorkerPool.lease();
    try {
      float[] k = own.floats(1, lines.count());
      double[] means = own.doubles(2, lines.count());
      double[] squares = own.doubles(3, lines.count());
      means(x, xo, lines, k, means);
      for (int j = 0; j < lines.count(); j++) {
        k[j] = (float) means[j];
      }
      LineOps.fold(Fold.SQUARES, x, xo, Lines.NONE, 0, lines, k, 0, squares);
      double divisor = Math.max(0, lines.n() - correction);
      for (int j = 0; j < lines.count(); j++) {
        double v = LineOps.variance(squares[j], means[j], k[j], lines.n(), divisor);
        TensorAccess.values(y)[j] = (float) (root ? Math.sqrt(v) : v);
      }
    } finally {
      WorkerPool.giveBack(own);
    }
    return y;
  }

  /** The mean of each line; k is overwritten with the lines' first values. */
  private static void means(float[] x, int xo, Lines lines, float[] k, double[] means) {
    int inner = lines.inner();
    for (int j = 0; lines.n() > 0 && j < lines.count(); j++) {
      k[j] = x[xo + j / inner * lines.n() * inner + j % inner];
    }
    LineOps.fold(Fold.DEVIATIONS, x, xo, Lines.NONE, 0, lines, k, 0, means);
    for (int j = 0; j < lines.count(); j++) {
      means[j] = lines.n() == 0 ? Double.NaN : k[j] + means[j] / lines.n();
    }
  }
}
