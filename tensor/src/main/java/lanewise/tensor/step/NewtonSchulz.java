package lanewise.tensor.step;

import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.gemm.Gemm;
import lanewise.tensor.kernel.workers.Scratch;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * Brings the singular values of a matrix near 1 by a quintic iteration of Newton and Schulz, in float32:
 *
 * <pre>
 * X = X / max(|X|, eps)                        |X| the Frobenius norm, in double
 * A = X X^T;  B = fma(c, A A, b * A);  X = B X + a * X      a number of times
 * </pre>
 *
 * <p>Of a matrix with more rows than columns A = X^T X and X = X B + a * X, which is the same iteration of the transposed matrix, bit for bit. A and
 * B are symmetric to the last bit, because the sums of two elements that mirror each other have the same factors in the same order; so only one half
 * of them is computed.
 *
 * <p>Order of sum of the norm: double lanes ({@link Order}); of the products: that of {@link Gemm}.
 *
 * <p>An object holds the working memory for matrices of one shape: the matrix once more, and two squares of its shorter side. It makes no garbage
 * then. Not for several threads at once.
 *
 * <p>Source: Keller Jordan, Muon: an optimizer for hidden layers (2024); {@code torch.optim.Muon}, which iterates in bfloat16.
 */
public final class NewtonSchulz {
  private static final float[] NOTHING = {};

  private final WorkerPool.Chunks divide = this::divide;
  private final NormSweep norms = new NormSweep();
  private final Shape shape;
  private final boolean tall;
  private final int side;
  private final int depth;
  private final Tensor product;
  private final Tensor factor;
  private final Tensor other;
  /** The matrix that is being divided. */
  private float[] values = NOTHING;
  private int offset;
  private double divisor;

  /**
   * The iteration of matrices of this shape.
   *
   * @param shape {@code [M, N]}
   * @throws IllegalArgumentException unless the rank is 2
   */
  public NewtonSchulz(Shape shape) {
    if (shape.rank() != 2) {
      throw new IllegalArgumentException("iteration of Newton and Schulz for shape " + shape + "; allowed: [M, N]");
    }
    this.shape = shape;
    tall = shape.dim(0) > shape.dim(1);
    side = Math.min(shape.dim(0), shape.dim(1));
    depth = Math.max(shape.dim(0), shape.dim(1));
    product = TensorAccess.createOutsideScopes(Shape.of(side, side), Layout.ROW_MAJOR);
    factor = TensorAccess.createOutsideScopes(Shape.of(side, side), Layout.ROW_MAJOR);
    other = TensorAccess.createOutsideScopes(shape, Layout.ROW_MAJOR);
  }

  /**
   * The iterated matrix; what x holds afterwards is arbitrary.
   *
   * @param x a matrix of this object's shape, row-major
   * @param steps number of iterations
   * @return x, or a tensor of this object that the next call overwrites
   * @throws IllegalArgumentException if the shape is another one
   */
  public Tensor iterate(Tensor x, double a, double b, double c, double eps, int steps) {
    if (!x.shape().equals(shape)) {
      throw new IllegalArgumentException("iteration of shape " + x.shape() + " with the memory for " + shape);
    }
    if (x.size() == 0) {
      return x;
    }
    normalise(x, eps);
    Tensor result = x;
    for (int i = 0; i < steps; i++) {
      Tensor next = result == x ? other : x;
      square(result);
      polynomial((float) b, (float) c);
      move(result, (float) a, next);
      result = next;
    }
    return result;
  }

  /** A = X X^T, or X^T X of a tall matrix. */
  private void square(Tensor x) {
    float[] xs = TensorAccess.values(x);
    int xo = TensorAccess.offset(x);
    Gemm g = Gemm.lease(side, side, depth);
    try {
      g.left(xs, xo, tall).right(xs, xo, !tall).into(TensorAccess.writable(product), 0).symmetric().run();
    } finally {
      g.release();
    }
  }

  /** B = c A A + b A. */
  private void polynomial(float b, float c) {
    float[] as = TensorAccess.values(product);
    Gemm g = Gemm.lease(side, side, side);
    try {
      g.left(as, 0, false).right(as, 0, false).plus(c, b, as, 0).into(TensorAccess.writable(factor), 0).symmetric().run();
    } finally {
      g.release();
    }
  }

  /** B X + a X, or X B + a X. */
  private void move(Tensor x, float a, Tensor into) {
    float[] xs = TensorAccess.values(x);
    int xo = TensorAccess.offset(x);
    float[] bs = TensorAccess.values(factor);
    Gemm g = Gemm.lease(shape.dim(0), shape.dim(1), side);
    try {
      g.left(tall ? xs : bs, tall ? xo : 0, false).right(tall ? bs : xs, tall ? 0 : xo, false).plus(1, a, xs, xo)
          .into(TensorAccess.writable(into), TensorAccess.offset(into)).run();
    } finally {
      g.release();
    }
  }

  private void normalise(Tensor x, double eps) {
    norms.begin(2);
    norms.add(x, 1);
    norms.run();
    double norm = norms.norm(0);
    norms.begin(2);
    divisor = norm < eps ? eps : norm;
    values = TensorAccess.writable(x);
    offset = TensorAccess.offset(x);
    try {
      WorkerPool.run(Flat.chunks(x.size()), x.size(), divide);
    } finally {
      values = NOTHING;
    }
  }

  private void divide(int chunk, Scratch scratch) {
    int from = chunk * Order.CHUNK;
    for (int i = offset + from, to = offset + Stretches.end(from, Order.CHUNK, shape.size()); i < to; i++) {
      values[i] = (float) (values[i] / divisor);
    }
  }
}
