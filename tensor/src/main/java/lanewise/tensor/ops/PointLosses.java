package lanewise.tensor.ops;

import java.util.Optional;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.TensorAccess;
import lanewise.tensor.kernel.WorkerPool;

/** Losses that compare tensors of equal shape element by element, with their gradients. Sums as in {@link Reduce}. */
public final class PointLosses {
  private static final int CHUNK = 1 << 12;

  private PointLosses() {}

  /** The loss of each element. */
  public static Tensor values(PointLoss loss, Tensor x, Tensor t) {
    return zip(x, t, (i, a, b) -> loss.value(a, b));
  }

  /** The gradient by x of {@link #reduce} of {@link #values}. */
  public static Tensor gradient(PointLoss loss, Tensor x, Tensor t, Tensor dy, LossReduction reduction) {
    return scaled(zip(x, t, (i, a, b) -> loss.slope(a, b)), dy, reduction);
  }

  /** Losses of elements, reduced: a tensor of rank 0, or the losses themselves. */
  public static Tensor reduce(Tensor losses, LossReduction reduction) {
    return switch (reduction) {
      case NONE -> losses;
      case MEAN -> Tensor.scalar(Reduce.mean(losses));
      case SUM -> Tensor.scalar(Reduce.sum(losses));
      case BATCH_MEAN -> Tensor.scalar(Reduce.sum(losses) / batch(losses.shape()));
    };
  }

  /**
   * The binary cross-entropy of sigmoid(x) against t in [0, 1], of each element: w ((1 - t) x + l (log(1 + e^-|x|) + max(-x, 0))), l = 1 + (p - 1) t,
   * as {@code torch.nn.functional.binary_cross_entropy_with_logits}.
   *
   * @param weight w of each element, of a shape that expands to that of x
   * @param posWeight p likewise
   */
  public static Tensor binaryCrossEntropy(Tensor x, Tensor t, Optional<Tensor> weight, Optional<Tensor> posWeight) {
    return binary(x, t, weight, posWeight, false);
  }

  /** The gradient by x of {@link #reduce} of {@link #binaryCrossEntropy}: w ((1 - t) - l sigmoid(-x)). */
  public static Tensor binaryCrossEntropyGradient(Tensor x, Tensor t, Optional<Tensor> weight, Optional<Tensor> posWeight, Tensor dy,
      LossReduction reduction) {
    return scaled(binary(x, t, weight, posWeight, true), dy, reduction);
  }

  private static Tensor binary(Tensor x, Tensor t, Optional<Tensor> weight, Optional<Tensor> posWeight, boolean slope) {
    int[] shape = x.shape().toArray();
    float[] w = weight.map(v -> Expansion.expand(v, shape).toArray()).orElse(Reduce.NONE);
    float[] p = posWeight.map(v -> Expansion.expand(v, shape).toArray()).orElse(Reduce.NONE);
    return zip(x, t, (i, v, target) -> {
      double factor = weight.isPresent() ? w[i] : 1;
      double l = posWeight.isPresent() ? 1 + (p[i] - 1.0) * target : 1;
      double e = StrictMath.exp(-Math.abs((double) v));
      if (slope) {
        return (float) (factor * (1.0 - target - l * (v < 0 ? 1 : e) / (1 + e)));
      }
      return (float) (factor * ((1.0 - target) * v + l * (StrictMath.log1p(e) + Math.max(-v, 0))));
    });
  }

  private static Tensor scaled(Tensor slopes, Tensor dy, LossReduction reduction) {
    return switch (reduction) {
      case NONE -> Elementwise.multiply(slopes, dy);
      case MEAN -> Elementwise.scale(slopes, dy.item() / slopes.size());
      case SUM -> Elementwise.scale(slopes, dy.item());
      case BATCH_MEAN -> Elementwise.scale(slopes, dy.item() / batch(slopes.shape()));
    };
  }

  private static int batch(Shape shape) {
    return shape.rank() == 0 ? 1 : shape.dim(0);
  }

  private interface Element {
    float of(int i, float x, float t);
  }

  private static Tensor zip(Tensor x, Tensor t, Element f) {
    if (!x.shape().equals(t.shape())) {
      throw new IllegalArgumentException("loss of shapes " + x.shape() + " and " + t.shape() + "; they must be equal");
    }
    Tensor a = TensorAccess.rowMajor(x);
    Tensor b = TensorAccess.rowMajor(t);
    Tensor z = TensorAccess.create(x.shape(), Layout.ROW_MAJOR);
    float[] from = TensorAccess.values(a);
    float[] target = TensorAccess.values(b);
    float[] to = TensorAccess.values(z);
    int xo = TensorAccess.offset(a);
    int yo = TensorAccess.offset(b);
    int n = x.size();
    WorkerPool.run(Math.ceilDiv(n, CHUNK), 10L * n, (c, scratch) -> {
      for (int i = c * CHUNK; i < Math.min(n, (c + 1) * CHUNK); i++) {
        to[i] = f.of(i, from[xo + i], target[yo + i]);
      }
    });
    return z;
  }
}
