package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;

/** What {@link MatMul} asks of its arguments; every refusal names the shapes and the rule. */
final class MatMulChecks {
  private MatMulChecks() {}

  /** Two operands of this rank whose inner sizes agree. */
  static void operands(Tensor a, boolean transposeA, Tensor b, boolean transposeB, int rank) {
    if (a.shape().rank() != rank || b.shape().rank() != rank
        || a.shape().dim(rank - (transposeA ? 2 : 1)) != b.shape().dim(rank - (transposeB ? 1 : 2))) {
      throw new IllegalArgumentException("product of " + named(a, transposeA) + " and " + named(b, transposeB) + "; allowed: "
          + (rank == 2 ? "[M, K] and [K, N]" : "[B, M, K] and [B, K, N]"));
    }
  }

  /** The number of products of two batches. */
  static int batch(Tensor a, Tensor b) {
    int left = a.shape().dim(0);
    int right = b.shape().dim(0);
    if (left != right && left != 1 && right != 1) {
      throw new IllegalArgumentException("product of the batches " + a.shape() + " and " + b.shape()
          + "; allowed: equal numbers of matrices, or one");
    }
    return left == 1 ? right : left;
  }

  /** The number of matrices of a batch. */
  static int count(int[] batch, Tensor a, Tensor b) {
    long count = 1;
    for (int size : batch) {
      count *= size;
      if (count > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("product of the batches " + a.shape() + " and " + b.shape() + "; allowed: at most " + Integer.MAX_VALUE
            + " matrices");
      }
    }
    return (int) count;
  }

  /** A result of a size that a tensor can have, and an epilogue that does not ask for its old values. */
  static void newResult(Epilogue epilogue, long batch, long m, long n, Tensor a, Tensor b) {
    if (epilogue.beta() != 0 && epilogue.addend() == null) {
      throw new IllegalArgumentException("beta " + epilogue.beta() + " for a new tensor, which has no old values; allowed: plus(factor, addend)");
    }
    if (batch * m > Integer.MAX_VALUE || batch * m * n > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("product of " + a.shape() + " and " + b.shape() + " has " + batch * m + " x " + n
          + " elements; allowed: at most " + Integer.MAX_VALUE);
    }
  }

  /** An epilogue that fits the result. */
  static void epilogue(Epilogue epilogue, int rank, int batch, int m, int n) {
    if (epilogue.addend() != null && !fits(epilogue.addend(), rank, batch, m, n)) {
      throw new IllegalArgumentException("addend of shape " + epilogue.addend().shape() + "; this product has " + shape(rank, batch, m, n));
    }
    if (epilogue.bias() != null && (epilogue.bias().shape().rank() != 1 || epilogue.bias().shape().dim(0) != n)) {
      throw new IllegalArgumentException("bias of shape " + epilogue.bias().shape() + "; this product takes [" + n + "]");
    }
  }

  /** A tensor that can take the result: of its shape, row-major, apart from the operands. */
  static void target(Tensor c, int rank, int batch, int m, int n, Tensor a, Tensor b, Epilogue epilogue) {
    if (!fits(c, rank, batch, m, n)) {
      throw new IllegalArgumentException("result of shape " + c.shape() + "; the product of " + a.shape() + " and " + b.shape() + " has "
          + shape(rank, batch, m, n));
    }
    if (TensorAccess.layout(c) != Layout.ROW_MAJOR) {
      throw new IllegalArgumentException("result of shape " + c.shape() + " in layout " + TensorAccess.layout(c) + "; allowed: row-major");
    }
    apart(c, a, "operand");
    apart(c, b, "operand");
    if (epilogue.bias() != null) {
      apart(c, epilogue.bias(), "bias");
    }
    if (epilogue.addend() != null && TensorAccess.offset(epilogue.addend()) != TensorAccess.offset(c)) {
      apart(c, epilogue.addend(), "addend");
    }
  }

  private static void apart(Tensor c, Tensor other, String what) {
    int from = TensorAccess.offset(c);
    int otherFrom = TensorAccess.offset(other);
    if (TensorAccess.values(c) == TensorAccess.values(other) && from < otherFrom + other.size() && otherFrom < from + c.size()) {
      throw new IllegalArgumentException("the result of shape " + c.shape() + " shares elements with the " + what + " of shape " + other.shape()
          + "; allowed: memory of its own");
    }
  }

  private static boolean fits(Tensor t, int rank, int batch, int m, int n) {
    Shape s = t.shape();
    return s.rank() == rank && s.dim(rank - 2) == m && s.dim(rank - 1) == n && (rank == 2 || s.dim(0) == batch);
  }

  private static String shape(int rank, int batch, int m, int n) {
    return rank == 2 ? "[" + m + ", " + n + "]" : "[" + batch + ", " + m + ", " + n + "]";
  }

  private static String named(Tensor t, boolean transposed) {
    return t.shape() + (transposed ? " transposed" : "");
  }

  /** An input [..., I] for a weight [O, I]. */
  static void linear(Tensor x, Tensor weight) {
    if (weight.shape().rank() != 2) {
      throw new IllegalArgumentException("weight of shape " + weight.shape() + "; allowed: [O, I]");
    }
    int rank = x.shape().rank();
    if (rank < 1 || x.shape().dim(rank - 1) != weight.shape().dim(1)) {
      throw new IllegalArgumentException("input of shape " + x.shape() + " for a weight of shape " + weight.shape() + "; allowed: [..., "
          + weight.shape().dim(1) + "]");
    }
  }

  /** The same with a bias [O]. */
  static void linear(Tensor x, Tensor weight, Tensor bias) {
    linear(x, weight);
    if (bias.shape().rank() != 1 || bias.shape().dim(0) != weight.shape().dim(0)) {
      throw new IllegalArgumentException("bias of shape " + bias.shape() + "; this linear map takes [" + weight.shape().dim(0) + "]");
    }
  }
}
