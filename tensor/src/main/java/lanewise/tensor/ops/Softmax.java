package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.lines.BlockOp;
import lanewise.tensor.kernel.lines.Fold;
import lanewise.tensor.ops.lines.LineBlock;
import lanewise.tensor.ops.lines.LineGradients;
import lanewise.tensor.ops.lines.LineKernels;
import lanewise.tensor.ops.lines.LineTemporary;
import lanewise.tensor.ops.lines.Lines;
import lanewise.tensor.ops.lines.ReducedAxes;

/**
 * Softmax and its logarithm along an axis, with their gradients, and log-sum-exp over axes. The largest value of a line is taken off before the
 * exponential, so no finite input overflows. Minus infinity is a place that cannot be; a line of nothing else is NaN, as is a line with a NaN or with
 * infinity. Exponentials below e^-87.3 of the largest are 0.
 *
 * <p>Order of sum: lanes along rows, tables along columns (see {@code Order}).
 */
public final class Softmax {
  private static final int TEMPORARY = LineBlock.FREE;

  private Softmax() {}

  /** e^x over the line's sum of e^x. */
  public static Tensor softmax(Tensor t, int dim) {
    Lines lines = Lines.of(t.shape(), ReducedAxes.axis(t.shape(), dim));
    Pass p = new Pass(t, lines);
    LineKernels.Folder sum = LineKernels.Folder.of(Fold.SUM, lines);
    LineKernels.Mapper scale = LineKernels.Mapper.of(BlockOp.SCALE, lines);
    Tensor y = TensorAccess.create(t.shape(), Layout.ROW_MAJOR);
    float[] z = TensorAccess.values(y);
    LineBlock.forEach(lines, lines.size(), (b, scratch) -> {
      float[] numbers = scratch.floats(TEMPORARY, b.count());
      double[] sums = scratch.doubles(TEMPORARY, b.count());
      p.exponentials(b, z, 0, numbers, sums);
      b.fold(sum, z, 0, z, 0, Lines.NONE, 0, sums, 0);
      for (int j = 0; j < b.count(); j++) {
        numbers[j] = (float) (1 / (numbers[j] != numbers[j] ? Double.NaN : sums[j]));
      }
      b.map(scale, z, 0, z, 0, z, 0, numbers, 0, b.count());
    });
    return y;
  }

  /** x - log of the line's sum of e^x. */
  public static Tensor logSoftmax(Tensor t, int dim) {
    Lines lines = Lines.of(t.shape(), ReducedAxes.axis(t.shape(), dim));
    Pass p = new Pass(t, lines);
    LineKernels.Folder sum = LineKernels.Folder.of(Fold.SUM, lines);
    LineKernels.Mapper shift = LineKernels.Mapper.of(BlockOp.SHIFT, lines);
    Tensor y = TensorAccess.create(t.shape(), Layout.ROW_MAJOR);
    float[] z = TensorAccess.values(y);
    LineBlock.forEach(lines, lines.size(), (b, scratch) -> {
      float[] numbers = scratch.floats(TEMPORARY, 2 * b.count());
      double[] sums = scratch.doubles(TEMPORARY, b.count());
      p.exponentials(b, z, 0, numbers, sums);
      b.fold(sum, z, 0, z, 0, Lines.NONE, 0, sums, 0);
      for (int j = 0; j < b.count(); j++) {
        numbers[b.count() + j] = (float) StrictMath.log(sums[j]);
      }
      b.map(shift, p.x, p.xo, z, 0, z, 0, numbers, 0, b.count());
    });
    return y;
  }

  /** The gradient of {@link #softmax} with result y: y (dy - sum of y dy). */
  public static Tensor softmaxGradient(Tensor y, Tensor dy, int dim) {
    return gradient(Fold.PRODUCTS, BlockOp.SOFTMAX_GRADIENT, y, dy, dim);
  }

  /** The gradient of {@link #logSoftmax} with result y: dy - e^y sum of dy. */
  public static Tensor logSoftmaxGradient(Tensor y, Tensor dy, int dim) {
    return gradient(Fold.SUM, BlockOp.LOG_SOFTMAX_GRADIENT, y, dy, dim);
  }

  private static Tensor gradient(Fold fold, BlockOp op, Tensor y, Tensor dy, int dim) {
    if (!y.shape().equals(dy.shape())) {
      throw new IllegalArgumentException("gradient of shape " + dy.shape() + " for a result of shape " + y.shape());
    }
    Lines lines = Lines.of(y.shape(), ReducedAxes.axis(y.shape(), dim));
    Tensor value = TensorAccess.rowMajor(y);
    Tensor up = TensorAccess.rowMajor(dy);
    Tensor dx = TensorAccess.create(y.shape(), Layout.ROW_MAJOR);
    float[] v = TensorAccess.values(value);
    float[] g = TensorAccess.values(up);
    float[] z = TensorAccess.values(dx);
    int vo = TensorAccess.offset(value);
    int go = TensorAccess.offset(up);
    LineKernels.Folder folder = LineKernels.Folder.of(fold, lines);
    LineKernels.Mapper mapper = LineKernels.Mapper.of(op, lines);
    LineBlock.forEach(lines, lines.size() / 2, (b, scratch) -> {
      float[] numbers = scratch.floats(TEMPORARY, b.count());
      double[] sums = scratch.doubles(TEMPORARY, b.count());
      b.fold(folder, g, go, v, vo, Lines.NONE, 0, sums, 0);
      for (int j = 0; j < b.count(); j++) {
        numbers[j] = (float) sums[j];
      }
      b.map(mapper, v, vo, g, go, z, 0, numbers, 0, b.count());
    });
    return dx;
  }

  /** The logarithm of the sum of e^x over axes; minus infinity over nothing. */
  public static Tensor logSumExp(Tensor t, boolean keepdim, int... dims) {
    ReducedAxes axes = ReducedAxes.of(t.shape(), dims);
    Lines lines = axes.lines();
    Pass p = new Pass(axes.gather(t), lines);
    LineKernels.Folder sum = LineKernels.Folder.of(Fold.SUM, lines);
    Tensor y = TensorAccess.create(axes.result(keepdim), Layout.ROW_MAJOR);
    float[] out = TensorAccess.values(y);
    LineTemporary temporary = new LineTemporary(lines);
    LineBlock.forEach(lines, lines.size(), (b, scratch) -> {
      float[] numbers = scratch.floats(TEMPORARY, b.count());
      double[] sums = scratch.doubles(TEMPORARY, b.count());
      float[] z = temporary.array(b, scratch);
      int zo = temporary.offset(b);
      p.exponentials(b, z, zo, numbers, sums);
      b.fold(sum, z, zo, z, zo, Lines.NONE, 0, sums, 0);
      for (int j = 0; j < b.count(); j++) {
        float max = numbers[j];
        out[b.first() + j] = max - max != 0 ? max : (float) (max + StrictMath.log(sums[j]));
      }
    });
    return y;
  }

  /** The gradient of {@link #logSumExp} with result y: e^(x - y) dy. */
  public static Tensor logSumExpGradient(Tensor x, Tensor y, Tensor dy, int... dims) {
    ReducedAxes axes = ReducedAxes.of(x.shape(), dims);
    Tensor value = axes.numbers(y);
    Tensor up = axes.numbers(dy);
    return LineGradients.map(BlockOp.SCALED_EXP, axes, x, (j, t, count) -> {
      t[j] = TensorAccess.values(value)[TensorAccess.offset(value) + j];
      t[count + j] = t[j] != t[j] ? Float.NaN : TensorAccess.values(up)[TensorAccess.offset(up) + j];
    });
  }

  /** The first half of all of them. */
  private static final class Pass {
    private final float[] x;
    private final int xo;
    private final LineKernels.Folder max;
    private final LineKernels.Mapper exp;

    Pass(Tensor t, Lines lines) {
      Tensor from = TensorAccess.rowMajor(t);
      x = TensorAccess.values(from);
      xo = TensorAccess.offset(from);
      max = LineKernels.Folder.of(Fold.MAX, lines);
      exp = LineKernels.Mapper.of(BlockOp.EXP, lines);
    }

    /** z becomes e^(x - the line's largest x), which is left in the numbers. */
    void exponentials(LineBlock b, float[] z, int zo, float[] numbers, double[] values) {
      b.fold(max, x, xo, x, xo, Lines.NONE, 0, values, 0);
      for (int j = 0; j < b.count(); j++) {
        numbers[j] = (float) values[j];
      }
      b.map(exp, x, xo, x, xo, z, zo, numbers, 0, b.count());
    }
  }
}
