package lanewise.tensor.ops;

import java.util.Optional;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.lines.LineNormalization;
import lanewise.tensor.ops.lines.Lines;

/**
 * Normalisations within a sample: layer, group, instance and root-mean-square, with their gradients. Each makes rows of the tensor, brings every
 * row to
 * mean 0 and variance 1 (divisor n; eps is added to the variance), and then scales and shifts.
 *
 * <p>Layer: Ba, Kiros, Hinton, 2016. Group: Wu, He, 2018. Instance: Ulyanov, Vedaldi, Lempitsky, 2016. Root mean square: Zhang, Sennrich, 2019.
 */
public final class LayerNormalization {
  private LayerNormalization() {}

  /**
   * A result and its gradients.
   *
   * @param result the normalised tensor
   * @param gradient of the gradient of the result those of the inputs
   */
  public record Forward(Tensor result, Gradient gradient) {}

  /** The way back. */
  public interface Gradient {
    /** The gradients; that of the input where {@code input} asks for it, those of the parameters where {@code parameters} does. */
    Gradients of(Tensor dy, boolean input, boolean parameters);
  }

  /** Gradients of input, weight and bias; absent where they were not asked for, or there is none. */
  public record Gradients(Optional<Tensor> input, Optional<Tensor> weight, Optional<Tensor> bias) {}

  /**
   * Normalises over the last axes, whose sizes are {@code normalized}.
   *
   * @param weight of these sizes
   * @param bias of these sizes
   * @throws IllegalArgumentException if the sizes are not the last ones of x, or those of weight and bias differ
   */
  public static Forward layer(Tensor x, int[] normalized, Optional<Tensor> weight, Optional<Tensor> bias, double eps) {
    return overLast(x, normalized, weight, bias, eps, true);
  }

  /** Divides by the root of the mean square over the last axes: x / sqrt(mean(x^2) + eps), times the weight. */
  public static Forward rootMeanSquare(Tensor x, int[] normalized, Optional<Tensor> weight, double eps) {
    return overLast(x, normalized, weight, Optional.empty(), eps, false);
  }

  /**
   * Normalises each of {@code groups} groups of neighbouring channels of x [N, C, ...] over its channels and all places.
   *
   * @param weight [C]
   * @param bias [C]
   */
  public static Forward group(Tensor x, int groups, Optional<Tensor> weight, Optional<Tensor> bias, double eps) {
    Shape s = x.shape();
    if (s.rank() < 2 || groups < 1 || s.dim(1) % groups != 0) {
      throw new IllegalArgumentException("group norm of shape " + s + " in " + groups + " groups; allowed: [N, C, ...], C a multiple of the groups");
    }
    int channels = s.dim(1);
    check("weight", weight, Shape.of(channels));
    check("bias", bias, Shape.of(channels));
    Lines places = Lines.of(s, 1);
    Lines rows = new Lines(s.dim(0) * groups, channels / groups * places.inner(), 1);
    return new LineNormalization(x, rows, groups, places.inner(), weight, bias, eps, true).forward();
  }

  /** Normalises each channel of each image of x [N, C, ...] by itself: as many groups as channels. */
  public static Forward instance(Tensor x, Optional<Tensor> weight, Optional<Tensor> bias, double eps) {
    if (x.shape().rank() < 3) {
      throw new IllegalArgumentException("instance norm of shape " + x.shape() + "; allowed: [N, C, ...] with at least one axis of places");
    }
    return group(x, Math.max(1, x.shape().dim(1)), weight, bias, eps);
  }

  private static Forward overLast(Tensor x, int[] normalized, Optional<Tensor> weight, Optional<Tensor> bias, double eps, boolean centred) {
    Shape wanted = Shape.of(normalized);
    Shape s = x.shape();
    boolean fits = normalized.length > 0 && normalized.length <= s.rank();
    for (int i = 0; fits && i < normalized.length; i++) {
      fits = s.dim(s.rank() - normalized.length + i) == normalized[i];
    }
    if (!fits) {
      throw new IllegalArgumentException("normalisation of shape " + s + " over " + wanted + "; allowed: the last axes of the shape, at least one");
    }
    check("weight", weight, wanted);
    check("bias", bias, wanted);
    int n = wanted.size();
    return new LineNormalization(x, new Lines(n == 0 ? 0 : s.size() / n, n, 1), 1, 1, weight, bias, eps, centred).forward();
  }

  private static void check(String name, Optional<Tensor> t, Shape wanted) {
    t.ifPresent(v -> {
      if (!v.shape().equals(wanted)) {
        throw new IllegalArgumentException(name + " of shape " + v.shape() + "; this normalisation takes " + wanted);
      }
    });
  }
}
