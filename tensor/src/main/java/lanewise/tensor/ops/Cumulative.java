package lanewise.tensor.ops;

import java.util.Arrays;
import lanewise.tensor.Layout;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.WorkerPool;
import lanewise.tensor.ops.lines.Lines;
import lanewise.tensor.ops.lines.ReducedAxes;

/** Cumulative sums along an axis. Order of sum: a chain in double along the axis, each partial sum rounded to float. */
public final class Cumulative {
  /** Columns that are added up side by side. */
  private static final int BAND = 256;

  private Cumulative() {}

  /** y[j] = x[0] + ... + x[j]. */
  public static Tensor sum(Tensor t, int dim) {
    return sum(t, dim, false);
  }

  /** The gradient of {@link #sum(Tensor, int)}: dx[j] = dy[j] + ... + dy[n-1], the chain beginning at the end. */
  public static Tensor sumGradient(Tensor dy, int dim) {
    return sum(dy, dim, true);
  }

  private static Tensor sum(Tensor t, int dim, boolean backwards) {
    Lines lines = Lines.of(t.shape(), ReducedAxes.axis(t.shape(), dim));
    Tensor from = TensorAccess.rowMajor(t);
    Tensor y = TensorAccess.create(t.shape(), Layout.ROW_MAJOR);
    float[] x = TensorAccess.values(from);
    float[] z = TensorAccess.values(y);
    int xo = TensorAccess.offset(from);
    int bands = Math.ceilDiv(lines.inner(), BAND);
    int step = backwards ? -lines.inner() : lines.inner();
    int begin = backwards ? (lines.n() - 1) * lines.inner() : 0;
    WorkerPool.run(lines.n() == 0 ? 0 : lines.outer() * bands, lines.size(), (u, scratch) -> {
      int column = u % bands * BAND;
      int width = Math.min(BAND, lines.inner() - column);
      int at = u / bands * lines.n() * lines.inner() + column + begin;
      if (width == 1) {
        along(x, xo + at, z, at, lines.n(), step);
      } else {
        across(x, xo + at, z, at, lines.n(), step, width, scratch.doubles(0, width));
      }
    });
    return y;
  }

  private static void along(float[] x, int xo, float[] z, int zo, int n, int step) {
    double sum = 0;
    for (int j = 0; j < n; j++) {
      sum += x[xo + j * step];
      z[zo + j * step] = (float) sum;
    }
  }

  private static void across(float[] x, int xo, float[] z, int zo, int n, int step, int width, double[] sums) {
    Arrays.fill(sums, 0, width, 0);
    for (int j = 0; j < n; j++) {
      int a = xo + j * step;
      int b = zo + j * step;
      for (int i = 0; i < width; i++) {
        sums[i] += x[a + i];
        z[b + i] = (float) sums[i];
      }
    }
  }
}
