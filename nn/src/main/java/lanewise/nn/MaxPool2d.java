package lanewise.nn;

import lanewise.autograd.Pooling;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;
import lanewise.tensor.ops.PoolWindow;

/**
 * The largest value of each window: [N, C, H, W] to [N, C, OH, OW] with OH = floor((H + 2 padding - dilation (kernel - 1) - 1) / stride) + 1. The
 * first of equals gets the gradient; a NaN is larger than all; padding counts as minus infinity. One image [C, H, W] will do.
 */
public final class MaxPool2d extends Layer {
  private final Options options;

  /** Makes the layer. */
  public MaxPool2d(Options options) {
    this.options = options;
  }

  @Override
  public Variable forward(Variable x) {
    return SingleImage.orBatch(x, images -> Pooling.maxPool2d(images, options.window));
  }

  /** The values with their row-major positions in the plane H x W: PyTorch's {@code return_indices}. The images are [N, C, H, W]. */
  public Pooling.Maxima forwardWithIndices(Variable x) {
    return Pooling.maxPool2dWithIndices(x, options.window);
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "MaxPool2d");
  }

  /**
   * PyTorch's arguments: kernel, stride (by default the kernel), padding 0, dilation 1, ceil mode off.
   *
   * @param window all of them
   */
  public record Options(PoolWindow window) implements Blueprint {
    /** The same step in both directions. */
    public Options stride(int stride) {
      return stride(stride, stride);
    }

    /** Steps down and to the right. */
    public Options stride(int high, int wide) {
      return new Options(window.stride(high, wide));
    }

    /** The same padding on all sides. */
    public Options padding(int padding) {
      return padding(padding, padding);
    }

    /** Padding above and below, and left and right. */
    public Options padding(int high, int wide) {
      return new Options(window.padding(high, wide));
    }

    /** The same distance of rows and columns. */
    public Options dilation(int dilation) {
      return dilation(dilation, dilation);
    }

    /** Distances of rows and of columns. */
    public Options dilation(int high, int wide) {
      return new Options(window.dilation(high, wide));
    }

    /** Whether windows may reach beyond the lower and right border; PyTorch's default is not. */
    public Options ceilMode(boolean on) {
      return new Options(window.ceilMode(on));
    }

    @Override
    public Layer init(Rng rng) {
      return new MaxPool2d(this);
    }
  }
}
