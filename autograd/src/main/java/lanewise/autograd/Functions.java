package lanewise.autograd;

import java.util.Optional;
import lanewise.tensor.LongTensor;
import lanewise.tensor.ops.BatchNormalization;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.ConvTransposeGeometry;
import lanewise.tensor.ops.CrossEntropy;
import lanewise.tensor.ops.Rectification;

/** Differentiable functions, to be imported statically; layers are made of them. Shapes are PyTorch's. */
public final class Functions {
  private Functions() {}

  /**
   * 1-d convolution of x [N, C, L] with a weight [O, C / groups, K] and, perhaps, a bias [O]: [N, O, OL]. It is a 2-d one of images with one row.
   *
   * @param geometry made by {@link ConvGeometry#line}
   */
  public static Variable conv1d(Variable x, Variable weight, Optional<Variable> bias, ConvGeometry geometry) {
    int[] in = x.shape().toArray();
    int[] w = weight.shape().toArray();
    if (in.length != 3 || w.length != 3 || geometry.inHeight() != 1 || geometry.kernelHeight() != 1) {
      throw new IllegalArgumentException("input of shape " + x.shape() + ", weight of shape " + weight.shape() + ", an image of "
          + geometry.inHeight() + " rows; conv1d takes [N, C, L], [O, C / groups, K] and 1 row");
    }
    Variable y = conv2d(x.reshape(in[0], in[1], 1, in[2]), weight.reshape(w[0], w[1], 1, w[2]), bias, geometry);
    return y.reshape(in[0], geometry.outChannels(), geometry.outWidth());
  }

  /** Transposed 2-d convolution of x [N, C, H, W] with a weight [C, O / groups, KH, KW] and, perhaps, a bias [O]: [N, O, OH, OW]. */
  public static Variable convTranspose2d(Variable x, Variable weight, Optional<Variable> bias, ConvTransposeGeometry geometry) {
    return ConvTranspose2d.apply(x, weight, bias, geometry);
  }

  /** 2-d convolution of x [N, C, H, W], or of one image [C, H, W], with a weight [O, C / groups, KH, KW] and, perhaps, a bias [O]. */
  public static Variable conv2d(Variable x, Variable weight, Optional<Variable> bias, ConvGeometry geometry) {
    if (x.shape().rank() == 3) {
      return conv2d(x.unsqueeze(0), weight, bias, geometry).squeeze(0);
    }
    return Conv2d.apply(x, weight, bias, geometry, Rectification.NONE, false);
  }

  /** x W^T of x [..., I] and a weight [O, I]: [..., O]. */
  public static Variable linear(Variable x, Variable weight) {
    return MatMul.linear(x, weight);
  }

  /** x W^T + bias of x [..., I], a weight [O, I] and a bias [O]: [..., O]. */
  public static Variable linear(Variable x, Variable weight, Variable bias) {
    return MatMul.linear(x, weight, bias);
  }

  /** max(x, 0); the gradient at 0 is 0. */
  public static Variable relu(Variable x) {
    return Rectifier.apply(x, 0, 0, Float.POSITIVE_INFINITY);
  }

  /** x >= 0 ? x : slope * x; the gradient at 0 is the slope. */
  public static Variable leakyRelu(Variable x, float slope) {
    return Rectifier.apply(x, slope, 0, Float.POSITIVE_INFINITY);
  }

  /**
   * min((x >= 0 ? x : leak * x) - sub, max): the course's general rectifier. The gradient at 0 is {@code leak}; with a {@code sub} other than 0, from
   * -1 to 1, that holds for every positive x too that is lost when {@code sub} is subtracted (below 6e-8).
   */
  public static Variable generalRelu(Variable x, float leak, float sub, float max) {
    return Rectifier.apply(x, leak, sub, max);
  }

  /**
   * {@code generalRelu(x + y, leak, sub, infinity)} of equal shapes, as at the end of a residual block, with the same bits; in one pass
   * for a slope {@code leak >= 0} and a {@code sub} from -1 to 1.
   *
   * @throws IllegalArgumentException if the shapes are not equal
   */
  public static Variable rectifiedSum(Variable x, Variable y, float leak, float sub) {
    return RectifiedSum.apply(x, y, leak, sub);
  }

  /**
   * Batch normalisation of x [N, C, H, W] by its own statistics: (x - mean) / sqrt(variance + eps) * weight + bias.
   *
   * @param statistics those of x
   * @param detached the notebook's variant: divides by the unbiased variance, and the statistics are constants in the gradient
   */
  public static Variable batchNorm(Variable x, Variable weight, Variable bias, BatchNormalization.Statistics statistics, double eps,
      boolean detached) {
    double[] variance = statistics.variance();
    for (int c = 0; detached && c < variance.length; c++) {
      variance[c] = statistics.unbiased(c);
    }
    return BatchNorm.apply(x, weight, bias, statistics.mean(), variance, eps, detached);
  }

  /** Batch normalisation of x [N, C, H, W] by fixed statistics: evaluation mode. */
  public static Variable batchNorm(Variable x, Variable weight, Variable bias, double[] mean, double[] variance, double eps) {
    return BatchNorm.apply(x, weight, bias, mean.clone(), variance.clone(), eps, true);
  }

  /** The mean over the rows of the cross-entropy of softmax(logits [N, C]) against class numbers [N]; rank 0. */
  public static Variable crossEntropy(Variable logits, LongTensor targets) {
    return LossFunctions.crossEntropy(logits, targets, CrossEntropy.Options.DEFAULT);
  }
}
