package lanewise.tensor.ops;

import java.util.Optional;
import lanewise.tensor.Tensor;

/**
 * A 2-d convolution followed by a {@link Rectification}, and all gradients of the two: in one pass over the batch where the
 * path of {@code ConvPlan} allows it, else one operation after the other. The bits are those of {@link Convolution} and {@link Elementwise} either
 * way.
 */
public final class FusedConvolution {
  private FusedConvolution() {}

  /**
   * The rectified convolution.
   *
   * @param rectification the rectifier behind it
   * @param statistics whether a batch normalisation will ask for mean and variance of the result: they are taken on the way then
   * @param keep whether the weights may be kept in the order of the kernels for the next call ({@code PackedWeights}): where no gradient is wanted
   * @throws IllegalArgumentException if the shapes do not fit the geometry
   */
  public static Tensor forward(Tensor x, Tensor weight, Optional<Tensor> bias, ConvGeometry g, Rectification rectification,
      boolean statistics, boolean keep) {
    int batch = Convolution.checked(x, weight, bias, g);
    ConvPlan plan = ConvPlan.of(g, batch);
    if (plan.lanes) {
      return LanesConvolution.forward(plan, x, weight, bias, rectification, statistics, keep);
    }
    Tensor y = Convolution.forward("input", x, weight, bias, g, keep);
    return rectification.isNone() ? y : Elementwise.rectify(y, rectification.leak(), rectification.sub(), Float.POSITIVE_INFINITY);
  }

  /**
   * The gradients.
   *
   * @param x input
   * @param dy gradient of the result
   * @param y the result; where it is larger than {@code -sub} is all that is asked
   * @param wanted which gradients
   * @throws IllegalArgumentException if the shapes do not fit the geometry
   */
  public static Gradients gradients(Tensor x, Tensor dy, Tensor weight, Tensor y, ConvGeometry g, Rectification rectification,
      Wanted wanted) {
    int batch = Convolution.checkGradient(x, dy, g);
    Convolution.checkWeight(weight, g);
    Convolution.check("result", y, dy.shape());
    ConvPlan plan = ConvPlan.of(g, batch);
    if (plan.lanes) {
      return LanesConvolution.backward(plan, x, dy, weight, rectification, y, wanted);
    }
    Tensor dz = rectification.isNone() ? dy : Elementwise.rectifiedGradient(y, dy, rectification.leak(), rectification.sub());
    Optional<Tensor> dw = Optional.empty();
    Optional<Tensor> db = Optional.empty();
    if (wanted.weight || wanted.bias) {
      Convolution.WeightGradients w = Convolution.toWeights(x, dz, wanted.bias, g);
      dw = wanted.weight ? Optional.of(w.weight()) : dw;
      db = wanted.bias ? Optional.of(w.bias()) : db;
    }
    return new Gradients(wanted.input ? Optional.of(Convolution.toData(dz, weight, g)) : Optional.empty(), dw, db);
  }

  /** Which gradients are wanted. */
  public record Wanted(boolean input, boolean weight, boolean bias) {}

  /** The wanted gradients. */
  public record Gradients(Optional<Tensor> input, Optional<Tensor> weight, Optional<Tensor> bias) {}
}
