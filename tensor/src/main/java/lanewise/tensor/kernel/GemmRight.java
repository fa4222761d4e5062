package lanewise.tensor.kernel;

/**
 * The right operand of a product on its way into {@link GemmTile}: panels as wide as a tile, a block of k each. Where all chunks of the product share
 * it, it is packed before them; else each packs the panels of its columns when it needs them.
 */
final class GemmRight {
  private static final int DEPTH = Order.GEMM_BLOCK;

  /** Panels that are packed at a time. */
  private static final int TOGETHER = 8;

  final GemmOperand matrix = new GemmOperand();
  boolean shared;
  private final GemmBuffer packed = new GemmBuffer();
  private GemmSet kernels;
  private int n;
  private int k;
  private int firstBlock;

  void begin(GemmSet set, int columns, int depth) {
    kernels = set;
    n = columns;
    k = depth;
    shared = false;
  }

  boolean isTransposed() {
    return matrix.column != 1;
  }

  /** Panels of the matrix. */
  int panels() {
    return Math.ceilDiv(n, kernels.width());
  }

  /** Floats of a panel, one block of k deep. */
  int panel() {
    return kernels.width() * DEPTH;
  }

  /** Makes room for these blocks of k, to be packed for all chunks. */
  void reserve(int first, int blocks) {
    firstBlock = first;
    if (shared) {
      packed.reserve(blocks * panels() * panel(), kernels.bits());
    }
  }

  /** Chunks of packing of one block of k. */
  int packs() {
    return shared ? Math.ceilDiv(panels(), TOGETHER) : 0;
  }

  void pack(int product, int block, int part) {
    int column = part * TOGETHER * kernels.width();
    copy(product, column, Math.min(TOGETHER * kernels.width(), n - column), block, packed, sharedAt(column, block));
  }

  /** Where the panels of a chunk's columns are; where they are its own, they are packed now. */
  GemmBuffer prepare(int product, int column, int columns, int block, Scratch scratch) {
    if (shared) {
      return packed;
    }
    GemmBuffer own = scratch.panel(Math.ceilDiv(columns, kernels.width()) * panel(), kernels.bits());
    copy(product, column, columns, block, own, 0);
    return own;
  }

  /** Position of the first panel of a chunk in what {@link #prepare} returns. */
  int at(int column, int block) {
    return shared ? sharedAt(column, block) : 0;
  }

  private int sharedAt(int column, int block) {
    return (block - firstBlock) * panels() * panel() + column * DEPTH;
  }

  private void copy(int product, int column, int columns, int block, GemmBuffer to, int at) {
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
