package lanewise.tensor.kernel.gemm;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.elementwise.MapOp;
import lanewise.tensor.kernel.workers.PanelBuffer;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * A matrix product in the making: {@code C = f(alpha * A B + beta * D + bias)}, A and B stored either way, one product or a batch of them.
 *
 * <p>Order of sum: blocks of {@link Order#GEMM_BLOCK} in k; in a block one chain of fused multiply-adds from +0, k ascending; the blocks are added in
 * order. Then {@code fma(alpha, sum, beta * d)}, or {@code alpha * sum} where beta is 0 (D is not read), then the bias of the column, then f. Paths,
 * chunks and tiles change no bit of it.
 *
 * <p>The product is cut into chunks of rows and columns ({@link GemmGrid}). A chunk packs what it reads, a block of k at a time; panels of B stay for
 * the thread's next chunk of the same columns. What is read once is not packed at all: a B of few rows of A, where its rows can be read as vectors,
 * and an A of few columns of B. A product with few columns may be computed as that of the transposed matrices, whose tiles are full.
 *
 * <p>Objects of this class are leased, filled, run and given back; nothing is allocated once their buffers have grown.
 */
public final class Gemm implements WorkerPool.Chunks {
  private static final int DEPTH = Order.GEMM_BLOCK;
  /** Products of a batch that are smaller than this many multiplications are computed by one thread each. */
  private static final long SINGLE = 4_000_000;
  private static final int SINGLE_ROWS = 256;
  /** Panels of so many floats stay in the nearest cache: then the rows of A come a tile at a time, which stays there too. */
  private static final int NEAR = 1 << 13;
  private static final int MIRROR_ROWS = 64;
  private static final int EDGE = 0;
  private static final int OWN_A = 1;
  private static final int PARTIAL = 2;
  private static final AtomicReferenceArray<Gemm> SPARE = new AtomicReferenceArray<>(8);

  private enum Phase { MULTIPLY, BATCH, MIRROR }

  private final GemmLeft left = new GemmLeft();
  private final GemmRight right = new GemmRight();
  private final GemmOperand c = new GemmOperand();
  private final GemmOperand d = new GemmOperand();
  private final GemmGrid grid = new GemmGrid();
  private final GemmFinish finish = new GemmFinish();

  private int m;
  private int n;
  private int k;
  private int batch;
  private int group;
  private boolean symmetric;
  /** A and B have changed places, and what is computed is the transpose of C. */
  private boolean transposed;
  /** The sums are formed beside C: C is transposed, or still needed as D. */
  private boolean beside;
  private int product;
  private Phase phase = Phase.MULTIPLY;
  private GemmSet kernels;

  private Gemm() {}

  /** A product of these sizes, without epilogue. */
  public static Gemm lease(int m, int n, int k) {
    Gemm g = null;
    for (int i = 0; g == null && i < SPARE.length(); i++) {
      g = SPARE.get(i) == null ? null : SPARE.getAndSet(i, null);
    }
    g = g == null ? new Gemm() : g;
    g.m = m;
    g.n = n;
    g.k = k;
    g.batch = 1;
    g.symmetric = false;
    g.transposed = false;
    g.product = 0;
    g.finish.reset();
    return g;
  }

  /** Gives the object back; forgets the arrays of others. */
  public void release() {
    left.matrix.clear();
    right.matrix.clear();
    c.clear();
    d.clear();
    finish.reset();
    for (int i = 0; i < SPARE.length(); i++) {
      if (SPARE.compareAndSet(i, null, this)) {
        return;
      }
    }
  }

  /** A [M, K], or where transposed stored as [K, M]. */
  public Gemm left(float[] array, int offset, boolean transpose) {
    left.matrix.set(array, offset, transpose, transpose ? m : k, 0);
    return this;
  }

  /** B [K, N], or where transposed stored as [N, K]. */
  public Gemm right(float[] array, int offset, boolean transpose) {
    right.matrix.set(array, offset, transpose, transpose ? k : n, 0);
    return this;
  }

  /** C [M, N]. */
  public Gemm into(float[] array, int offset) {
    c.set(array, offset, false, n, 0);
    return this;
  }

  /** A factor of the product and a summand beta * D, D [M, N]; D may be C itself. */
  public Gemm plus(float alpha, float beta, float[] array, int offset) {
    finish.scale(alpha, beta);
    d.set(array, offset, false, n, 0);
    return this;
  }

  /** A summand for each column. */
  public Gemm bias(float[] array, int offset) {
    finish.bias(array, offset);
    return this;
  }

  /** A function of each element, the last thing done. */
  public Gemm then(MapOp function) {
    finish.then(function);
    return this;
  }

  /** That many products, their matrices at these distances in the arrays. */
  public Gemm batch(int count, int aStep, int bStep, int cStep) {
    batch = count;
    left.matrix.step = aStep;
    right.matrix.step = bStep;
    c.step = cStep;
    d.step = cStep;
    return this;
  }

  /** M = N, and the result is known to be symmetric to the last bit: only the tiles on and above the diagonal are computed, the others mirrored. */
  public Gemm symmetric() {
    symmetric = true;
    return this;
  }

  /** Computes it. */
  public void run() {
    if (m == 0 || n == 0 || batch == 0) {
      return;
    }
    kernels = GemmKernels.current();
    finish.bind();
    turn();
    beside = transposed || finish.adds() && d.array == c.array;
    left.begin(kernels, k);
    right.begin(kernels, k);
    long work = (long) m * n * k;
    if (batch > 1 && work < SINGLE && m <= SINGLE_ROWS && n <= GemmGrid.MOST_COLUMNS) {
      everyProductByOneThread(work);
      return;
    }
    grid.cut(m, n, k, kernels.tall(), kernels.width(), WorkerPool.threads());
    right.keptIf(grid.down > 1 || batch > 1);
    for (product = 0; product < batch; product++) {
      phase = Phase.MULTIPLY;
      WorkerPool.run(grid.chunks(), work / 50, this);
      if (symmetric) {
        phase = Phase.MIRROR;
        WorkerPool.run(Math.ceilDiv(m, MIRROR_ROWS), (long) m * m / 4, this);
      }
    }
  }

  /** Where there are few columns of a transposed A, C^T = B^T A^T has fuller tiles, and a single column of C is a row of C^T. */
  private void turn() {
    if (symmetric || n >= m || n > kernels.tall() || n > 1 && !left.isTransposed()) {
      return;
    }
    if (n == 1 && !finish.hasBias()) {
      exchange();
    } else if (!finish.adds()) {
      exchange();
      transposed = true;
    }
  }

  private void exchange() {
    left.matrix.exchange(right.matrix);
    left.matrix.transpose();
    right.matrix.transpose();
    int rows = m;
    m = n;
    n = rows;
  }

  private void everyProductByOneThread(long work) {
    group = Math.clamp(SINGLE / 8 / Math.max(1, work), 1, batch);
    phase = Phase.BATCH;
    WorkerPool.run(Math.ceilDiv(batch, group), batch * Math.max(100, work / 50), this);
  }

  @Override
  public void chunk(int index, Scratch scratch) {
    switch (phase) {
      case MULTIPLY -> {
        int row = index % grid.down * grid.rows;
        int column = index / grid.down * grid.columns;
        if (!symmetric || column + grid.columns > row) {
          block(product, row, Math.min(grid.rows, m - row), column, Math.min(grid.columns, n - column), scratch);
        }
      }
      case BATCH -> {
        for (int i = index * group; i < Math.min(batch, (index + 1) * group); i++) {
          block(i, 0, m, 0, n, scratch);
        }
      }
      case MIRROR -> mirror(index * MIRROR_ROWS);
    }
  }

  /** A block of C, and behind the last block of k what follows the sums. */
  private void block(int i, int row, int rows, int column, int columns, Scratch scratch) {
    float[] edge = scratch.floats(EDGE, kernels.edge());
    float[] to = beside ? scratch.floats(PARTIAL, rows * columns) : c.array;
    int toRow = beside ? columns : c.row;
    int to0 = beside ? 0 : c.at(i, row, column);
    PanelBuffer panels = scratch.panels();
    boolean packed = right.isPacked(i, column, panels);
    int inPlace = packed || right.isTransposed() || rows > GemmSet.SMALL ? 0 : columns - columns % kernels.width();
    int direct = symmetric || inPlace > 0 || left.isTransposed() || columns > kernels.width() ? 0 : rows - rows % kernels.lowRows();
    float[] own = scratch.floats(OWN_A, left.size(rows - direct));
    if (!packed) {
      right.reserve(columns - inPlace, panels);
    }
    for (int block = 0; block * DEPTH < k; block++) {
      boolean add = block > 0;
      int depth = Math.min(DEPTH, k - block * DEPTH);
      if (!packed) {
        right.pack(i, column + inPlace, columns - inPlace, block, panels);
      }
      int b0 = right.at(columns - inPlace, block);
      if (direct > 0) {
        GemmOperand a = left.matrix;
        kernels.lowColumn(a.array, a.at(i, row, block * DEPTH), a.row, direct, panels, b0, depth, columns, to, to0, toRow, add, edge);
      }
      int together = left.isTransposed() || columns * depth > NEAR ? rows : kernels.tall();
      for (int r = direct; r < rows; r += together) {
        int height = Math.min(together, rows - r);
        left.pack(i, row + r, height, block, own);
        for (int v = 0; v < inPlace; v += kernels.width()) {
          GemmOperand b = right.matrix;
          kernels.inPlace(own, 0, rows, panels, b.array, b.at(i, block * DEPTH, column + v), b.row, depth, to, to0 + v, toRow, add, edge);
        }
        for (int v = inPlace; v < columns; v += kernels.width()) {
          int valid = Math.min(kernels.width(), columns - v);
          int wanted = symmetric ? Math.min(height, column + v + kernels.width() - row - r) : height;
          kernels.column(own, wanted, panels, b0 + (v - inPlace) * DEPTH, depth, valid, to, to0 + r * toRow + v, toRow, add, edge);
        }
      }
    }
    if (!packed && inPlace == 0) {
      right.keep(i, column, columns, panels);
    }
    finish(i, row, rows, column, columns, to, to0, toRow);
  }

  private void finish(int i, int row, int rows, int column, int columns, float[] sums, int at, int sumsRow) {
    if (k == 0) {
      for (int r = 0; r < rows; r++) {
        Arrays.fill(sums, at + r * sumsRow, at + r * sumsRow + columns, 0);
      }
    }
    if (transposed) {
      int to = c.at(i, column, row);
      kernels.pack().transpose(sums, at, sumsRow, c.array, to, c.row, columns, rows);
      for (int r = 0; r < columns && !finish.isNone(); r++) {
        finish.row(kernels, c.array, to + r * c.row, c.array, 0, c.array, to + r * c.row, row, rows);
      }
    } else if (beside || !finish.isNone()) {
      for (int r = 0; r < rows; r++) {
        finish.row(kernels, sums, at + r * sumsRow, d.array, d.at(i, row + r, column), c.array, c.at(i, row + r, column), column, columns);
      }
    }
  }

  /** Rows of C from their mirror images above the diagonal. */
  private void mirror(int row) {
    int rows = Math.min(MIRROR_ROWS, m - row);
    for (int column = 0; column < row; column += MIRROR_ROWS) {
      kernels.pack().transpose(c.array, c.at(product, column, row), c.row, c.array, c.at(product, row, column), c.row, rows, MIRROR_ROWS);
    }
    for (int r = row; r < row + rows; r++) {
      for (int column = row; column < r; column++) {
        c.array[c.at(product, r, column)] = c.array[c.at(product, column, r)];
      }
    }
  }
}
