package lanewise.tensor.ops;

import java.util.Arrays;
import lanewise.tensor.Tensor;

/**
 * Products of matrices and vectors of any rank, as {@code torch.matmul}: all axes but the last two are a batch and are broadcast, a vector is a row
 * on the left and a column on the right. Order of sum: {@link MatMul}, for all of them.
 */
public final class Products {
  private Products() {}

  /**
   * The product of two tensors.
   *
   * <ul>
   *   <li>[K] and [K]: their dot product, rank 0
   *   <li>[M, K] and [K, N]: [M, N]; [K] and [K, N]: [N]; [M, K] and [K]: [M]
   *   <li>[..., M, K] and [..., K, N]: [..., M, N] for each pair of matrices; a batch axis of size 1, or that is missing, is taken with all others
   * </ul>
   *
   * @throws IllegalArgumentException if a rank is 0, the inner sizes differ or the batch axes do not fit
   */
  public static Tensor matmul(Tensor a, Tensor b) {
    if (a.shape().rank() == 0 || b.shape().rank() == 0) {
      throw refusal(a, b);
    }
    Tensor c = batched(asMatrix(a, true), false, asMatrix(b, false), false);
    int[] dims = c.shape().toArray();
    int rank = dims.length;
    int[] without = new int[rank - (a.shape().rank() == 1 ? 1 : 0) - (b.shape().rank() == 1 ? 1 : 0)];
    int n = 0;
    for (int k = 0; k < rank; k++) {
      if (!(k == rank - 2 && a.shape().rank() == 1 || k == rank - 1 && b.shape().rank() == 1)) {
        without[n++] = dims[k];
      }
    }
    return without.length == rank ? c : c.reshape(without);
  }

  /** A vector as a matrix of one row (on the left) or one column; others as they are. */
  public static Tensor asMatrix(Tensor t, boolean left) {
    if (t.shape().rank() != 1) {
      return t;
    }
    return left ? t.reshape(1, t.size()) : t.reshape(t.size(), 1);
  }

  /**
   * The products of matrices [..., M, K] and [..., K, N] whose batch axes are broadcast.
   *
   * @param transposeA A is stored as [..., K, M]
   * @param transposeB B is stored as [..., N, K]
   */
  public static Tensor batched(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
    int[] left = a.shape().toArray();
    int[] right = b.shape().toArray();
    if (left.length < 2 || right.length < 2 || left[left.length - (transposeA ? 2 : 1)] != right[right.length - (transposeB ? 1 : 2)]) {
      throw refusal(a, b);
    }
    if (left.length == 2 && right.length == 2) {
      return MatMul.multiply(a, transposeA, b, transposeB);
    }
    int m = left[left.length - (transposeA ? 1 : 2)];
    int n = right[right.length - (transposeB ? 2 : 1)];
    int[] batch = broadcast(a, b, left, right);
    int[] result = Arrays.copyOf(batch, batch.length + 2);
    result[batch.length] = m;
    result[batch.length + 1] = n;
    if (right.length == 2 && !transposeA) {
      return MatMul.multiply(rows(a), false, b, transposeB).reshape(result);
    }
    int count = MatMulChecks.count(batch, a, b);
    return MatMul.batched(flat(a, left, batch, count), transposeA, flat(b, right, batch, count), transposeB).reshape(result);
  }

  /** The rows of all matrices of a batch, one below the other. */
  public static Tensor rows(Tensor t) {
    int columns = t.shape().dim(t.shape().rank() - 1);
    long rows = 1;
    for (int k = 0; k < t.shape().rank() - 1; k++) {
      rows *= t.shape().dim(k);
    }
    return t.reshape(Math.toIntExact(rows), columns);
  }

  private static int[] broadcast(Tensor a, Tensor b, int[] left, int[] right) {
    int[] batch = new int[Math.max(left.length, right.length) - 2];
    for (int k = 0; k < batch.length; k++) {
      int l = at(left, k - batch.length);
      int r = at(right, k - batch.length);
      if (l != r && l != 1 && r != 1) {
        throw refusal(a, b);
      }
      batch[k] = l == 1 ? r : l;
    }
    return batch;
  }

  /** Batch size number {@code fromEnd}, -1 being the last batch axis; 1 where there is none. */
  private static int at(int[] dims, int fromEnd) {
    int k = dims.length - 2 + fromEnd;
    return k < 0 ? 1 : dims[k];
  }

  /** A batch in one axis: of all products, or of 1 matrix for all of them. */
  private static Tensor flat(Tensor t, int[] dims, int[] batch, int count) {
    int rank = dims.length;
    int matrices = 1;
    boolean whole = rank - 2 == batch.length;
    for (int k = 0; k < rank - 2; k++) {
      matrices *= dims[k];
      whole &= dims[k] == batch[k + batch.length - (rank - 2)];
    }
    if (whole || matrices == 1) {
      return t.reshape(whole ? count : 1, dims[rank - 2], dims[rank - 1]);
    }
    int[] expanded = Arrays.copyOf(batch, batch.length + 2);
    expanded[batch.length] = dims[rank - 2];
    expanded[batch.length + 1] = dims[rank - 1];
    return Expansion.expand(t, expanded).reshape(count, dims[rank - 2], dims[rank - 1]);
  }

  private static IllegalArgumentException refusal(Tensor a, Tensor b) {
    return new IllegalArgumentException("product of " + a.shape() + " and " + b.shape()
        + "; allowed: [..., M, K] and [..., K, N] whose other axes are equal, 1 or missing; [K] for a row on the left, a column on the right");
  }
}
