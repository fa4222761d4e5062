package lanewise.tensor.step;

import java.util.Arrays;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * Arithmetic on vectors that hold many parameters end to end, for methods that see all of them as one point.
 *
 * <p>Order of sum: in double; element i of a chunk of {@link Order#CHUNK} goes to lane i mod 8, i ascending; lane l takes lane l + 4, then 2, 1;
 * chunks in order. One text serves all levels.
 */
public final class Flat {
  private static final int LANES = 8;

  private Flat() {}

  /** A vector of zeros that belongs to no scope. */
  public static Tensor zeros(int size) {
    return TensorAccess.createOutsideScopes(Shape.of(size), Layout.ROW_MAJOR);
  }

  /** Writes the elements of a tensor, row-major and times a factor, into a vector from a position on. */
  public static void gather(Tensor from, double factor, Tensor vector, int at) {
    Tensor rows = TensorAccess.rowMajor(from);
    float[] x = TensorAccess.values(rows);
    int xo = TensorAccess.offset(rows);
    float[] y = TensorAccess.writable(vector);
    int yo = TensorAccess.offset(vector) + at;
    for (int i = 0; i < from.size(); i++) {
      y[yo + i] = (float) factor * x[xo + i];
    }
  }

  /** Writes zeros into a vector from a position on. */
  public static void clear(Tensor vector, int at, int count) {
    float[] y = TensorAccess.writable(vector);
    int from = TensorAccess.offset(vector) + at;
    Arrays.fill(y, from, from + count, 0);
  }

  /** Overwrites a tensor with the elements of a vector from a position on. */
  public static void scatter(Tensor vector, int at, Tensor into) {
    into.copyFrom(vector.slice(at, at + into.size()).reshape(into.shape().toArray()));
  }

  /** The sum of a_i b_i; a product of two floats is exact in double. */
  public static double dot(Tensor a, Tensor b) {
    requireSameSize(a, b);
    float[] x = TensorAccess.values(a);
    float[] y = TensorAccess.values(b);
    int xo = TensorAccess.offset(a);
    int yo = TensorAccess.offset(b);
    return sum(a.size(), (from, to, lanes) -> {
      int i = from;
      for (; i + LANES <= to; i += LANES) {
        for (int l = 0; l < LANES; l++) {
          lanes[l] += (double) x[xo + i + l] * y[yo + i + l];
        }
      }
      for (int l = 0; i < to; i++, l++) {
        lanes[l] += (double) x[xo + i] * y[yo + i];
      }
    });
  }

  /** The sum of |a_i|. */
  public static double sumAbs(Tensor a) {
    float[] x = TensorAccess.values(a);
    int xo = TensorAccess.offset(a);
    return sum(a.size(), (from, to, lanes) -> {
      for (int i = from; i < to; i++) {
        lanes[(i - from) % LANES] += Math.abs(x[xo + i]);
      }
    });
  }

  /** The largest |a_i|: 0 for an empty vector, NaN where an element is NaN. */
  public static double largest(Tensor a) {
    float[] x = TensorAccess.values(a);
    int xo = TensorAccess.offset(a);
    float largest = 0;
    for (int i = 0; i < a.size(); i++) {
      largest = Math.max(largest, Math.abs(x[xo + i]));
    }
    return largest;
  }

  /** {@code into} = x + t d, in double, rounded once. */
  public static void move(Tensor x, double t, Tensor d, Tensor into) {
    requireSameSize(x, d);
    requireSameSize(x, into);
    float[] xs = TensorAccess.values(x);
    float[] ds = TensorAccess.values(d);
    float[] ys = TensorAccess.writable(into);
    int xo = TensorAccess.offset(x);
    int dd = TensorAccess.offset(d);
    int yo = TensorAccess.offset(into);
    WorkerPool.run(chunks(x.size()), x.size(), (c, _) -> {
      for (int i = c * Order.CHUNK, to = Stretches.end(i, Order.CHUNK, x.size()); i < to; i++) {
        ys[yo + i] = (float) (xs[xo + i] + t * ds[dd + i]);
      }
    });
  }

  /** {@code into} = t x, in double, rounded once. */
  public static void scale(Tensor x, double t, Tensor into) {
    requireSameSize(x, into);
    float[] xs = TensorAccess.values(x);
    float[] ys = TensorAccess.writable(into);
    int xo = TensorAccess.offset(x);
    int yo = TensorAccess.offset(into);
    WorkerPool.run(chunks(x.size()), x.size(), (c, _) -> {
      for (int i = c * Order.CHUNK, to = Stretches.end(i, Order.CHUNK, x.size()); i < to; i++) {
        ys[yo + i] = (float) (t * xs[xo + i]);
      }
    });
  }

  static int chunks(int size) {
    return Math.ceilDiv(size, Order.CHUNK);
  }

  /** Adds the terms of a chunk to lanes. */
  @FunctionalInterface
  interface Terms {
    void add(int from, int to, double[] lanes);
  }

  /** The sum of terms in the order of this class. */
  static double sum(int size, Terms terms) {
    double[] partial = new double[chunks(size)];
    WorkerPool.run(partial.length, size, (c, _) -> {
      double[] lanes = new double[LANES];
      terms.add(c * Order.CHUNK, Stretches.end(c * Order.CHUNK, Order.CHUNK, size), lanes);
      for (int half = LANES / 2; half > 0; half /= 2) {
        for (int l = 0; l < half; l++) {
          lanes[l] += lanes[l + half];
        }
      }
      partial[c] = lanes[0];
    });
    double sum = 0;
    for (double p : partial) {
      sum += p;
    }
    return sum;
  }

  private static void requireSameSize(Tensor a, Tensor b) {
    if (a.size() != b.size() || TensorAccess.layout(a) != TensorAccess.layout(b)) {
      throw new IllegalArgumentException("vectors of shapes " + a.shape() + " and " + b.shape() + "; allowed: the same size");
    }
  }
}
