package lanewise.tensor.ops.lines;

import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.lines.BlockOp;
import lanewise.tensor.kernel.lines.Fold;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;

/** Gradients that several reductions have in common. */
public final class LineGradients {
  private LineGradients() {}

  /** What fills the numbers of the lines. */
  public interface Numbers {
    /**
     * Writes the numbers of line j: a at {@code t[j]}, b at {@code t[lines + j]}, and so on.
     *
     * @param lines number of lines
     */
    void write(int j, float[] t, int lines);
  }

  /** A function of the elements of x and numbers of their lines. */
  public static Tensor map(BlockOp op, ReducedAxes axes, Tensor x, Numbers numbers) {
    Tensor from = axes.gather(x);
    Tensor to = axes.create();
    Lines lines = axes.lines();
    Scratch own = WorkerPool.lease();
    try {
      float[] t = own.floats(0, op.numbers() * lines.count());
      for (int j = 0; j < lines.count(); j++) {
        numbers.write(j, t, lines.count());
      }
      LineOps.map(LineKernels.Mapper.of(op, lines), TensorAccess.values(from), TensorAccess.offset(from), Lines.NONE, 0, TensorAccess.values(to),
          TensorAccess.offset(to), lines, t, 0);
    } finally {
      WorkerPool.giveBack(own);
    }
    return axes.restore(to);
  }

  /**
   * dy over the number of matches where x equals its line's y, 0 elsewhere; NaN in the lines whose y is NaN.
   *
   * @param absolute compare |x|, and give the gradient the sign of x
   */
  public static Tensor ofMatches(ReducedAxes axes, Tensor x, Tensor y, Tensor dy, boolean absolute) {
    Tensor from = axes.gather(x);
    Tensor at = axes.numbers(y);
    Tensor up = axes.numbers(dy);
    float[] a = TensorAccess.values(at);
    float[] g = TensorAccess.values(up);
    int ao = TensorAccess.offset(at);
    int go = TensorAccess.offset(up);
    Scratch own = WorkerPool.lease();
    try {
      double[] counts = own.doubles(1, axes.lines().count());
      LineOps.fold(absolute ? Fold.ABSOLUTE_MATCHES : Fold.MATCHES, TensorAccess.values(from), TensorAccess.offset(from), Lines.NONE, 0,
          axes.lines(), a, ao, counts);
      return map(absolute ? BlockOp.EQUAL_ABSOLUTE : BlockOp.EQUAL, axes, x, (j, t, lines) -> {
        t[j] = a[ao + j];
        t[lines + j] = counts[j] == 0 ? Float.NaN : (float) (g[go + j] / counts[j]);
      });
    } finally {
      WorkerPool.giveBack(own);
    }
  }
}
