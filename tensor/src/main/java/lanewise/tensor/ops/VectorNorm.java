package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.functions.Pow;
import lanewise.tensor.kernel.lines.BlockOp;
import lanewise.tensor.kernel.lines.Fold;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.elementwise.ElementwiseRun;
import lanewise.tensor.ops.lines.LineGradients;
import lanewise.tensor.ops.lines.LineOps;
import lanewise.tensor.ops.lines.Lines;
import lanewise.tensor.ops.lines.ReducedAxes;

/**
 * The p-norm over axes, as {@code torch.linalg.vector_norm}: (sum of |x|^p)^(1/p); the largest |x| for infinity, the smallest for minus infinity, the
 * number of elements that are not 0 for 0. The order p is rounded to a float. Axes as in {@link Reduce}.
 */
public final class VectorNorm {
  /** Norms of a chunk, and what a power takes. */
  private static final int CHUNK = 1 << 10;
  private static final long POWER_NANOS = 60;

  private VectorNorm() {}

  /** The norm. */
  public static Tensor norm(Tensor t, double order, boolean keepdim, int... dims) {
    float p = (float) order;
    ReducedAxes axes = ReducedAxes.of(t.shape(), dims);
    Lines lines = axes.lines();
    if (Float.isNaN(p)) {
      throw new IllegalArgumentException("norm of order NaN; allowed: any number or infinity");
    }
    if (lines.n() == 0 && lines.count() > 0 && (Float.isInfinite(p) || p < 0)) {
      throw new IllegalArgumentException("norm of order " + p + " of shape " + t.shape() + " over an axis of size 0; allowed: >= 1");
    }
    Tensor from = axes.gather(t);
    Tensor x = isPower(p) ? ElementwiseRun.withNumber(new Pow.OfAbsolute(), from, p) : from;
    Tensor y = TensorAccess.create(axes.result(keepdim), Layout.ROW_MAJOR);
    Scratch own = WorkerPool.lease();
    try {
      double[] out = own.doubles(1, lines.count());
      LineOps.fold(fold(p), TensorAccess.values(x), TensorAccess.offset(x), TensorAccess.values(x), TensorAccess.offset(x), lines, Lines.NONE,
          0, out);
      float[] norms = TensorAccess.values(y);
      WorkerPool.run(Math.ceilDiv(lines.count(), CHUNK), (isPower(p) ? POWER_NANOS : 1) * lines.count(), (chunk, scratch) -> {
        for (int j = chunk * CHUNK; j < Math.min(lines.count(), (chunk + 1) * CHUNK); j++) {
          norms[j] = (float) (p == 2 ? Math.sqrt(out[j]) : isPower(p) ? StrictMath.pow(out[j], 1.0 / p) : out[j]);
        }
      });
    } finally {
      WorkerPool.giveBack(own);
    }
    return y;
  }

  /**
   * The gradient: dy sign(x) |x|^(p-1) / norm^(p-1); 0 where the norm is 0; equal extremes share it evenly; 0 for order 0.
   *
   * @param y the norm
   */
  public static Tensor gradient(Tensor x, Tensor y, Tensor dy, double order, int... dims) {
    float p = (float) order;
    ReducedAxes axes = ReducedAxes.of(x.shape(), dims);
    if (Float.isInfinite(p)) {
      return LineGradients.ofMatches(axes, x, y, dy, true);
    }
    Tensor norm = axes.numbers(y);
    Tensor up = axes.numbers(dy);
    float[] s = TensorAccess.values(norm);
    float[] g = TensorAccess.values(up);
    int so = TensorAccess.offset(norm);
    int go = TensorAccess.offset(up);
    if (p == 0 || p == 1) {
      return LineGradients.map(BlockOp.SIGN, axes, x, (j, t, count) -> t[j] = p == 0 ? 0 : g[go + j]);
    }
    if (p == 2) {
      return LineGradients.map(BlockOp.SCALE, axes, x, (j, t, count) -> t[j] = s[so + j] == 0 ? 0 : g[go + j] / s[so + j]);
    }
    Tensor powers = ElementwiseRun.withNumber(new Pow.Signed(), TensorAccess.rowMajor(x), p - 1);
    return LineGradients.map(BlockOp.SCALE, axes, powers,
        (j, t, count) -> t[j] = s[so + j] == 0 ? 0 : (float) (g[go + j] / StrictMath.pow(s[so + j], p - 1.0)));
  }

  private static boolean isPower(float p) {
    return p != 0 && p != 1 && p != 2 && !Float.isInfinite(p);
  }

  private static Fold fold(float p) {
    if (Float.isInfinite(p)) {
      return p > 0 ? Fold.ABSOLUTE_MAX : Fold.ABSOLUTE_MIN;
    }
    if (p == 0) {
      return Fold.NONZERO;
    }
    return p == 1 ? Fold.ABSOLUTE : p == 2 ? Fold.PRODUCTS : Fold.SUM;
  }
}
