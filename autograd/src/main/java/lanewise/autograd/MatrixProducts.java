package lanewise.autograd;

/** Differentiable products of matrices and vectors of fixed ranks; {@link Variable#matmul} takes any. */
public final class MatrixProducts {
  private MatrixProducts() {}

  /**
   * The products of two batches of matrices, [B, M, K] and [B, K, N].
   *
   * @throws IllegalArgumentException unless both are of rank 3 with equal numbers of matrices and equal inner sizes
   */
  public static Variable bmm(Variable a, Variable b) {
    if (a.shape().rank() != 3 || b.shape().rank() != 3 || a.shape().dim(0) != b.shape().dim(0)) {
      throw new IllegalArgumentException("bmm of " + a.shape() + " and " + b.shape() + "; allowed: [B, M, K] and [B, K, N]");
    }
    return MatMul.apply(a, b);
  }

  /**
   * The sum of the products of two vectors [K], rank 0.
   *
   * @throws IllegalArgumentException unless both are vectors of one length
   */
  public static Variable dot(Variable a, Variable b) {
    if (a.shape().rank() != 1 || b.shape().rank() != 1 || a.shape().dim(0) != b.shape().dim(0)) {
      throw new IllegalArgumentException("dot of " + a.shape() + " and " + b.shape() + "; allowed: vectors of one length");
    }
    return MatMul.apply(a, b);
  }

  /**
   * The products of all pairs of elements of two vectors [M] and [N]: [M, N].
   *
   * @throws IllegalArgumentException unless both are vectors
   */
  public static Variable outer(Variable a, Variable b) {
    if (a.shape().rank() != 1 || b.shape().rank() != 1) {
      throw new IllegalArgumentException("outer of " + a.shape() + " and " + b.shape() + "; allowed: vectors");
    }
    return MatMul.apply(a.reshape(a.shape().dim(0), 1), b.reshape(1, b.shape().dim(0)));
  }
}
