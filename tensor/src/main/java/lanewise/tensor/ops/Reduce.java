package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.lines.Fold;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.lines.LineGradients;
import lanewise.tensor.ops.lines.LineOps;
import lanewise.tensor.ops.lines.Lines;
import lanewise.tensor.ops.lines.ReducedAxes;

/**
 * Sums, means, extremes and products over all elements or over some axes, and counts. The values are taken in row-major order, whatever the layout.
 *
 * <p>Axes are given as in PyTorch: negative ones count from the end, none means all. With {@code keepdim} the reduced axes stay with size 1. Axes
 * that
 * do not follow each other are first brought behind the others. Order of sum: lanes along rows, tables along columns (see {@code Order}).
 */
public final class Reduce {
  private Reduce() {}

  /** The sum of all elements; 0 for an empty tensor. */
  public static float sum(Tensor t) {
    return (float) total(Fold.SUM, t, t);
  }

  /** The mean of all elements: the sum in double, divided, rounded once; NaN for an empty tensor. */
  public static float mean(Tensor t) {
    return (float) (total(Fold.SUM, t, t) / t.size());
  }

  /** The sum of x y over all elements of two tensors of equal shape. */
  public static float dot(Tensor x, Tensor y) {
    if (!x.shape().equals(y.shape())) {
      throw new IllegalArgumentException("dot of shapes " + x.shape() + " and " + y.shape() + "; they must be equal");
    }
    return (float) total(Fold.PRODUCTS, x, y);
  }

  /** The sum over axes; 0 over nothing. */
  public static Tensor sum(Tensor t, boolean keepdim, int... dims) {
    return fold(Fold.SUM, t, keepdim, 1, dims);
  }

  /** The mean over axes; NaN over nothing. */
  public static Tensor mean(Tensor t, boolean keepdim, int... dims) {
    return fold(Fold.SUM, t, keepdim, ReducedAxes.of(t.shape(), dims).lines().n(), dims);
  }

  /**
   * The largest value over axes; NaN where there is one.
   *
   * @throws IllegalArgumentException over nothing
   */
  public static Tensor amax(Tensor t, boolean keepdim, int... dims) {
    return extreme(Fold.MAX, t, keepdim, dims);
  }

  /**
   * The smallest value over axes; NaN where there is one.
   *
   * @throws IllegalArgumentException over nothing
   */
  public static Tensor amin(Tensor t, boolean keepdim, int... dims) {
    return extreme(Fold.MIN, t, keepdim, dims);
  }

  /** The product over axes; 1 over nothing. */
  public static Tensor prod(Tensor t, boolean keepdim, int... dims) {
    return fold(Fold.PRODUCT, t, keepdim, 1, dims);
  }

  /**
   * The gradient of a sum or mean: every element gets its line's number over {@code divisor}.
   *
   * @param dy gradient of the result, whether its reduced axes are kept or gone
   * @param shape shape of the reduced tensor
   */
  public static Tensor spread(Tensor dy, Shape shape, float divisor, int... dims) {
    ReducedAxes axes = ReducedAxes.of(shape, dims);
    Tensor from = axes.numbers(dy);
    Tensor numbers = TensorAccess.create(from.shape(), Layout.ROW_MAJOR);
    float[] g = TensorAccess.values(numbers);
    for (int j = 0; j < from.size(); j++) {
      g[j] = TensorAccess.values(from)[TensorAccess.offset(from) + j] / divisor;
    }
    Tensor dx = axes.create();
    LineOps.fill(TensorAccess.values(dx), TensorAccess.offset(dx), axes.lines(), g, 0);
    return axes.restore(dx);
  }

  /** The gradient of {@link #amax} and {@link #amin}: equal extremes share it evenly; NaN throughout where the extreme is NaN. */
  public static Tensor extremeGradient(Tensor x, Tensor y, Tensor dy, int... dims) {
    ReducedAxes axes = ReducedAxes.of(x.shape(), dims);
    return LineGradients.ofMatches(axes, x, y, dy, false);
  }

  /**
   * The gradient of {@link #prod}: the product of the other elements, taken in double from both ends, so that zeros need no case of their own.
   *
   * @param dy gradient of the result
   */
  public static Tensor prodGradient(Tensor x, Tensor dy, int... dims) {
    ReducedAxes axes = ReducedAxes.of(x.shape(), dims);
    Lines lines = axes.lines();
    Tensor from = axes.gather(x);
    Tensor numbers = axes.numbers(dy);
    Tensor dx = axes.create();
    float[] a = TensorAccess.values(from);
    float[] g = TensorAccess.values(numbers);
    float[] z = TensorAccess.values(dx);
    int ao = TensorAccess.offset(from);
    int go = TensorAccess.offset(numbers);
    WorkerPool.run(lines.outer(), 4L * lines.size(), (o, scratch) -> {
      double[] before = scratch.doubles(0, lines.n());
      for (int i = 0; i < lines.inner(); i++) {
        int at = o * lines.n() * lines.inner() + i;
        double product = 1;
        for (int j = 0; j < lines.n(); j++) {
          before[j] = product;
          product *= a[ao + at + j * lines.inner()];
        }
        double behind = g[go + o * lines.inner() + i];
        for (int j = lines.n() - 1; j >= 0; j--) {
          z[at + j * lines.inner()] = (float) (before[j] * behind);
          behind *= a[ao + at + j * lines.inner()];
        }
      }
    });
    return axes.restore(dx);
  }

  /** The sum of the rows of [N, C]: a tensor [C]. */
  public static Tensor sumRows(Tensor t) {
    if (t.shape().rank() != 2) {
      throw new IllegalArgumentException("rows of shape " + t.shape() + "; allowed: [N, C]");
    }
    return sum(t, false, 0);
  }

  /** How many rows of scores [N, C] have their largest value (the first of equals; a NaN counts as the largest) at the target [N]. */
  public static int countCorrect(Tensor scores, LongTensor targets) {
    if (scores.shape().rank() != 2 || !targets.shape().equals(Shape.of(scores.shape().dim(0)))) {
      throw new IllegalArgumentException("scores of shape " + scores.shape() + " and targets of shape " + targets.shape()
          + "; allowed: [N, C] and [N]");
    }
    Tensor x = TensorAccess.rowMajor(scores);
    float[] array = TensorAccess.values(x);
    int classes = scores.shape().dim(1);
    int correct = 0;
    for (int n = 0; n < scores.shape().dim(0); n++) {
      int row = TensorAccess.offset(x) + n * classes;
      int best = 0;
      for (int c = 1; c < classes; c++) {
        float v = array[row + c];
        float most = array[row + best];
        if (v > most || v != v && most == most) {
          best = c;
        }
      }
      if (best == targets.at(n)) {
        correct++;
      }
    }
    return correct;
  }

  private static double total(Fold fold, Tensor t, Tensor u) {
    Tensor x = TensorAccess.rowMajor(t);
    Tensor y = TensorAccess.rowMajor(u);
    Scratch own = WorkerPool.lease();
    try {
      double[] out = own.doubles(1, 1);
      LineOps.fold(fold, TensorAccess.values(x), TensorAccess.offset(x), TensorAccess.values(y), TensorAccess.offset(y), new Lines(1, t.size(), 1),
          Lines.NONE, 0, out);
      return out[0];
    } finally {
      WorkerPool.giveBack(own);
    }
  }

  private static Tensor extreme(Fold fold, Tensor t, boolean keepdim, int[] dims) {
    Lines lines = ReducedAxes.of(t.shape(), dims).lines();
    if (lines.n() == 0 && lines.count() > 0) {
      throw new IllegalArgumentException((fold == Fold.MAX ? "amax" : "amin") + " of shape " + t.shape() + " over an axis of size 0; allowed: >= 1");
    }
    return fold(fold, t, keepdim, 1, dims);
  }

  private static Tensor fold(Fold fold, Tensor t, boolean keepdim, double divisor, int... dims) {
    ReducedAxes axes = ReducedAxes.of(t.shape(), dims);
    Tensor x = axes.gather(t);
    Tensor y = TensorAccess.create(axes.result(keepdim), Layout.ROW_MAJOR);
    float[] to = TensorAccess.values(y);
    int yo = TensorAccess.offset(y);
    Scratch own = WorkerPool.lease();
    try {
      double[] out = own.doubles(1, y.size());
      LineOps.fold(fold, TensorAccess.values(x), TensorAccess.offset(x), Lines.NONE, 0, axes.lines(), Lines.NONE, 0, out);
      for (int j = 0; j < y.size(); j++) {
        to[yo + j] = (float) (out[j] / divisor);
      }
    } finally {
      WorkerPool.giveBack(own);
    }
    return y;
  }
}
