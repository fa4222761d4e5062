package lanewise.tensor.ops.loss;

import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.lines.BlockOp;
import lanewise.tensor.kernel.lines.Fold;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.CrossEntropy;
import lanewise.tensor.ops.LossReduction;
import lanewise.tensor.ops.lines.LineBlock;
import lanewise.tensor.ops.lines.LineKernels;
import lanewise.tensor.ops.lines.LineTemporary;
import lanewise.tensor.ops.lines.Lines;

/** One {@link CrossEntropy}: the passes over the lines of its scores. */
public final class LinedCrossEntropy {
  private static final int TEMPORARY = LineBlock.FREE;

  private final Tensor scores;
  private final Lines lines;
  private final LossReduction reduction;
  private final Targets targets;
  /** The largest score of each line, then the sums of the exponentials. */
  private final Tensor kept;

  /** The loss of these scores against what their lines are to be. */
  public LinedCrossEntropy(Tensor scores, Lines lines, LossReduction reduction, Targets targets) {
    this.scores = TensorAccess.rowMajor(scores);
    this.lines = lines;
    this.reduction = reduction;
    this.targets = targets;
    kept = TensorAccess.create(Shape.of(2, lines.count()), Layout.ROW_MAJOR);
  }

  /** The loss and the way back. */
  public CrossEntropy.Forward forward() {
    Scratch own = WorkerPool.lease();
    try {
      double[] losses = own.doubles(1, lines.count());
      lose(losses);
      if (reduction == LossReduction.NONE) {
        Tensor each = TensorAccess.create(ClassTargets.lineShape(scores.shape()), Layout.ROW_MAJOR);
        for (int j = 0; j < lines.count(); j++) {
          TensorAccess.values(each)[j] = (float) losses[j];
        }
        return new CrossEntropy.Forward(each, dy -> gradient(dy, 1));
      }
      double total = 0;
      double shares = 0;
      for (int j = 0; j < lines.count(); j++) {
        total += losses[j];
        shares += targets.share(j);
      }
      double divisor = reduction == LossReduction.MEAN ? shares : 1;
      return new CrossEntropy.Forward(Tensor.scalar((float) (total / divisor)), dy -> gradient(dy, divisor));
    } finally {
      WorkerPool.giveBack(own);
    }
  }

  private void lose(double[] losses) {
    float[] x = TensorAccess.values(scores);
    int xo = TensorAccess.offset(scores);
    float[] keep = TensorAccess.values(kept);
    LineKernels.Folder max = LineKernels.Folder.of(Fold.MAX, lines);
    LineKernels.Folder sum = LineKernels.Folder.of(Fold.SUM, lines);
    LineKernels.Mapper exp = LineKernels.Mapper.of(BlockOp.EXP, lines);
    boolean even = targets.even() != 0;
    LineKernels.Folder deviations = even ? LineKernels.Folder.of(Fold.DEVIATIONS, lines) : max;
    LineTemporary temporary = new LineTemporary(lines);
    LineBlock.forEach(lines, lines.size(), (b, scratch) -> {
      double[] values = scratch.doubles(TEMPORARY, b.count());
      double[] sums = scratch.doubles(TEMPORARY + 1, b.count());
      float[] m = scratch.floats(TEMPORARY, b.count());
      float[] z = temporary.array(b, scratch);
      int zo = temporary.offset(b);
      b.fold(max, x, xo, x, xo, Lines.NONE, 0, values, 0);
      for (int j = 0; j < b.count(); j++) {
        m[j] = (float) values[j];
      }
      b.map(exp, x, xo, x, xo, z, zo, m, 0, b.count());
      b.fold(sum, z, zo, z, zo, Lines.NONE, 0, sums, 0);
      if (even) {
        b.fold(deviations, x, xo, x, xo, m, 0, values, 0);
      }
      for (int j = 0; j < b.count(); j++) {
        int line = b.first() + j;
        float total = m[j] != m[j] ? Float.NaN : (float) sums[j];
        keep[line] = m[j];
        keep[lines.count() + line] = total;
        losses[line] = isNothing(line) ? 0
            : StrictMath.log(total) * targets.total(line) - targets.score(line, x, xo + b.at(j), lines.inner(), m[j], values[j]);
      }
    });
  }

  private boolean isNothing(int line) {
    return targets.share(line) == 0 && targets.total(line) == 0;
  }

  /** dx = c (softmax(x) sum of w q - w q), c being the gradient of the line's loss. */
  private Tensor gradient(Tensor dloss, double divisor) {
    boolean each = reduction == LossReduction.NONE;
    Tensor up = TensorAccess.rowMajor(dloss);
    float[] g = TensorAccess.values(up);
    int go = TensorAccess.offset(up);
    float[] x = TensorAccess.values(scores);
    int xo = TensorAccess.offset(scores);
    float[] keep = TensorAccess.values(kept);
    Tensor dx = TensorAccess.create(scores.shape(), Layout.ROW_MAJOR);
    float[] z = TensorAccess.values(dx);
    LineKernels.Mapper map = LineKernels.Mapper.of(targets.even() != 0 ? BlockOp.SHIFTED_EXP : BlockOp.SCALED_EXP, lines);
    LineBlock.forEach(lines, lines.size(), (b, scratch) -> {
      int count = b.count();
      float[] t = scratch.floats(TEMPORARY, 3 * count);
      double[] c = scratch.doubles(TEMPORARY, count);
      for (int j = 0; j < count; j++) {
        int line = b.first() + j;
        c[j] = isNothing(line) ? 0 : g[go + (each ? line : 0)] / divisor;
        t[j] = keep[line];
        t[count + j] = (float) (c[j] * targets.total(line) / keep[lines.count() + line]);
        t[2 * count + j] = (float) (c[j] * targets.even());
      }
      b.map(map, x, xo, x, xo, z, 0, t, 0, count);
      for (int j = 0; j < count; j++) {
        if (c[j] != 0) {
          targets.subtract(b.first() + j, z, b.at(j), lines.inner(), c[j]);
        }
      }
    });
    return dx;
  }
}
