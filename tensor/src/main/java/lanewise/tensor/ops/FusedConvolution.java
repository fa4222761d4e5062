package lanewise.tensor.ops;

import java.util.Optional;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.functions.Rectifier;
import lanewise.tensor.kernel.lanes.LaneEpilogue.Rectify;

/**
 * A 2-d convolution followed by a rectifier {@code (x < 0 ? leak * x : x) - sub}, and all gradients of the two: in one pass over the batch where the
 * path of {@code ConvPlan} allows it, else one operation after the other. The bits are those of {@link Convolution} and {@link Elementwise} either
 * way.
 */
public final class FusedConvolution {
  private FusedConvolution() {}

  /**
   * The rectifier.
   *
   * @param leak slope below zero, finite and >= 0; 1 for no rectifier
   * @param sub subtracted from what is rectified, -1 to 1; 0 without a rectifier
   */
  public record Act(float leak, float sub) {
    /** No rectifier. */
    public static final Act NONE = new Act(1, 0);

    /** Checks the ranges, and refuses a rectifier that only subtracts. */
    public Act {
      if (!isPossible(leak, sub)) {
        throw new IllegalArgumentException("a fused rectifier of slope " + leak + " that subtracts " + sub
            + "; allowed: a finite slope >= 0, and -1 to 1");
      }
      if (leak == 1 && sub != 0) {
        throw new IllegalArgumentException("a rectifier of slope 1 that subtracts " + sub + "; allowed: 0, or another slope");
      }
    }

    /** Whether the result of such a rectifier is enough for its gradient. */
    public static boolean isPossible(float leak, float sub) {
      return Rectifier.isToldByResult(leak, sub);
    }

    private Rectify kind() {
      return leak == 1 ? Rectify.NONE : Rectify.of(leak);
    }
  }

  /**
   * The rectified convolution.
   *
   * @param act the rectifier
   * @param statistics whether a batch normalisation will ask for mean and variance of the result: they are taken on the way then
   * @param keep whether the weights may be kept in the order of the kernels for the next call ({@code PackedWeights}): where no gradient is wanted
   * @throws IllegalArgumentException if the shapes do not fit the geometry
   */
  public static Tensor forward(Tensor x, Tensor weight, Optional<Tensor> bias, ConvGeometry g, Act act, boolean statistics,
      boolean keep) {
    int batch = Convolution.checked(x, weight, bias, g);
    ConvPlan plan = ConvPlan.of(g, batch);
    if (plan.lanes) {
      return LanesConvolution.forward(plan, x, weight, bias, act.kind(), act.leak, act.sub, statistics, keep);
    }
    Tensor y = Convolution.forward("input", x, weight, bias, g, keep);
    return act.leak == 1 ? y : Elementwise.rectify(y, act.leak, act.sub, Float.POSITIVE_INFINITY);
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
  public static Gradients gradients(Tensor x, Tensor dy, Tensor weight, Tensor y, ConvGeometry g, Act act, Wanted wanted) {
    int batch = Convolution.checkGradient(x, dy, g);
    Convolution.checkWeight(weight, g);
    Convolution.check("result", y, dy.shape());
    ConvPlan plan = ConvPlan.of(g, batch);
    if (plan.lanes) {
      return LanesConvolution.backward(plan, x, dy, weight, act.kind(), act.leak, act.sub, y, wanted);
    }
    Tensor dz = act.leak == 1 ? dy : Elementwise.rectifiedGradient(y, dy, act.leak, act.sub);
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
