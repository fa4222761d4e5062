package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.Exp;
import lanewise.tensor.kernel.MapOp;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.Scratch;
import lanewise.tensor.kernel.TensorAccess;
import lanewise.tensor.kernel.WorkerPool;

/**
 * Softmax with cross-entropy, mean over the rows: loss = mean over n of (log sum over c of exp(x[n, c] - max) - (x[n, target] - max)).
 *
 * <p>Order of sum: a row's exponentials in lanes (see {@code Order}); the rows' losses in double, in order.
 */
public final class CrossEntropy {
  private static final int ROWS_A_CHUNK = 64;

  private CrossEntropy() {}

  /**
   * A loss and what its gradient needs.
   *
   * @param loss rank 0
   * @param probabilities softmax of the logits [N, C]
   */
  public record Forward(Tensor loss, Tensor probabilities) {}

  /**
   * The loss of logits [N, C] against class numbers [N].
   *
   * @throws IllegalArgumentException if the shapes do not fit or a target is not in 0..C-1
   */
  public static Forward forward(Tensor logits, LongTensor targets) {
    Shape shape = logits.shape();
    if (shape.rank() != 2 || !targets.shape().equals(Shape.of(shape.dim(0)))) {
      throw new IllegalArgumentException("logits of shape " + shape + " and targets of shape " + targets.shape() + "; allowed: [N, C] and [N]");
    }
    int rows = shape.dim(0);
    int classes = shape.dim(1);
    for (int n = 0; n < rows; n++) {
      if (targets.at(n) < 0 || targets.at(n) >= classes) {
        throw new IllegalArgumentException("target " + targets.at(n) + " of row " + n + "; allowed: 0.." + (classes - 1));
      }
    }
    Tensor x = TensorAccess.rowMajor(logits);
    Tensor probabilities = TensorAccess.create(shape, Layout.ROW_MAJOR);
    float[] from = TensorAccess.values(x);
    float[] p = TensorAccess.values(probabilities);
    int offset = TensorAccess.offset(x);
    double[] losses = new double[rows];
    MapOp.Kernel exp = new Exp().kernel();
    WorkerPool.run(chunks(rows), 8L * logits.size(), (chunk, scratch) -> {
      int first = chunk * ROWS_A_CHUNK;
      int last = Math.min(rows, first + ROWS_A_CHUNK);
      for (int n = first; n < last; n++) {
        centre(from, offset + n * classes, p, n * classes, classes);
        losses[n] = -p[n * classes + (int) targets.at(n)];
      }
      exp.run(p, first * classes, p, first * classes, (last - first) * classes);
      for (int n = first; n < last; n++) {
        losses[n] += StrictMath.log(divideBySum(p, n * classes, classes, scratch));
      }
    });
    double total = 0;
    for (double loss : losses) {
      total += loss;
    }
    return new Forward(Tensor.scalar((float) (total / rows)), probabilities);
  }

  /** The gradient with respect to the logits: (softmax - one-hot) * (dloss / N). */
  public static Tensor gradient(Tensor probabilities, LongTensor targets, float dloss) {
    int rows = probabilities.shape().dim(0);
    int classes = probabilities.shape().dim(1);
    Tensor dx = TensorAccess.create(probabilities.shape(), Layout.ROW_MAJOR);
    float[] to = TensorAccess.values(dx);
    float[] p = TensorAccess.values(probabilities);
    float share = dloss / rows;
    WorkerPool.run(chunks(rows), probabilities.size(), (chunk, scratch) -> {
      int last = Math.min(rows, (chunk + 1) * ROWS_A_CHUNK);
      for (int n = chunk * ROWS_A_CHUNK; n < last; n++) {
        for (int c = 0; c < classes; c++) {
          to[n * classes + c] = p[n * classes + c] * share;
        }
        int at = n * classes + (int) targets.at(n);
        to[at] = (p[at] - 1) * share;
      }
    });
    return dx;
  }

  private static int chunks(int rows) {
    return Math.ceilDiv(rows, ROWS_A_CHUNK);
  }

  /** y = x - max(x); a NaN in the row makes all of it NaN. */
  private static void centre(float[] x, int xo, float[] y, int yo, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      float v = x[xo + i];
      max = v > max || v != v ? v : max;
    }
    for (int i = 0; i < n; i++) {
      y[yo + i] = x[xo + i] - max;
    }
  }

  /** Divides a row by its sum and returns the sum. */
  private static float divideBySum(float[] p, int at, int n, Scratch scratch) {
    float[] lanes = scratch.floats(0, Order.LANES);
    for (int i = 0; i < Order.LANES; i++) {
      lanes[i] = i < n ? p[at + i] : -0f;
    }
    for (int i = Order.LANES; i < n; i++) {
      lanes[i % Order.LANES] += p[at + i];
    }
    float sum = Order.tree(lanes, 0);
    for (int i = 0; i < n; i++) {
      p[at + i] /= sum;
    }
    return sum;
  }
}
