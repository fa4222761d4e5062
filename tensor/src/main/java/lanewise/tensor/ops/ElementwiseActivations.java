package lanewise.tensor.ops;

import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.functions.Elu;
import lanewise.tensor.kernel.functions.Gelu;
import lanewise.tensor.kernel.functions.HardActivations;
import lanewise.tensor.kernel.functions.Mish;
import lanewise.tensor.kernel.functions.Silu;
import lanewise.tensor.kernel.functions.Softplus;
import lanewise.tensor.ops.elementwise.ElementwiseRun;

/**
 * Activations and their gradients, each in one pass. Shape and layout stay, at kinks the slopes are PyTorch's, and every machine gives the same bits.
 *
 * <p>Each says how large its error is: the largest one that was measured, in units in the last place (ulp) of the exact result, in absolute terms or
 * as a multiple of |dy|, and over which floats. Random pairs are any floats or ones of ordinary size as x, and ordinary ones as dy.
 */
public final class ElementwiseActivations {
  private ElementwiseActivations() {}

  /** ELU: x for x > 0, alpha (e^x - 1) elsewhere. Error over all floats, with alpha 1, at most 0.95 ulp. */
  public static Tensor elu(Tensor x, float alpha) {
    return ElementwiseRun.map(Elu.elu(alpha), x);
  }

  /** The gradient of {@link #elu} from x and the gradient of the result. Error in random pairs at most 1.8 ulp with alpha 1. */
  public static Tensor eluGradient(Tensor x, Tensor dy, float alpha) {
    return ElementwiseRun.zip("gradient", new Elu.Backward(1, alpha), x, dy);
  }

  /** SELU: ELU with alpha 1.6733 times 1.0507. Error over all floats at most 1.91 ulp. */
  public static Tensor selu(Tensor x) {
    return ElementwiseRun.map(Elu.selu(), x);
  }

  /** The gradient of {@link #selu} from x and the gradient of the result. Error in random pairs at most 2.8 ulp. */
  public static Tensor seluGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", Elu.seluBackward(), x, dy);
  }

  /**
   * GELU by the error function. Error at most 2.26 ulp from -1 upwards, 3.5e-8 in absolute terms below, in all floats of 2^-30 to 256 and every
   * 61st of the others. -0 below -7.
   */
  public static Tensor gelu(Tensor x) {
    return ElementwiseRun.map(new Gelu(), x);
  }

  /** The gradient of {@link #gelu} from x and the gradient of the result. Error in random pairs at most 1.9e-7 |dy|. */
  public static Tensor geluGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Gelu.Backward(), x, dy);
  }

  /**
   * GELU by the hyperbolic tangent. Error at most 1.86 ulp from -0.25 upwards, 6.2e-8 in absolute terms below, in all floats of 2^-30 to 256 and
   * every 61st of the others. -0 below -14.5.
   */
  public static Tensor geluTanh(Tensor x) {
    return ElementwiseRun.map(new Gelu.Approximate(), x);
  }

  /** The gradient of {@link #geluTanh} from x and the gradient of the result. Error in random pairs at most 1.9e-6 |dy|. */
  public static Tensor geluTanhGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Gelu.ApproximateBackward(), x, dy);
  }

  /** x / (1 + e^-x). Error over all floats at most 2.59 ulp from -87 upwards, 2e-43 in absolute terms below. */
  public static Tensor silu(Tensor x) {
    return ElementwiseRun.map(new Silu(), x);
  }

  /** The gradient of {@link #silu} from x and the gradient of the result. Error in random pairs at most 8.5e-7 |dy|. */
  public static Tensor siluGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Silu.Backward(), x, dy);
  }

  /** x tanh(ln(1 + e^x)). Error over all floats at most 2.71 ulp from -0.5 upwards, 5.4e-8 in absolute terms below. */
  public static Tensor mish(Tensor x) {
    return ElementwiseRun.map(new Mish(), x);
  }

  /** The gradient of {@link #mish} from x and the gradient of the result. Error in random pairs at most 2.4e-7 |dy|. */
  public static Tensor mishGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Mish.Backward(), x, dy);
  }

  /** ln(1 + e^(beta x)) / beta, and x where beta x > threshold. Error over all floats, with beta 1 and threshold 20, at most 1.83 ulp. */
  public static Tensor softplus(Tensor x, float beta, float threshold) {
    return ElementwiseRun.map(new Softplus(beta, threshold), x);
  }

  /** The gradient of {@link #softplus} from x and the gradient of the result. Error in random pairs at most 2.7 ulp with beta 1 and threshold 20. */
  public static Tensor softplusGradient(Tensor x, Tensor dy, float beta, float threshold) {
    return ElementwiseRun.zip("gradient", new Softplus.Backward(beta, threshold), x, dy);
  }

  /** ln(1 / (1 + e^-x)). Error over all floats at most 1.83 ulp. */
  public static Tensor logSigmoid(Tensor x) {
    return ElementwiseRun.map(new Softplus.LogSigmoid(), x);
  }

  /** The gradient of {@link #logSigmoid} from x and the gradient of the result. Error in random pairs at most 2.7 ulp. */
  public static Tensor logSigmoidGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Softplus.LogSigmoidBackward(), x, dy);
  }

  /** x times {@link #hardsigmoid}. Error at most 1.88 ulp in all floats of 2^-30 to 256 and every 61st of the others. */
  public static Tensor hardswish(Tensor x) {
    return ElementwiseRun.map(new HardActivations.Hardswish(), x);
  }

  /** The gradient of {@link #hardswish} from x and the gradient of the result. Error in random pairs at most 1.8e-7 |dy|. */
  public static Tensor hardswishGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new HardActivations.HardswishBackward(), x, dy);
  }

  /** x / 6 + 1/2 limited to [0, 1]. Error at most 1 ulp in all floats of 2^-30 to 256 and every 61st of the others. */
  public static Tensor hardsigmoid(Tensor x) {
    return ElementwiseRun.map(new HardActivations.Hardsigmoid(), x);
  }

  /** The gradient of {@link #hardsigmoid} from x and the gradient of the result. Error in random pairs at most 0.5 ulp. */
  public static Tensor hardsigmoidGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new HardActivations.HardsigmoidBackward(), x, dy);
  }

  /** x limited to [low, high]. Exact. */
  public static Tensor hardtanh(Tensor x, float low, float high) {
    return ElementwiseRun.map(new HardActivations.Clamp(low, high), x);
  }

  /** The gradient of {@link #hardtanh} from x and the gradient of the result. Exact. */
  public static Tensor hardtanhGradient(Tensor x, Tensor dy, float low, float high) {
    return ElementwiseRun.zip("gradient", new HardActivations.HardtanhBackward(low, high), x, dy);
  }
}
