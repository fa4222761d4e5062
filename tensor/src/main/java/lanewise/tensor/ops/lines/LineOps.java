package lanewise.tensor.ops.lines;

import java.util.Arrays;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.lines.Fold;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;

/** Folds and functions of all lines of a tensor; long lines are cut, so that many threads can work on one. */
public final class LineOps {
  /** Elements of a piece of a line that is mapped. */
  private static final int PIECE = 1 << 15;

  private LineOps() {}

  /**
   * {@code out[j]} becomes the fold of line j, numbered in row-major order.
   *
   * @param k number of line j at {@code ko + j}; any array where the fold has none
   */
  public static void fold(Fold fold, float[] x, int xo, float[] y, int yo, Lines lines, float[] k, int ko, double[] out) {
    LineKernels.Folder f = LineKernels.Folder.of(fold, lines);
    long nanos = lines.size() / 8;
    int piece = lines.foldedAtOnce();
    if (lines.n() <= piece) {
      LineBlock.forEach(lines, nanos, (b, scratch) -> b.fold(f, x, xo, y, yo, k, ko + b.first(), out, b.first()));
      return;
    }
    int pieces = Math.ceilDiv(lines.n(), piece);
    int inner = lines.inner();
    Scratch own = WorkerPool.lease();
    try {
      double[] partial = own.doubles(0, pieces * lines.count());
      WorkerPool.run(lines.outer() * pieces, nanos, (u, scratch) -> {
        int o = u / pieces;
        int from = u % pieces * piece;
        Lines part = new Lines(1, Math.min(piece, lines.n() - from), inner);
        LineBlock.here(part, (o * lines.n() + from) * inner, scratch,
            (b, s) -> b.fold(f, x, xo, y, yo, k, ko + o * inner + b.first(), partial, u * inner + b.first()));
      });
      for (int j = 0; j < lines.count(); j++) {
        double sum = fold.start();
        for (int p = 0; p < pieces; p++) {
          sum = fold.merge(sum, partial[(j / inner * pieces + p) * inner + j % inner]);
        }
        out[j] = sum;
      }
    } finally {
      WorkerPool.giveBack(own);
    }
  }

  /**
   * A function of every element and the numbers of its line.
   *
   * @param t a of line j at {@code to + j}, b at {@code to + count + j}, and so on, count being the number of lines
   */
  static void map(LineKernels.Mapper m, float[] x, int xo, float[] y, int yo, float[] z, int zo, Lines lines, float[] t, int to) {
    int period = lines.count();
    int inner = lines.inner();
    int piece = Math.max(Order.ROWS, PIECE / Math.max(1, inner));
    if (lines.n() <= piece) {
      LineBlock.forEach(lines, lines.size() / 4, (b, scratch) -> b.map(m, x, xo, y, yo, z, zo, t, to + b.first(), period));
      return;
    }
    int pieces = Math.ceilDiv(lines.n(), piece);
    WorkerPool.run(lines.outer() * pieces, lines.size() / 4, (u, scratch) -> {
      int o = u / pieces;
      int from = u % pieces * piece;
      Lines part = new Lines(1, Math.min(piece, lines.n() - from), inner);
      LineBlock.here(part, (o * lines.n() + from) * inner, scratch,
          (b, s) -> b.map(m, x, xo, y, yo, z, zo, t, to + o * inner + b.first(), period));
    });
  }

  /** {@code z} at each element becomes the number of its line. */
  public static void fill(float[] z, int zo, Lines lines, float[] t, int to) {
    WorkerPool.run(lines.size() == 0 ? 0 : lines.outer(), lines.size() / 8, (o, scratch) -> {
      int at = zo + o * lines.n() * lines.inner();
      int size = lines.n() * lines.inner();
      if (lines.areRows()) {
        Arrays.fill(z, at, at + size, t[to + o]);
        return;
      }
      System.arraycopy(t, to + o * lines.inner(), z, at, Math.min(size, lines.inner()));
      for (int done = lines.inner(); done < size; done *= 2) {
        System.arraycopy(z, at, z, at + done, Math.min(done, size - done));
      }
    });
  }

  /** The variance from the sum of (x - k)^2, k being the mean rounded to float. */
  public static double variance(double squares, double mean, float k, int n, double divisor) {
    double sum = squares - n * (mean - k) * (mean - k);
    return (sum < 0 ? 0 : sum) / divisor;
  }
}
