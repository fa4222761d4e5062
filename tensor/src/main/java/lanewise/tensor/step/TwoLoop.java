package lanewise.tensor.step;

import java.util.List;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * The direction -H g of the limited-memory BFGS method, H being the approximation of the inverse Hessian that pairs of differences define. With y_i a
 * difference of gradients, s_i the step that belongs to it, ro_i = 1 / (y_i . s_i), from old to new:
 *
 * <pre>
 * q = -g
 * newest to oldest: a_i = ro_i (s_i . q);  q = q - a_i y_i
 * q = h q
 * oldest to newest: q = q + (a_i - ro_i (y_i . q)) s_i
 * </pre>
 *
 * <p>q is kept in double and rounded at the end. Order of sum: as {@link Flat}.
 *
 * <p>Source: Nocedal, Wright, Numerical optimization, algorithm 7.4.
 */
public final class TwoLoop {
  private double[] q = new double[0];
  private double[] a = new double[0];

  /** A recursion that keeps its working memory. */
  public TwoLoop() {}

  /**
   * Computes a direction.
   *
   * @param dirs the differences of gradients, from old to new
   * @param steps the steps
   * @param ro their reciprocal products, each of one element
   * @param h the factor in the middle
   * @param gradient g
   * @param into where the direction is written
   */
  public void direction(List<Tensor> dirs, List<Tensor> steps, List<Tensor> ro, double h, Tensor gradient, Tensor into) {
    int pairs = dirs.size();
    int n = gradient.size();
    if (q.length < n) {
      q = new double[n];
    }
    if (a.length < pairs) {
      a = new double[Math.max(pairs, 2 * a.length)];
    }
    float[] g = TensorAccess.values(gradient);
    int go = TensorAccess.offset(gradient);
    for (int i = 0; i < n; i++) {
      q[i] = -g[go + i];
    }
    double product = pairs == 0 ? 0 : pass(0, gradient, steps.getLast());
    for (int i = pairs - 1; i >= 0; i--) {
      a[i] = ro.get(i).item() * product;
      product = pass(-a[i], dirs.get(i), steps.get(Math.max(i - 1, 0)));
    }
    for (int i = 0; i < n; i++) {
      q[i] *= h;
    }
    product = pairs == 0 ? 0 : pass(0, gradient, dirs.getFirst());
    for (int i = 0; i < pairs; i++) {
      product = pass(a[i] - ro.get(i).item() * product, steps.get(i), dirs.get(Math.min(i + 1, pairs - 1)));
    }
    float[] d = TensorAccess.writable(into);
    int to = TensorAccess.offset(into);
    for (int i = 0; i < n; i++) {
      d[to + i] = (float) q[i];
    }
  }

  /** q = q + factor x, where the factor is not 0; returns q . y of the new q. */
  private double pass(double factor, Tensor x, Tensor y) {
    float[] xs = TensorAccess.values(x);
    float[] ys = TensorAccess.values(y);
    int xo = TensorAccess.offset(x);
    int yo = TensorAccess.offset(y);
    int n = x.size();
    double[] to = q;
    if (factor != 0) {
      WorkerPool.run(Flat.chunks(n), n, (c, _) -> {
        for (int i = c * Order.CHUNK, end = Math.min(n, i + Order.CHUNK); i < end; i++) {
          to[i] += factor * xs[xo + i];
        }
      });
    }
    return Flat.sum(n, (from, end, lanes) -> {
      for (int i = from; i < end; i++) {
        lanes[(i - from) % lanes.length] += to[i] * ys[yo + i];
      }
    });
  }
}
