package lanewise.autograd;

import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.PoolPlan;
import lanewise.tensor.ops.PoolWindow;
import lanewise.tensor.ops.Resampling;
import lanewise.tensor.ops.Unfolding;

/**
 * Differentiable operations over windows of images [N, C, H, W], by PyTorch's names: largest values, means, other sizes, columns. The result has the
 * layout of the images.
 */
public final class Pooling {
  private Pooling() {}

  /**
   * Largest values of windows and where they were.
   *
   * @param values the variable
   * @param indices row-major positions in the plane H x W
   */
  public record Maxima(Variable values, LongTensor indices) {}

  /** How pixels between the old ones are made. */
  public enum Interpolation {
    /** From the one at floor(i * scale). */
    NEAREST,
    /** From the four around, the images' borders meeting. */
    BILINEAR,
    /** From the four around, the corners' centres meeting. */
    BILINEAR_ALIGNED
  }

  /** The largest value of each window: the first of equals, which gets the gradient; a NaN is larger than all. */
  public static Variable maxPool2d(Variable x, PoolWindow window) {
    return max(x, PoolPlan.windows(x.shape(), window));
  }

  /** The same with the places of the values. */
  public static Maxima maxPool2dWithIndices(Variable x, PoolWindow window) {
    return maxima(x, PoolPlan.windows(x.shape(), window));
  }

  /** The largest values of windows from floor(i H / OH) to ceil((i + 1) H / OH), so that the result is [N, C, height, width]. */
  public static Variable adaptiveMaxPool2d(Variable x, int height, int width) {
    return max(x, PoolPlan.adaptive(x.shape(), height, width));
  }

  private static Variable max(Variable x, PoolPlan plan) {
    if (!Operation.recorded(x)) {
      return Variable.of(lanewise.tensor.ops.Pooling.max(x.value(), plan));
    }
    lanewise.tensor.ops.Pooling.Maxima maxima = lanewise.tensor.ops.Pooling.maxima(x.value(), plan);
    return Rearrangement.of(x, maxima.values(), maxima::gradient);
  }

  private static Maxima maxima(Variable x, PoolPlan plan) {
    lanewise.tensor.ops.Pooling.Maxima maxima = lanewise.tensor.ops.Pooling.maxima(x.value(), plan);
    return new Maxima(Rearrangement.of(x, maxima.values(), maxima::gradient), maxima.indices());
  }

  /**
   * The mean of each window.
   *
   * @param countIncludePad whether the padding counts among what is divided by; PyTorch's default is true
   * @param divisor what to divide by instead; 0 for the window's size
   */
  public static Variable avgPool2d(Variable x, PoolWindow window, boolean countIncludePad, int divisor) {
    return mean(x, PoolPlan.windows(x.shape(), window, countIncludePad, divisor));
  }

  /** The means of windows from floor(i H / OH) to ceil((i + 1) H / OH), so that the result is [N, C, height, width]. */
  public static Variable adaptiveAvgPool2d(Variable x, int height, int width) {
    return mean(x, PoolPlan.adaptive(x.shape(), height, width));
  }

  private static Variable mean(Variable x, PoolPlan plan) {
    return Rearrangement.of(x, lanewise.tensor.ops.Pooling.mean(x.value(), plan), dy -> lanewise.tensor.ops.Pooling.meanGradient(dy, plan));
  }

  /** Images in another size. */
  public static Variable interpolate(Variable x, int height, int width, Interpolation mode) {
    return interpolate(x, height, width, x.shape().dim(-2) / (double) height, x.shape().dim(-1) / (double) width, mode);
  }

  /**
   * Images so many times as large, rounded down.
   *
   * @throws IllegalArgumentException unless the factors are positive and the result has pixels
   */
  public static Variable interpolateBy(Variable x, double factorH, double factorW, Interpolation mode) {
    double height = Math.floor(x.shape().dim(-2) * factorH);
    double width = Math.floor(x.shape().dim(-1) * factorW);
    if (!(height >= 1) || !(width >= 1) || height > Integer.MAX_VALUE || width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("interpolation of shape " + x.shape() + " by " + factorH + " and " + factorW
          + "; allowed: factors > 0 that leave a pixel");
    }
    return interpolate(x, (int) height, (int) width, 1 / factorH, 1 / factorW, mode);
  }

  private static Variable interpolate(Variable x, int height, int width, double scaleH, double scaleW, Interpolation mode) {
    if (mode == Interpolation.NEAREST) {
      return mean(x, PoolPlan.nearest(x.shape(), height, width, scaleH, scaleW));
    }
    Resampling r = Resampling.bilinear(x.shape(), height, width, scaleH, scaleW, mode == Interpolation.BILINEAR_ALIGNED);
    Tensor y = r.apply(x.value());
    return Rearrangement.of(x, y, r::gradient);
  }

  /** The windows of images as columns, [N, C * KH * KW, L]; of the geometry only the window and the images' size count. */
  public static Variable unfold(Variable x, ConvGeometry geometry) {
    return Rearrangement.of(x, Unfolding.unfold(x.value(), geometry), dy -> Unfolding.fold(dy, geometry));
  }

  /** Columns [N, C * KH * KW, L] added up at their places in images [N, C, H, W]. */
  public static Variable fold(Variable columns, ConvGeometry geometry) {
    return Rearrangement.of(columns, Unfolding.fold(columns.value(), geometry), dy -> Unfolding.unfold(dy, geometry));
  }
}
