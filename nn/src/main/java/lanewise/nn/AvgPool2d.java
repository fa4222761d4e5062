package lanewise.nn;

import java.util.OptionalInt;
import lanewise.autograd.Pooling;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;
import lanewise.tensor.ops.PoolWindow;

/**
 * The mean of each window: [N, C, H, W] to [N, C, OH, OW] with OH = floor((H + 2 padding - kernel) / stride) + 1. One image [C, H, W] will do.
 */
public final class AvgPool2d extends Layer {
  private final Options options;

  /** Makes the layer. */
  public AvgPool2d(Options options) {
    this.options = options;
  }

  @Override
  public Variable forward(Variable x) {
    return SingleImage.orBatch(x, images -> Pooling.avgPool2d(images, options.window, options.countIncludePad, options.divisorOverride.orElse(0)));
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "AvgPool2d");
  }

  /**
   * PyTorch's arguments: kernel, stride (by default the kernel), padding 0, ceil mode off, padding counted, no divisor.
   *
   * @param window kernel, stride, padding and ceil mode
   * @param countIncludePad whether the padding counts among what is divided by
   * @param divisorOverride what to divide by instead, >= 1
   */
  public record Options(PoolWindow window, boolean countIncludePad, OptionalInt divisorOverride) implements Blueprint {
    /** Checks the divisor. */
    public Options {
      if (divisorOverride.orElse(1) < 1) {
        throw new IllegalArgumentException("avgPool2d divisorOverride " + divisorOverride.getAsInt() + "; allowed: >= 1");
      }
    }

    /** The same step in both directions. */
    public Options stride(int stride) {
      return stride(stride, stride);
    }

    /** Steps down and to the right. */
    public Options stride(int high, int wide) {
      return new Options(window.stride(high, wide), countIncludePad, divisorOverride);
    }

    /** The same padding on all sides. */
    public Options padding(int padding) {
      return padding(padding, padding);
    }

    /** Padding above and below, and left and right. */
    public Options padding(int high, int wide) {
      return new Options(window.padding(high, wide), countIncludePad, divisorOverride);
    }

    /** Whether windows may reach beyond the lower and right border; PyTorch's default is not. */
    public Options ceilMode(boolean on) {
      return new Options(window.ceilMode(on), countIncludePad, divisorOverride);
    }

    /** Whether the padding counts among what is divided by. */
    public Options countIncludePad(boolean counts) {
      return new Options(window, counts, divisorOverride);
    }

    /** Divides by this, whatever the window's size. */
    public Options divisorOverride(int divisor) {
      return new Options(window, countIncludePad, OptionalInt.of(divisor));
    }

    @Override
    public Layer init(Rng rng) {
      return new AvgPool2d(this);
    }
  }
}
