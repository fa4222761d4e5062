package lanewise.tensor.step;

import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.TensorAccess;
import lanewise.tensor.kernel.WorkerPool;
import lanewise.tensor.ops.MatMul;

/**
 * Brings the singular values of a matrix near 1 by a quintic iteration of Newton and Schulz, in float32:
 *
 * <pre>
 * X = X / max(|X|, eps)                        |X| the Frobenius norm, in double (order of sum: {@link Flat})
 * A = X X^T;  B = fma(c, A A, b * A);  X = fma(a, X, B X)      a number of times
 * </pre>
 *
 * <p>Of a matrix with more rows than columns A = X^T X and X = fma(a, X, X B), which is the same iteration of the transposed matrix, bit for bit: A
 * and B are symmetric to the last bit.
 *
 * <p>Source: Keller Jordan, Muon: an optimizer for hidden layers (2024); {@code torch.optim.Muon}, which iterates in bfloat16.
 */
public final class NewtonSchulz {
  private NewtonSchulz() {}

  /**
   * The iterated matrix; x is overwritten by x / max(|x|, eps).
   *
   * @param x a matrix {@code [M, N]}, row-major
   * @param steps number of iterations
   */
  public static Tensor iterate(Tensor x, double a, double b, double c, double eps, int steps) {
    if (x.size() == 0) {
      return x;
    }
    boolean tall = x.shape().dim(0) > x.shape().dim(1);
    double norm = Math.sqrt(Flat.dot(x, x));
    normalise(x, norm < eps ? eps : norm);
    Tensor result = x;
    for (int i = 0; i < steps; i++) {
      Tensor product = MatMul.multiply(result, tall, result, !tall);
      Tensor factor = MatMul.multiply(product, false, product, false);
      combine(product, (float) b, factor, (float) c, factor);
      Tensor next = tall ? MatMul.multiply(result, false, factor, false) : MatMul.multiply(factor, false, result, false);
      combine(next, 1, result, (float) a, next);
      result = next;
    }
    return result;
  }

  private static void normalise(Tensor x, double divisor) {
    float[] xs = TensorAccess.writable(x);
    int xo = TensorAccess.offset(x);
    int n = x.size();
    WorkerPool.run(Flat.chunks(n), n, (chunk, _) -> {
      for (int i = chunk * Order.CHUNK, to = Math.min(n, i + Order.CHUNK); i < to; i++) {
        xs[xo + i] = (float) (xs[xo + i] / divisor);
      }
    });
  }

  /** {@code into} = fma(v, y, u * x). */
  private static void combine(Tensor x, float u, Tensor y, float v, Tensor into) {
    float[] xs = TensorAccess.values(x);
    float[] ys = TensorAccess.values(y);
    float[] zs = TensorAccess.writable(into);
    int xo = TensorAccess.offset(x);
    int yo = TensorAccess.offset(y);
    int zo = TensorAccess.offset(into);
    int n = x.size();
    WorkerPool.run(Flat.chunks(n), n, (chunk, _) -> {
      for (int i = chunk * Order.CHUNK, to = Math.min(n, i + Order.CHUNK); i < to; i++) {
        zs[zo + i] = Fma.fma(v, ys[yo + i], u * xs[xo + i]);
      }
    });
  }
}
