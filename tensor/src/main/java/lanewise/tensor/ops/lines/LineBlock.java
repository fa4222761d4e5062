package lanewise.tensor.ops.lines;

import java.util.Arrays;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * Some whole lines of a tensor that are treated together while they are in the cache: rows, or a band of columns. An operation written with {@link
 * #fold} and {@link #map} is the same text for both.
 *
 * <p>Order of sum: rows by lanes, columns by tables (see {@link Order}); lines longer than a chunk are cut.
 */
public final class LineBlock {
  /** Numbers of scratch arrays that an operation may use for itself: these and above. */
  public static final int FREE = 3;

  /** Below this many elements a row gets its numbers element by element, so that vectors run across rows. */
  private static final int NARROW = 32;
  private static final int LANES = 0;
  private static final int VALUES = 1;
  private static final int SPREAD = 2;
  /** An operation is cut into at most so many runs of blocks, each with one object of this class. */
  private static final int RUNS = 32;

  private final Lines lines;
  private final int base;
  /** Copies of a row of columns in the table that sums them, so that it is wide enough for vectors. */
  private final int repeat;
  private Scratch scratch;
  private int first;
  private int count;
  private int offset;

  private LineBlock(Lines lines, int base) {
    this.lines = lines;
    this.base = base;
    this.repeat = lines.tableRows();
  }

  /** What is done with a block. */
  public interface Body {
    /** Treats one block. */
    void block(LineBlock block, Scratch scratch);
  }

  /** Runs the body on all blocks of all lines. */
  public static void forEach(Lines lines, long nanos, Body body) {
    int blocks = lines.blocks();
    int runs = Math.min(blocks, RUNS);
    WorkerPool.run(runs, nanos, (run, scratch) -> {
      LineBlock block = new LineBlock(lines, 0);
      int last = (int) ((long) blocks * (run + 1) / runs);
      for (int b = (int) ((long) blocks * run / runs); b < last; b++) {
        block.moveTo(b, scratch);
        body.block(block, scratch);
      }
    });
  }

  /** Runs the body on all blocks of lines that begin at {@code base}, here and now. */
  static void here(Lines lines, int base, Scratch scratch, Body body) {
    LineBlock block = new LineBlock(lines, base);
    for (int b = 0; b < lines.blocks(); b++) {
      block.moveTo(b, scratch);
      body.block(block, scratch);
    }
  }

  private void moveTo(int block, Scratch own) {
    scratch = own;
    int most = lines.blockLines();
    if (lines.areRows()) {
      first = block * most;
      count = Math.min(most, lines.outer() - first);
      offset = base + first * lines.n();
    } else {
      int bands = Math.ceilDiv(lines.inner(), most);
      int column = block % bands * most;
      first = block / bands * lines.inner() + column;
      count = Math.min(most, lines.inner() - column);
      offset = base + block / bands * lines.n() * lines.inner() + column;
    }
  }

  /** Number of the first line. */
  public int first() {
    return first;
  }

  /** Number of lines. */
  public int count() {
    return count;
  }

  /** Position of the first element. */
  int offset() {
    return offset;
  }

  /** Position of the first element of line j of the block. */
  public int at(int j) {
    return offset + (lines.areRows() ? j * lines.n() : j);
  }

  /**
   * {@code out[oo + j]} becomes the fold of line j of the block.
   *
   * @param x array whose tensor begins at {@code xo}
   * @param k number of line j at {@code ko + j}; any array where the fold has none
   */
  public void fold(LineKernels.Folder f, float[] x, int xo, float[] y, int yo, float[] k, int ko, double[] out, int oo) {
    int piece = lines.foldedAtOnce();
    if (lines.areRows() && lines.n() <= piece && lines.n() > 0) {
      float[] values = scratch.floats(VALUES, count);
      f.byRow().run(x, xo + offset, y, yo + offset, count, lines.n(), k, ko, values, 0, scratch.floats(LANES, Order.LANES));
      boolean sums = f.fold().start() == 0;
      for (int j = 0; j < count; j++) {
        out[oo + j] = sums ? 0.0 + values[j] : values[j];
      }
      return;
    }
    for (int j = 0; j < count; j++) {
      out[oo + j] = f.fold().start();
    }
    for (int from = 0; from < lines.n(); from += piece) {
      int at = offset + from * lines.inner();
      int n = Math.min(piece, lines.n() - from);
      if (lines.areRows()) {
        float[] values = scratch.floats(VALUES, count);
        f.byRow().run(x, xo + at, y, yo + at, 1, n, k, ko, values, 0, scratch.floats(LANES, Order.LANES));
        for (int j = 0; j < count; j++) {
          out[oo + j] = f.fold().merge(out[oo + j], values[j]);
        }
      } else {
        foldColumns(f, x, xo + at, y, yo + at, n, k, ko, out, oo);
      }
    }
  }

  private void foldColumns(LineKernels.Folder f, float[] x, int xo, float[] y, int yo, int n, float[] k, int ko, double[] out, int oo) {
    int width = repeat * count;
    float[] table = scratch.floats(VALUES, width);
    Arrays.fill(table, 0, width, f.fold().neutral());
    float[] numbers = repeat == 1 || !f.fold().numbered() ? k : spread(k, ko, 1, 0, width);
    int no = numbers == k ? ko : 0;
    int stride = repeat == 1 ? lines.inner() : width;
    int full = n / repeat;
    f.byColumn().run(x, xo, y, yo, full, width, stride, numbers, no, table, 0);
    int rest = (n - full * repeat) * count;
    if (rest > 0) {
      f.byColumn().run(x, xo + full * width, y, yo + full * width, 1, rest, rest, numbers, no, table, 0);
    }
    for (int r = 0; r < repeat; r++) {
      for (int j = 0; j < count; j++) {
        out[oo + j] = f.fold().merge(out[oo + j], table[r * count + j]);
      }
    }
  }

  /**
   * A function of the block's elements and the numbers of their lines.
   *
   * @param t a of line j at {@code to + j}, b at {@code to + period + j}, and so on
   */
  public void map(LineKernels.Mapper m, float[] x, int xo, float[] y, int yo, float[] z, int zo, float[] t, int to, int period) {
    int kinds = m.op().numbers();
    int n = lines.n();
    if (!lines.areRows()) {
      int width = repeat * count;
      float[] numbers = repeat == 1 ? t : spread(t, to, kinds, period, width);
      int no = repeat == 1 ? to : 0;
      int p = repeat == 1 ? period : width;
      int stride = repeat == 1 ? lines.inner() : width;
      int full = n / repeat;
      m.byColumn().run(x, xo + offset, y, yo + offset, z, zo + offset, full, width, stride, numbers, no, p);
      int rest = (n - full * repeat) * count;
      int at = offset + full * width;
      if (rest > 0) {
        m.byColumn().run(x, xo + at, y, yo + at, z, zo + at, 1, rest, rest, numbers, no, p);
      }
    } else if (n < NARROW) {
      int size = count * n;
      float[] numbers = scratch.floats(SPREAD, kinds * size);
      for (int i = 0; i < kinds; i++) {
        for (int j = 0; j < count; j++) {
          Arrays.fill(numbers, i * size + j * n, i * size + (j + 1) * n, t[to + i * period + j]);
        }
      }
      m.byColumn().run(x, xo + offset, y, yo + offset, z, zo + offset, 1, size, size, numbers, 0, size);
    } else {
      m.byRow().run(x, xo + offset, y, yo + offset, z, zo + offset, count, n, n, t, to, period);
    }
  }

  /** The numbers of the columns, repeated to the width of the table. */
  private float[] spread(float[] t, int to, int kinds, int period, int width) {
    float[] numbers = scratch.floats(SPREAD, kinds * width);
    for (int i = 0; i < kinds; i++) {
      System.arraycopy(t, to + i * period, numbers, i * width, count);
      for (int r = count; r < width; r++) {
        numbers[i * width + r] = numbers[i * width + r - count];
      }
    }
    return numbers;
  }
}
