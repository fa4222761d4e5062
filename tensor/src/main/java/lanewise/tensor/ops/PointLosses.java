package lanewise.tensor.ops;

import java.util.Optional;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.elementwise.ZipOp;
import lanewise.tensor.kernel.functions.BinaryCrossEntropy;
import lanewise.tensor.kernel.functions.Distances;
import lanewise.tensor.kernel.functions.Divergence;
import lanewise.tensor.ops.elementwise.ElementwiseRun;

/** Losses that compare tensors of equal shape element by element, with their gradients. Sums as in {@link Reduce}. */
public final class PointLosses {
  private PointLosses() {}

  /** The loss of each element. */
  public static Tensor values(PointLoss loss, Tensor x, Tensor t) {
    return zip(switch (loss) {
      case PointLoss.Squared() -> new Distances.Squared();
      case PointLoss.Absolute() -> new Distances.Absolute();
      case PointLoss.SmoothL1(float beta) -> new Distances.SmoothL1(beta);
      case PointLoss.Huber(float delta) -> new Distances.Huber(delta);
      case PointLoss.Divergence(boolean logTarget) -> logTarget ? new Divergence.OfLogarithm() : new Divergence();
    }, x, t);
  }

  /** The gradient by x of {@link #reduce} of {@link #values}. */
  public static Tensor gradient(PointLoss loss, Tensor x, Tensor t, Tensor dy, LossReduction reduction) {
    return scaled(zip(switch (loss) {
      case PointLoss.Squared() -> new Distances.SquaredSlope();
      case PointLoss.Absolute() -> new Distances.AbsoluteSlope();
      case PointLoss.SmoothL1(float beta) -> new Distances.SmoothL1Slope(beta);
      case PointLoss.Huber(float delta) -> new Distances.HuberSlope(delta);
      case PointLoss.Divergence(boolean logTarget) -> logTarget ? new Divergence.OfLogarithmSlope() : new Divergence.Slope();
    }, x, t), dy, reduction);
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
   * The binary cross-entropy of sigmoid(x) against t in [0, 1], of each element: w ((1 - t) softplus(x) + p t softplus(-x)), as
   * {@code torch.nn.functional.binary_cross_entropy_with_logits}.
   *
   * @param weight w of each element, of a shape that expands to that of x
   * @param posWeight p likewise
   */
  public static Tensor binaryCrossEntropy(Tensor x, Tensor t, Optional<Tensor> weight, Optional<Tensor> posWeight) {
    Tensor losses = posWeight.map(p -> Elementwise.add(zip(new BinaryCrossEntropy.Negative(), x, t),
        zip(new BinaryCrossEntropy.Positive(), x, weighted(t, Optional.of(p))))).orElseGet(() -> zip(new BinaryCrossEntropy(), x, t));
    return weighted(losses, weight);
  }

  /** The gradient by x of {@link #reduce} of {@link #binaryCrossEntropy}: w ((1 - t) sigmoid(x) - p t sigmoid(-x)). */
  public static Tensor binaryCrossEntropyGradient(Tensor x, Tensor t, Optional<Tensor> weight, Optional<Tensor> posWeight, Tensor dy,
      LossReduction reduction) {
    Tensor slopes = posWeight.map(p -> Elementwise.add(zip(new BinaryCrossEntropy.NegativeSlope(), x, t),
        zip(new BinaryCrossEntropy.PositiveSlope(), x, weighted(t, Optional.of(p))))).orElseGet(() -> zip(new BinaryCrossEntropy.Slope(), x, t));
    return scaled(weighted(slopes, weight), dy, reduction);
  }

  /** The product with weights that are broadcast to the tensor's own shape. */
  private static Tensor weighted(Tensor t, Optional<Tensor> weight) {
    if (weight.isEmpty()) {
      return t;
    }
    Tensor product = Elementwise.multiply(t, weight.get());
    if (!product.shape().equals(t.shape())) {
      throw new IllegalArgumentException("loss weights of shape " + weight.get().shape() + " for shape " + t.shape()
          + "; allowed: what expands to it");
    }
    return product;
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

  private static Tensor zip(ZipOp op, Tensor x, Tensor t) {
    if (!x.shape().equals(t.shape())) {
      throw new IllegalArgumentException("loss of shapes " + x.shape() + " and " + t.shape() + "; they must be equal");
    }
    return ElementwiseRun.zip("loss", op, TensorAccess.rowMajor(x), t);
  }
}
