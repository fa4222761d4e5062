package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.gemm.Gemm;

/**
 * Products of matrices, either one transposed: C[m, n] = sum over k of A[m, k] * B[k, n], alone or in batches, into a new tensor or a given one, with
 * an {@link Epilogue}.
 *
 * <p>Order of sum: blocks of {@link Order#GEMM_BLOCK} in k; in a block one chain of fused multiply-adds from +0, k ascending; C = first block, then
 * C + block in order; then the epilogue. It is the same for every size, transposition and path, so equal operands give equal bits.
 */
public final class MatMul {
  private MatMul() {}

  /**
   * op(A) op(B) for rank 2 tensors.
   *
   * @param transposeA A is stored as [K, M]
   * @param transposeB B is stored as [N, K]
   * @throws IllegalArgumentException unless both are of rank 2, the inner sizes agree, and M * N is a possible size
   */
  public static Tensor multiply(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
    return multiply(a, transposeA, b, transposeB, Epilogue.none());
  }

  /**
   * op(A) op(B) for rank 2 tensors, and what follows it.
   *
   * @throws IllegalArgumentException where shapes do not fit, or the epilogue asks for the old values of a new tensor
   */
  public static Tensor multiply(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Epilogue epilogue) {
    MatMulChecks.operands(a, transposeA, b, transposeB, 2);
    int m = a.shape().dim(transposeA ? 1 : 0);
    int n = b.shape().dim(transposeB ? 0 : 1);
    MatMulChecks.newResult(epilogue, 1, m, n, a, b);
    MatMulChecks.epilogue(epilogue, 2, 1, m, n);
    Tensor c = TensorAccess.create(Shape.of(m, n), Layout.ROW_MAJOR);
    run(c, a, transposeA, b, transposeB, epilogue, 1, m, n, a.shape().dim(transposeA ? 0 : 1));
    return c;
  }

  /**
   * C = op(A) op(B) and what follows it, into a given row-major tensor [M, N]; no memory is allocated.
   *
   * @throws IllegalArgumentException where shapes do not fit, or C shares elements with an operand
   */
  public static void multiplyInto(Tensor c, Tensor a, boolean transposeA, Tensor b, boolean transposeB, Epilogue epilogue) {
    MatMulChecks.operands(a, transposeA, b, transposeB, 2);
    int m = a.shape().dim(transposeA ? 1 : 0);
    int n = b.shape().dim(transposeB ? 0 : 1);
    MatMulChecks.epilogue(epilogue, 2, 1, m, n);
    MatMulChecks.target(c, 2, 1, m, n, a, b, epilogue);
    run(c, a, transposeA, b, transposeB, epilogue, 1, m, n, a.shape().dim(transposeA ? 0 : 1));
  }

  /**
   * The products of two batches of matrices: op(A[i]) op(B[i]) for rank 3 tensors [B, M, K] and [B, K, N]. A batch of one matrix is taken with every
   * matrix of the other.
   *
   * @param transposeA A is stored as [B, K, M]
   * @param transposeB B is stored as [B, N, K]
   * @throws IllegalArgumentException unless both are of rank 3, the batches are equal or one of them is 1, and the inner sizes agree
   */
  public static Tensor batched(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
    return batched(a, transposeA, b, transposeB, Epilogue.none());
  }

  /** {@link #batched(Tensor, boolean, Tensor, boolean)} and what follows it; a summand D has the result's shape. */
  public static Tensor batched(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Epilogue epilogue) {
    MatMulChecks.operands(a, transposeA, b, transposeB, 3);
    int batch = MatMulChecks.batch(a, b);
    int m = a.shape().dim(transposeA ? 2 : 1);
    int n = b.shape().dim(transposeB ? 1 : 2);
    MatMulChecks.newResult(epilogue, batch, m, n, a, b);
    MatMulChecks.epilogue(epilogue, 3, batch, m, n);
    Tensor c = TensorAccess.create(Shape.of(batch, m, n), Layout.ROW_MAJOR);
    run(c, a, transposeA, b, transposeB, epilogue, batch, m, n, a.shape().dim(transposeA ? 1 : 2));
    return c;
  }

  /** {@link #batched} into a given row-major tensor [B, M, N]; no memory is allocated. */
  public static void batchedInto(Tensor c, Tensor a, boolean transposeA, Tensor b, boolean transposeB, Epilogue epilogue) {
    MatMulChecks.operands(a, transposeA, b, transposeB, 3);
    int batch = MatMulChecks.batch(a, b);
    int m = a.shape().dim(transposeA ? 2 : 1);
    int n = b.shape().dim(transposeB ? 1 : 2);
    MatMulChecks.epilogue(epilogue, 3, batch, m, n);
    MatMulChecks.target(c, 3, batch, m, n, a, b, epilogue);
    run(c, a, transposeA, b, transposeB, epilogue, batch, m, n, a.shape().dim(transposeA ? 1 : 2));
  }

  /** x W^T + bias: the rows of x [..., I] through a weight [O, I]; the bias [O] is added after the product. The result is [..., O]. */
  public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    MatMulChecks.linear(x, weight, bias);
    return linear(x, weight, Epilogue.none().bias(bias));
  }

  /** x W^T: the rows of x [..., I] through a weight [O, I]. The result is [..., O]. */
  public static Tensor linear(Tensor x, Tensor weight) {
    MatMulChecks.linear(x, weight);
    return linear(x, weight, Epilogue.none());
  }

  private static Tensor linear(Tensor x, Tensor weight, Epilogue epilogue) {
    int inputs = weight.shape().dim(1);
    int outputs = weight.shape().dim(0);
    int[] dims = x.shape().toArray();
    dims[dims.length - 1] = outputs;
    long rows = 1;
    for (int i = 0; i < dims.length - 1; i++) {
      rows *= dims[i];
    }
    MatMulChecks.newResult(epilogue, 1, rows, outputs, x, weight);
    Tensor y = TensorAccess.create(Shape.of(dims), Layout.ROW_MAJOR);
    run(y, x, false, weight, true, epilogue, 1, (int) rows, outputs, inputs);
    return y;
  }

  private static void run(Tensor c, Tensor a, boolean transposeA, Tensor b, boolean transposeB, Epilogue e, int batch, int m, int n, int k) {
    Tensor left = TensorAccess.rowMajor(a);
    Tensor right = TensorAccess.rowMajor(b);
    Gemm g = Gemm.lease(m, n, k);
    try {
      g.left(TensorAccess.values(left), TensorAccess.offset(left), transposeA).right(TensorAccess.values(right), TensorAccess.offset(right),
          transposeB);
      if (e.beta() != 0 || e.alpha() != 1) {
        Tensor d = e.addend() == null ? c : TensorAccess.rowMajor(e.addend());
        g.plus(e.alpha(), e.beta(), TensorAccess.values(d), TensorAccess.offset(d));
      }
      if (e.bias() != null) {
        g.bias(TensorAccess.values(e.bias()), TensorAccess.offset(e.bias()));
      }
      if (e.function() != null) {
        g.then(e.function());
      }
      g.into(TensorAccess.writable(c), TensorAccess.offset(c)).batch(batch, step(a, m * k, batch), step(b, k * n, batch), m * n).run();
    } finally {
      g.release();
    }
  }

  /** Distance of one matrix of an operand from the next; 0 where there is only one. */
  private static int step(Tensor operand, int matrix, int batch) {
    return batch == 1 || operand.shape().dim(0) == 1 ? 0 : matrix;
  }
}
