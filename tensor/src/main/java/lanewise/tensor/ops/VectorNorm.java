package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.BlockOp;
import lanewise.tensor.kernel.Fold;
import lanewise.tensor.kernel.Scratch;
import lanewise.tensor.kernel.TensorAccess;
import lanewise.tensor.kernel.WorkerPool;

/**
 * The p-norm over axes, as {@code torch.linalg.vector_norm}: (sum of |x|^p)^(1/p); the largest |x| for infinity, the smallest for minus infinity, the
 * number of elements that are not 0 for 0. Axes as in {@link Reduce}.
 */
public final class VectorNorm {
  private VectorNorm() {}

  /** The norm. */
  public static Tensor norm(Tensor t, double p, boolean keepdim, int... dims) {
    ReducedAxes axes = ReducedAxes.of(t.shape(), dims);
    Lines lines = axes.lines();
    if (Double.isNaN(p)) {
      throw new IllegalArgumentException("norm of order NaN; allowed: any number or infinity");
    }
    if (lines.n() == 0 && lines.count() > 0 && (Double.isInfinite(p) || p < 0)) {
      throw new IllegalArgumentException("norm of order " + p + " of shape " + t.shape() + " over an axis of size 0; allowed: >= 1");
    }
    Tensor from = axes.gather(t);
    Tensor x = isPower(p) ? powers(from, p) : from;
    Tensor y = TensorAccess.create(axes.result(keepdim), Layout.ROW_MAJOR);
    Scratch own = WorkerPool.lease();
    try {
      double[] out = own.doubles(1, lines.count());
      LineOps.fold(fold(p), TensorAccess.values(x), TensorAccess.offset(x), TensorAccess.values(x), TensorAccess.offset(x), lines, Reduce.NONE,
          0, out);
      for (int j = 0; j < lines.count(); j++) {
        TensorAccess.values(y)[j] = (float) (p == 2 ? Math.sqrt(out[j]) : isPower(p) ? StrictMath.pow(out[j], 1 / p) : out[j]);
      }
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
  public static Tensor gradient(Tensor x, Tensor y, Tensor dy, double p, int... dims) {
    ReducedAxes axes = ReducedAxes.of(x.shape(), dims);
    if (Double.isInfinite(p)) {
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
    Tensor powers = signedPowers(x, p);
    return LineGradients.map(BlockOp.SCALE, axes, powers,
        (j, t, count) -> t[j] = s[so + j] == 0 ? 0 : (float) (g[go + j] / StrictMath.pow(s[so + j], p - 1)));
  }

  private static boolean isPower(double p) {
    return p != 0 && p != 1 && p != 2 && !Double.isInfinite(p);
  }

  private static Fold fold(double p) {
    if (Double.isInfinite(p)) {
      return p > 0 ? Fold.ABSOLUTE_MAX : Fold.ABSOLUTE_MIN;
    }
    if (p == 0) {
      return Fold.NONZERO;
    }
    return p == 1 ? Fold.ABSOLUTE : p == 2 ? Fold.PRODUCTS : Fold.SUM;
  }

  /** |x|^p. */
  private static Tensor powers(Tensor x, double p) {
    Tensor z = TensorAccess.create(x.shape(), Layout.ROW_MAJOR);
    float[] from = TensorAccess.values(x);
    float[] to = TensorAccess.values(z);
    int xo = TensorAccess.offset(x);
    eachPiece(x.size(), i -> to[i] = (float) StrictMath.pow(Math.abs(from[xo + i]), p));
    return z;
  }

  /** sign(x) |x|^(p-1), 0 at 0. */
  private static Tensor signedPowers(Tensor t, double p) {
    Tensor x = TensorAccess.rowMajor(t);
    Tensor z = TensorAccess.create(x.shape(), Layout.ROW_MAJOR);
    float[] from = TensorAccess.values(x);
    float[] to = TensorAccess.values(z);
    int xo = TensorAccess.offset(x);
    eachPiece(x.size(), i -> {
      float v = from[xo + i];
      to[i] = v == 0 ? 0 : (float) (Math.signum(v) * StrictMath.pow(Math.abs(v), p - 1));
    });
    return z;
  }

  private interface Element {
    void write(int i);
  }

  private static void eachPiece(int size, Element element) {
    int piece = 1 << 12;
    WorkerPool.run(Math.ceilDiv(size, piece), 60L * size, (c, scratch) -> {
      for (int i = c * piece; i < Math.min(size, (c + 1) * piece); i++) {
        element.write(i);
      }
    });
  }
}
