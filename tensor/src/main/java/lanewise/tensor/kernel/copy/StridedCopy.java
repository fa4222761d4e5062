package lanewise.tensor.kernel.copy;

import java.util.Arrays;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * Copies elements between two arrays along any axes: {@code y[yo + sum of i[k] * ys[k]] = x[xo + sum of i[k] * xs[k]]} for all i below the sizes.
 *
 * <p>Axes that lie one inside the other in both arrays are joined. What is left is cut into planes of two axes: runs of neighbours, transpositions
 * (neighbours in x along one axis, in y along the other), or neither.
 */
public final class StridedCopy {
  /** Elements of a plane's piece, and about as many as a chunk has. */
  private static final int PIECE = 1 << 16;
  /** Pieces of a transposition: rows of x at least, and how much of each at most. */
  private static final int LEAST_ROWS = 64;
  private static final int LONGEST_ROW = 1024;
  /**
   * From this distance of rows and number of elements on, a piece of so many rows and columns is first brought together in scratch: in runs of
   * columns the processor fetches ahead, in blocks that jump from page to page it does not. The gap keeps rows out of each other's cache sets.
   */
  private static final int FAR = 512;
  private static final int LARGE = 1 << 20;
  private static final int FAR_ROWS = 512;
  private static final int FAR_COLS = 128;
  /** So many rows of x, a page of memory in each row of y, are done before the next columns. */
  private static final int FAR_GROUP = 1024;
  private static final int GAP = 16;
  /** Below this number of elements the twin of the transposition is as good as the vectors. */
  private static final int SMALL = 1 << 11;
  private static final int SHORT_RUN = 24;

  private StridedCopy() {}

  /**
   * Copies.
   *
   * @param xs steps in x of one along each axis; any sign, 0 repeats
   * @param ys steps in y; they must not make two elements meet
   */
  public static void run(float[] x, int xo, int[] xs, float[] y, int yo, int[] ys, int[] sizes) {
    Joined axes = Joined.of(sizes, xs, ys);
    if (axes.elements == 0) {
      return;
    }
    Plane plane = Plane.of(axes);
    int units = (int) (axes.elements / ((long) plane.rows * plane.cols)) * plane.rowPieces() * plane.colPieces();
    int together = (int) Math.max(1, PIECE / (axes.elements / units));
    WorkerPool.run(Math.ceilDiv(units, together), axes.elements / 2, (chunk, scratch) -> {
      int last = Math.min(units, (chunk + 1) * together);
      for (int u = chunk * together; u < last; u++) {
        plane.unit(u, axes, x, xo, y, yo, scratch);
      }
    });
  }

  /** Sizes and steps of axes, sorted from the widest step in y to the narrowest; none is of size 1 and no two can be one. */
  private static final class Joined {
    final int[] sizes;
    final int[] xs;
    final int[] ys;
    int rank;
    long elements = 1;

    private Joined(int rank) {
      sizes = new int[rank];
      xs = new int[rank];
      ys = new int[rank];
    }

    static Joined of(int[] sizes, int[] xs, int[] ys) {
      Joined a = new Joined(sizes.length);
      for (int k = 0; k < sizes.length; k++) {
        a.elements *= sizes[k];
        if (sizes[k] != 1) {
          a.insert(sizes[k], xs[k], ys[k]);
        }
      }
      int kept = 0;
      for (int k = 1; k < a.rank; k++) {
        if (a.xs[kept] == a.xs[k] * a.sizes[k] && a.ys[kept] == a.ys[k] * a.sizes[k]) {
          a.set(kept, a.sizes[kept] * a.sizes[k], a.xs[k], a.ys[k]);
        } else {
          a.set(++kept, a.sizes[k], a.xs[k], a.ys[k]);
        }
      }
      a.rank = Math.min(a.rank, kept + 1);
      return a;
    }

    private void insert(int size, int xStep, int yStep) {
      int at = rank++;
      for (; at > 0 && ys[at - 1] < yStep; at--) {
        set(at, sizes[at - 1], xs[at - 1], ys[at - 1]);
      }
      set(at, size, xStep, yStep);
    }

    private void set(int k, int size, int xStep, int yStep) {
      sizes[k] = size;
      xs[k] = xStep;
      ys[k] = yStep;
    }
  }

  /** The two axes of the inner loops; the columns are the last axis of y. An axis that is absent has number -1 and size 1. */
  private record Plane(Transposition transposition, boolean far, int rowAxis, int rows, int rowX, int rowY, int cols, int colX, int colY,
      int rowPiece,
      int colPiece) {
    static Plane of(Joined a) {
      if (a.rank == 0) {
        return new Plane(null, false, -1, 1, 0, 0, 1, 1, 1, 1, 1);
      }
      int last = a.rank - 1;
      int rowAxis = last - 1;
      Transposition transposition = null;
      for (int k = 0; k < last && a.xs[last] != 1 && a.ys[last] == 1; k++) {
        if (a.xs[k] == 1) {
          rowAxis = k;
          transposition = a.elements < SMALL ? Transposition.scalar() : Transposition.kernel();
        }
      }
      int rows = rowAxis < 0 ? 1 : a.sizes[rowAxis];
      int cols = a.sizes[last];
      boolean far = transposition != null && a.elements >= LARGE && Math.abs((long) a.xs[last]) >= FAR;
      if (far) {
        return new Plane(transposition, true, rowAxis, rows, 1, a.ys[rowAxis], cols, a.xs[last], 1, Math.min(rows, FAR_COLS),
            Math.min(cols, FAR_GROUP));
      }
      int rowPiece = transposition != null ? Math.min(rows, LONGEST_ROW) : Math.min(rows, Math.max(1, PIECE / Math.min(cols, PIECE)));
      int colPiece = Math.min(cols, transposition == null ? PIECE : Math.max(LEAST_ROWS, PIECE / 4 / rowPiece));
      return new Plane(transposition, false, rowAxis, rows, rowAxis < 0 ? 0 : a.xs[rowAxis], rowAxis < 0 ? 0 : a.ys[rowAxis], cols, a.xs[last],
          a.ys[last],
          rowPiece, colPiece);
    }

    int rowPieces() {
      return Math.ceilDiv(rows, rowPiece);
    }

    int colPieces() {
      return Math.ceilDiv(cols, colPiece);
    }

    void unit(int u, Joined a, float[] x, int xo, float[] y, int yo, Scratch scratch) {
      int row = u % rowPieces() * rowPiece;
      int rest = u / rowPieces();
      int col = rest % colPieces() * colPiece;
      rest /= colPieces();
      int xAt = xo + row * rowX + col * colX;
      int yAt = yo + row * rowY + col * colY;
      for (int k = a.rank - 2; k >= 0; k--) {
        if (k != rowAxis) {
          int i = rest % a.sizes[k];
          rest /= a.sizes[k];
          xAt += i * a.xs[k];
          yAt += i * a.ys[k];
        }
      }
      int h = Math.min(rowPiece, rows - row);
      int w = Math.min(colPiece, cols - col);
      if (far) {
        far(x, xAt, y, yAt, w, h, scratch.floats(0, FAR_ROWS * (FAR_COLS + GAP)));
      } else if (transposition != null) {
        transposition.run(x, xAt, colX, y, yAt, rowY, w, h);
      } else if (colX == 1 && colY == 1) {
        runs(x, xAt, rowX, y, yAt, rowY, h, w);
      } else {
        strided(x, xAt, rowX, colX, y, yAt, rowY, colY, h, w);
      }
    }

    private void far(float[] x, int xo, float[] y, int yo, int count, int length, float[] near) {
      for (int first = 0; first < count; first += FAR_ROWS) {
        int n = Math.min(FAR_ROWS, count - first);
        for (int i = 0; i < n; i++) {
          System.arraycopy(x, xo + (first + i) * colX, near, i * (FAR_COLS + GAP), length);
        }
        transposition.run(near, 0, FAR_COLS + GAP, y, yo + first, rowY, n, length);
      }
    }
  }

  private static void runs(float[] x, int xo, int xs, float[] y, int yo, int ys, int rows, int cols) {
    for (int r = 0; r < rows; r++) {
      int from = xo + r * xs;
      int to = yo + r * ys;
      if (cols >= SHORT_RUN) {
        System.arraycopy(x, from, y, to, cols);
      } else {
        for (int c = 0; c < cols; c++) {
          y[to + c] = x[from + c];
        }
      }
    }
  }

  private static void strided(float[] x, int xo, int xs, int colX, float[] y, int yo, int ys, int colY, int rows, int cols) {
    for (int r = 0; r < rows; r++) {
      int from = xo + r * xs;
      int to = yo + r * ys;
      if (colX == 0 && colY == 1) {
        Arrays.fill(y, to, to + cols, x[from]);
      } else {
        for (int c = 0; c < cols; c++) {
          y[to + c * colY] = x[from + c * colX];
        }
      }
    }
  }
}
