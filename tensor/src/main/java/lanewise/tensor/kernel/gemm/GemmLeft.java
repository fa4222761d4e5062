package lanewise.tensor.kernel.gemm;

import lanewise.tensor.kernel.Order;

/**
 * The left operand of a product on its way into {@link GemmTile}: the rows of a chunk, {@link GemmTile#A_ROW} floats apart, a block of k at a time.
 * They stay in the second cache while the panels of B pass by. A matrix stored the other way is transposed on the way.
 */
final class GemmLeft {
  private static final int DEPTH = Order.GEMM_BLOCK;

  final GemmOperand matrix = new GemmOperand();
  private GemmSet kernels;
  private int k;

  void begin(GemmSet set, int depth) {
    kernels = set;
    k = depth;
  }

  boolean isTransposed() {
    return matrix.column != 1;
  }

  /** Floats that the packed rows of a chunk take: whole tiles. */
  int size(int rows) {
    return kernels.padded(rows) * DEPTH;
  }

  /** Packs a block of k of some rows. */
  void pack(int product, int row, int rows, int block, float[] to) {
    int from = matrix.at(product, row, block * DEPTH);
    int depth = Math.min(DEPTH, k - block * DEPTH);
    if (isTransposed()) {
      kernels.pack().transpose(matrix.array, from, matrix.column, to, 0, DEPTH, rows, depth);
      return;
    }
    for (int r = 0; r < rows; r++) {
      System.arraycopy(matrix.array, from + r * matrix.row, to, r * DEPTH, depth);
    }
  }
}
