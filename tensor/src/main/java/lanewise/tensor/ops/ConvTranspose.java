package lanewise.tensor.ops;

import java.util.Optional;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * Transposed 2-d convolution, as PyTorch's conv_transpose2d, and its gradients: the directions of the mirrored {@link Convolution} with the parts of
 * input and output exchanged, in the same orders of sum. Input {@code [N, C, H, W]}, weight {@code [C, O / groups, KH, KW]}, bias {@code [O]}, output
 * {@code [N, O, OH, OW]}; results have channels last.
 */
public final class ConvTranspose {
  private ConvTranspose() {}

  /**
   * y[n, o, oh, ow] = bias[o] + sum over kh, kw, c of x[n, c, h, w] * weight[c, o, kh, kw] for h * stride - pad + kh * dilation = oh, likewise w.
   *
   * @throws IllegalArgumentException if the shapes do not fit the geometry
   */
  public static Tensor forward(Tensor x, Tensor weight, Optional<Tensor> bias, ConvTransposeGeometry g) {
    return Convolution.toData("input", x, weight, bias, g.mirrored());
  }

  /** dx[n, c, h, w] = sum over kh, kw, o of dy[n, o, h * stride - pad + kh * dilation, ...] * weight[c, o, kh, kw]. */
  public static Tensor toData(Tensor dy, Tensor weight, ConvTransposeGeometry g) {
    return Convolution.forward("gradient", dy, weight, Optional.empty(), g.mirrored(), false);
  }

  /**
   * The gradients of weight and bias: dw[c, o, kh, kw] = sum over n, h, w of x[n, c, h, w] * dy[n, o, oh, ow]; db[o] = sum over n, oh, ow of dy.
   */
  public static Convolution.WeightGradients toWeights(Tensor x, Tensor dy, boolean withBias, ConvTransposeGeometry g) {
    Tensor weight = Convolution.toWeights("gradient", dy, "input", x, g.mirrored());
    Tensor bias = withBias ? Convolution.toBias(dy) : Tensor.zeros(Shape.of(g.outChannels()).toArray());
    return new Convolution.WeightGradients(weight, bias);
  }
}
