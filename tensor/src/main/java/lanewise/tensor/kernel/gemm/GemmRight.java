package lanewise.tensor.kernel.gemm;

import java.util.concurrent.atomic.AtomicLong;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.workers.PanelBuffer;

/**
 * The right operand of a product on its way into {@link GemmTile}: panels as wide as a tile, a block of k each. Each thread packs the panels of its
 * columns when it needs them, into memory of its own, and keeps them for the next chunk of the same columns: panels that one thread packs for another
 * come out of that one's cache, which takes longer than packing.
 */
final class GemmRight {
  private static final int DEPTH = Order.GEMM_BLOCK;
  /** Most floats that a thread keeps from one chunk to the next. */
  private static final int MOST_KEPT = 1 << 21;
  private static final AtomicLong NUMBERS = new AtomicLong();

  final GemmOperand matrix = new GemmOperand();
  private GemmSet kernels;
  private int k;
  private int blocks;
  private long number;
  private boolean once;

  void begin(GemmSet set, int depth) {
    kernels = set;
    k = depth;
    blocks = Math.ceilDiv(k, DEPTH);
    number = NUMBERS.incrementAndGet();
    once = false;
  }

  /** Where no columns belong to two chunks, panels are not kept: those of the next block take the place of these, which the cache holds. */
  void keptIf(boolean usedAgain) {
    once = !usedAgain;
  }

  boolean isTransposed() {
    return matrix.column != 1;
  }

  /** True where this thread has packed these columns for a chunk before. */
  boolean isPacked(int product, int column, PanelBuffer panels) {
    return panels.holds(number, matrix.step == 0 ? 0 : product, column);
  }

  /** Makes room for the panels of a chunk's columns, which are then packed a block of k at a time. */
  void reserve(int columns, PanelBuffer panels) {
    panels.reserve((isKept(columns) ? blocks : 1) * padded(columns) * DEPTH, kernels.bits());
  }

  /** Packs one block. */
  void pack(int product, int column, int columns, int block, PanelBuffer panels) {
    copy(product, column, columns, block, panels, at(columns, block));
  }

  /** All blocks are packed: the next chunk may use them. */
  void keep(int product, int column, int columns, PanelBuffer panels) {
    if (isKept(columns)) {
      panels.label(number, matrix.step == 0 ? 0 : product, column);
    }
  }

  /** Position of the first panel of a block. */
  int at(int columns, int block) {
    return isKept(columns) ? block * padded(columns) * DEPTH : 0;
  }

  private boolean isKept(int columns) {
    return !once && (long) blocks * padded(columns) * DEPTH <= MOST_KEPT;
  }

  private int padded(int columns) {
    return Math.ceilDiv(columns, kernels.width()) * kernels.width();
  }

  private void copy(int product, int column, int columns, int block, PanelBuffer to, int at) {
    int depth = Math.min(DEPTH, k - block * DEPTH);
    if (!isTransposed()) {
      kernels.pack().panels(matrix.array, matrix.at(product, block * DEPTH, column), matrix.row, to, at, depth, columns);
      return;
    }
    for (int v = 0; v < columns; v += kernels.width()) {
      int from = matrix.at(product, block * DEPTH, column + v);
      kernels.pack().panelTransposed(matrix.array, from, matrix.column, to, at + v * DEPTH, depth, Math.min(kernels.width(), columns - v));
    }
  }
}
