package lanewise.autograd;

import lanewise.tensor.Tensor;
import lanewise.tensor.ops.ElementwiseActivations;

/**
 * Activations by PyTorch's names, with its gradients at the kinks. {@code relu} and {@code leaky_relu} are in {@link Functions}. How large the error
 * of each and of its gradient is says {@link ElementwiseActivations}.
 */
public final class Activations {
  private Activations() {}

  /** x for x > 0, alpha (e^x - 1) elsewhere. */
  public static Variable elu(Variable x, float alpha) {
    Tensor a = x.value();
    return Rearrangement.of(x, ElementwiseActivations.elu(a, alpha), dy -> ElementwiseActivations.eluGradient(a, dy, alpha));
  }

  /** ELU with alpha 1.6733 times 1.0507: layers keep mean 0 and variance 1. */
  public static Variable selu(Variable x) {
    Tensor a = x.value();
    return Rearrangement.of(x, ElementwiseActivations.selu(a), dy -> ElementwiseActivations.seluGradient(a, dy));
  }

  /** x times the share of the normal distribution below x. */
  public static Variable gelu(Variable x) {
    Tensor a = x.value();
    return Rearrangement.of(x, ElementwiseActivations.gelu(a), dy -> ElementwiseActivations.geluGradient(a, dy));
  }

  /** GELU with the share approximated by the hyperbolic tangent: PyTorch's {@code approximate="tanh"}. */
  public static Variable geluTanh(Variable x) {
    Tensor a = x.value();
    return Rearrangement.of(x, ElementwiseActivations.geluTanh(a), dy -> ElementwiseActivations.geluTanhGradient(a, dy));
  }

  /** x / (1 + e^-x), also called swish. */
  public static Variable silu(Variable x) {
    Tensor a = x.value();
    return Rearrangement.of(x, ElementwiseActivations.silu(a), dy -> ElementwiseActivations.siluGradient(a, dy));
  }

  /** x tanh(ln(1 + e^x)). */
  public static Variable mish(Variable x) {
    Tensor a = x.value();
    return Rearrangement.of(x, ElementwiseActivations.mish(a), dy -> ElementwiseActivations.mishGradient(a, dy));
  }

  /** ln(1 + e^(beta x)) / beta, and x where beta x > threshold. */
  public static Variable softplus(Variable x, float beta, float threshold) {
    Tensor a = x.value();
    return Rearrangement.of(x, ElementwiseActivations.softplus(a, beta, threshold),
        dy -> ElementwiseActivations.softplusGradient(a, dy, beta, threshold));
  }

  /** ln(1 / (1 + e^-x)). */
  public static Variable logsigmoid(Variable x) {
    Tensor a = x.value();
    return Rearrangement.of(x, ElementwiseActivations.logSigmoid(a), dy -> ElementwiseActivations.logSigmoidGradient(a, dy));
  }

  /** x times {@link #hardsigmoid}; the gradient is 0 at -3 and 1 at 3. */
  public static Variable hardswish(Variable x) {
    Tensor a = x.value();
    return Rearrangement.of(x, ElementwiseActivations.hardswish(a), dy -> ElementwiseActivations.hardswishGradient(a, dy));
  }

  /** x / 6 + 1/2 limited to [0, 1]; the gradient at -3 and 3 is 0. */
  public static Variable hardsigmoid(Variable x) {
    Tensor a = x.value();
    return Rearrangement.of(x, ElementwiseActivations.hardsigmoid(a), dy -> ElementwiseActivations.hardsigmoidGradient(a, dy));
  }

  /** x limited to [minVal, maxVal]; the gradient at both is 0. */
  public static Variable hardtanh(Variable x, float minVal, float maxVal) {
    Tensor a = x.value();
    return Rearrangement.of(x, ElementwiseActivations.hardtanh(a, minVal, maxVal),
        dy -> ElementwiseActivations.hardtanhGradient(a, dy, minVal, maxVal));
  }
}
