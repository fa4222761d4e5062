package lanewise.tensor.ops;

import java.util.Optional;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.lanes.LaneEpilogue.Rectify;

/**
 * A 2-d convolution followed by a rectifier {@code x < 0 ? leak * x : x}, and all gradients of the two: in one pass over the batch where the path of
 * {@code ConvPlan} allows it, else one operation after the other. The bits are those of {@link Convolution} and {@link Elementwise} either way.
 */
public final class FusedConvolution {
  private FusedConvolution() {}

  /** The rectified convolution, with weights that change: nothing is kept. */
  public static Tensor forward(Tensor x, Tensor weight, Optional<Tensor> bias, ConvGeometry g, float leak, boolean statistics) {
    return forward(x, weight, bias, g, leak, statistics, false);
  }

  /**
   * The rectified convolution.
   *
   * @param leak slope below zero, >= 0; 1 for no rectifier
   * @param statistics whether a batch normalisation will ask for mean and variance of the result: they are taken on the way then
   * @param keep whether the weights may be kept in the order of the kernels for the next call ({@code PackedWeights}): where no gradient is wanted
   * @throws IllegalArgumentException if the shapes do not fit the geometry
   */
  public static Tensor forward(Tensor x, Tensor weight, Optional<Tensor> bias, ConvGeometry g, float leak, boolean statistics,
      boolean keep) {
    int batch = Convolution.checked(x, weight, bias, g);
    ConvPlan plan = ConvPlan.of(g, batch);
    if (plan.lanes) {
      return LanesConvolution.forward(plan, x, weight, bias, kind(leak), leak, statistics, keep);
    }
    Tensor y = Convolution.forward("input", x, weight, bias, g, keep);
    return leak == 1 ? y : Elementwise.rectify(y, leak, 0, Float.POSITIVE_INFINITY);
  }

  /**
   * The gradients.
   *
   * @param x input
   * @param dy gradient of the result
   * @param y the result; where it is positive is all that is asked
   * @param wanted which gradients
   * @throws IllegalArgumentException if the shapes do not fit the geometry
   */
  public static Gradients gradients(Tensor x, Tensor dy, Tensor weight, Tensor y, ConvGeometry g, float leak, Wanted wanted) {
    int batch = Convolution.checkGradient(x, dy, g);
    Convolution.checkWeight(weight, g);
    Convolution.check("result", y, dy.shape());
    ConvPlan plan = ConvPlan.of(g, batch);
    if (plan.lanes) {
      return LanesConvolution.backward(plan, x, dy, weight, kind(leak), leak, y, wanted);
    }
    Tensor dz = leak == 1 ? dy : Elementwise.rectifyGradient(y, dy, leak, 0, Float.POSITIVE_INFINITY);
    Optional<Tensor> dw = Optional.empty();
    Optional<Tensor> db = Optional.empty();
    if (wanted.weight || wanted.bias) {
      Convolution.WeightGradients w = Convolution.toWeights(x, dz, wanted.bias, g);
      dw = wanted.weight ? Optional.of(w.weight()) : dw;
      db = wanted.bias ? Optional.of(w.bias()) : db;
    }
    return new Gradients(wanted.input ? Optional.of(Convolution.toData(dz, weight, g)) : Optional.empty(), dw, db);
  }

  private static Rectify kind(float leak) {
    return leak == 1 ? Rectify.NONE : Rectify.of(leak);
  }

  /** Which gradients are wanted. */
  public record Wanted(boolean input, boolean weight, boolean bias) {}

  /** The wanted gradients. */
  public record Gradients(Optional<Tensor> input, Optional<Tensor> weight, Optional<Tensor> bias) {}
}
