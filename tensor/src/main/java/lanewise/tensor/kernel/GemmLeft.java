package lanewise.tensor.kernel;

/**
 * The left operand of a product on its way into {@link GemmTile}: rows of {@link GemmTile#A_ROW} floats, a block of k each. Where all chunks of the
 * product share it, it is packed before them; else each packs its rows when it needs them: row by row in the order of the tiles, so that the tile
 * finds them in the nearest cache. A matrix stored the other way is transposed for all rows of a chunk at once.
 */
final class GemmLeft {
  private static final int DEPTH = Order.GEMM_BLOCK;
  /** Rows of a chunk of packing. */
  private static final int ROWS = 32;

  final GemmOperand matrix = new GemmOperand();
  boolean shared;
  private float[] packed = {};
  private GemmSet kernels;
  private int m;
  private int k;
  private int firstBlock;

  void begin(GemmSet set, int rows, int depth) {
    kernels = set;
    m = rows;
    k = depth;
    shared = false;
  }

  boolean isTransposed() {
    return matrix.column != 1;
  }

  /** Makes room for these blocks of k, to be packed for all chunks. */
  void reserve(int first, int blocks) {
    firstBlock = first;
    if (shared && packed.length < blocks * kernels.padded(m) * DEPTH) {
      packed = new float[blocks * kernels.padded(m) * DEPTH];
    }
  }

  /** Chunks of packing of one block of k. */
  int packs() {
    return shared ? Math.ceilDiv(m, ROWS) : 0;
  }

  void pack(int product, int block, int part) {
    int row = part * ROWS;
    copy(product, row, Math.min(ROWS, m - row), block, packed, sharedAt(row, block));
  }

  /** What a chunk does before its first tile of a block; returns the array that the tiles read. */
  float[] prepare(int product, int row, int rows, int block, float[] own) {
    if (!shared && isTransposed()) {
      copy(product, row, rows, block, own, 0);
    }
    return shared ? packed : own;
  }

  /** Floats of a chunk's own array. */
  int ownSize(int rows) {
    return shared ? 0 : (isTransposed() ? kernels.padded(rows) : kernels.tall()) * DEPTH;
  }

  /** Where the rows of a tile are, {@code within} rows behind the first row of the chunk. */
  int tile(int product, int row, int within, int rows, int block, float[] own) {
    if (shared) {
      return sharedAt(row + within, block);
    }
    if (isTransposed()) {
      return within * DEPTH;
    }
    copy(product, row + within, rows, block, own, 0);
    return 0;
  }

  private int sharedAt(int row, int block) {
    return ((block - firstBlock) * kernels.padded(m) + row) * DEPTH;
  }

  private void copy(int product, int row, int rows, int block, float[] to, int at) {
    int from = matrix.at(product, row, block * DEPTH);
    int depth = Math.min(DEPTH, k - block * DEPTH);
    if (isTransposed()) {
      kernels.pack().transpose(matrix.array, from, matrix.column, to, at, DEPTH, rows, depth);
      return;
    }
    for (int r = 0; r < rows; r++) {
      System.arraycopy(matrix.array, from + r * matrix.row, to, at + r * DEPTH, depth);
    }
  }
}
