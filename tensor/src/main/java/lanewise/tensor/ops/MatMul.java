package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Arithmetic;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.Scratch;
import lanewise.tensor.kernel.TensorAccess;
import lanewise.tensor.kernel.Tile;
import lanewise.tensor.kernel.TileShape;
import lanewise.tensor.kernel.WorkerPool;
import lanewise.tensor.kernel.ZipOp;

/**
 * Products of matrices, either one transposed: C[m, n] = sum over k of A[m, k] * B[k, n].
 *
 * <p>Order of sum: blocks of {@link Order#GEMM_BLOCK} in k; in a block one chain, k ascending; C = first block, then C + block in order.
 *
 * <p>Both operands are packed: A a block of rows at a time in panels as high as a tile, B as a whole in panels as wide as a tile, padded with zeros.
 * Transposition happens in the packing.
 */
public final class MatMul {
  private static final int ROWS_A_CHUNK = 64;
  private static final int EDGE = 0;
  private static final int PACKED_A = 1;

  private MatMul() {}

  /**
   * op(A) op(B) for rank 2 tensors.
   *
   * @param transposeA A is stored as [K, M]
   * @param transposeB B is stored as [N, K]
   * @throws IllegalArgumentException unless both are of rank 2 and the inner sizes agree
   */
  public static Tensor multiply(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
    if (a.shape().rank() != 2 || b.shape().rank() != 2 || a.shape().dim(transposeA ? 0 : 1) != b.shape().dim(transposeB ? 1 : 0)) {
      throw new IllegalArgumentException("product of " + a.shape() + (transposeA ? " transposed" : "") + " and " + b.shape()
          + (transposeB ? " transposed" : "") + "; allowed: [M, K] and [K, N]");
    }
    int m = a.shape().dim(transposeA ? 1 : 0);
    int k = a.shape().dim(transposeA ? 0 : 1);
    int n = b.shape().dim(transposeB ? 0 : 1);
    if (m == 0 || n == 0 || k == 0) {
      return Tensor.zeros(m, n);
    }
    Tensor c = TensorAccess.create(Shape.of(m, n), Layout.ROW_MAJOR);
    TileShape shape = TileShape.of(n);
    Product product = new Product(shape, m, n, k, new Matrix(a, transposeA), packB(shape, new Matrix(b, transposeB), k, n), TensorAccess.values(c));
    WorkerPool.run(Math.ceilDiv(m, ROWS_A_CHUNK), (long) m * n * k / 50, product::rows);
    return c;
  }

  /** x W^T + bias: the rows of x [N, I] through a weight [O, I]; the bias [O] is added after the product. */
  public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    checkLinear(x, weight);
    if (!bias.shape().equals(Shape.of(weight.shape().dim(0)))) {
      throw new IllegalArgumentException("bias of shape " + bias.shape() + "; this linear map takes [" + weight.shape().dim(0) + "]");
    }
    Tensor y = multiply(x, false, weight, true);
    int columns = y.shape().dim(1);
    float[] array = TensorAccess.values(y);
    float[] b = TensorAccess.values(bias);
    int bo = TensorAccess.offset(bias);
    ZipOp.Kernel add = new Arithmetic.Add().kernel();
    for (int row = 0; row < y.shape().dim(0); row++) {
      add.run(array, row * columns, b, bo, array, row * columns, columns);
    }
    return y;
  }

  /** x W^T: the rows of x [N, I] through a weight [O, I]. */
  public static Tensor linear(Tensor x, Tensor weight) {
    checkLinear(x, weight);
    return multiply(x, false, weight, true);
  }

  private static void checkLinear(Tensor x, Tensor weight) {
    if (weight.shape().rank() != 2) {
      throw new IllegalArgumentException("weight of shape " + weight.shape() + "; allowed: [O, I]");
    }
    if (x.shape().rank() != 2 || x.shape().dim(1) != weight.shape().dim(1)) {
      throw new IllegalArgumentException("input of shape " + x.shape() + " for a weight of shape " + weight.shape() + "; allowed: [N, "
          + weight.shape().dim(1) + "]");
    }
  }

  /** An operand as its array with the strides of its logical rows and columns. */
  private record Matrix(float[] array, int offset, int rowStride, int columnStride) {
    Matrix(Tensor t, boolean transposed) {
      this(TensorAccess.values(TensorAccess.rowMajor(t)), TensorAccess.offset(TensorAccess.rowMajor(t)),
          transposed ? 1 : t.shape().dim(1), transposed ? t.shape().dim(1) : 1);
    }

    int at(int row, int column) {
      return offset + row * rowStride + column * columnStride;
    }
  }

  /** [panel][K][columns of a tile]. */
  private static float[] packB(TileShape shape, Matrix b, int k, int n) {
    int columns = shape.columns();
    int panels = Math.ceilDiv(n, columns);
    float[] packed = TensorAccess.values(TensorAccess.create(Shape.of(panels, k, columns), Layout.ROW_MAJOR));
    for (int p = 0; p < panels; p++) {
      int valid = Math.min(columns, n - p * columns);
      for (int j = 0; j < k; j++) {
        int at = (p * k + j) * columns;
        int from = b.at(j, p * columns);
        for (int v = 0; v < valid; v++) {
          packed[at + v] = b.array[from + v * b.columnStride];
        }
        for (int v = valid; v < columns; v++) {
          packed[at + v] = 0;
        }
      }
    }
    return packed;
  }

  /** One product; a chunk is a block of rows of C. */
  private record Product(TileShape shape, int m, int n, int k, Matrix a, float[] packedB, float[] c) {
    void rows(int chunk, Scratch scratch) {
      int first = chunk * ROWS_A_CHUNK;
      int count = Math.min(ROWS_A_CHUNK, m - first);
      int height = shape.rows();
      int columns = shape.columns();
      float[] edge = scratch.floats(EDGE, Tile.EDGE);
      int[] run = new int[3];
      for (int k0 = 0; k0 < k; k0 += Order.GEMM_BLOCK) {
        int depth = Math.min(Order.GEMM_BLOCK, k - k0);
        float[] packedA = packA(first, count, k0, depth, scratch);
        Tile tile = shape.tile(height, 1, height, columns, k0 == 0 ? Tile.Mode.STORE : Tile.Mode.ADD);
        run[2] = depth;
        for (int n0 = 0; n0 < n; n0 += columns) {
          for (int r = 0; r < count; r += height) {
            tile.run(packedA, r * depth, packedB, n0 * k + k0 * columns, run, 0, 3,
                c, (first + r) * n + n0, n, Math.min(height, count - r), Math.min(columns, n - n0), c, 0, edge);
          }
        }
      }
    }

    /** [panel][depth][height of a tile]. */
    private float[] packA(int first, int count, int k0, int depth, Scratch scratch) {
      int height = shape.rows();
      float[] packed = scratch.floats(PACKED_A, (ROWS_A_CHUNK + height) * Order.GEMM_BLOCK);
      for (int r0 = 0; r0 < count; r0 += height) {
        for (int r = 0; r < height; r++) {
          boolean valid = r0 + r < count;
          int from = valid ? a.at(first + r0 + r, k0) : 0;
          int at = r0 * depth + r;
          for (int j = 0; j < depth; j++) {
            packed[at + j * height] = valid ? a.array[from + j * a.columnStride] : 0;
          }
        }
      }
      return packed;
    }
  }
}
