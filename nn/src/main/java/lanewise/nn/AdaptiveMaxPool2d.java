package lanewise.nn;

import java.util.OptionalInt;
import lanewise.autograd.Pooling;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/**
 * The largest value of each of so many windows that the result is [N, C, height, width]: rows floor(i H / height) to ceil((i + 1) H / height),
 * columns likewise. One image [C, H, W] will do.
 */
public final class AdaptiveMaxPool2d extends Layer {
  private final Options options;

  /** Makes the layer. */
  public AdaptiveMaxPool2d(Options options) {
    this.options = options;
  }

  @Override
  public Variable forward(Variable x) {
    return SingleImage.orBatch(x,
        images -> Pooling.adaptiveMaxPool2d(images, options.height.orElse(images.shape().dim(-2)), options.width.orElse(images.shape().dim(-1))));
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "AdaptiveMaxPool2d");
  }

  /**
   * PyTorch's output size; an empty one keeps the images' own.
   *
   * @param height rows of the result, >= 0
   * @param width columns of the result, >= 0
   */
  public record Options(OptionalInt height, OptionalInt width) implements Blueprint {
    /** Checks the sizes. */
    public Options {
      if (height.orElse(0) < 0 || width.orElse(0) < 0) {
        throw new IllegalArgumentException("adaptiveMaxPool2d to " + height + " x " + width + "; allowed: >= 0");
      }
    }

    @Override
    public Layer init(Rng rng) {
      return new AdaptiveMaxPool2d(this);
    }
  }
}
