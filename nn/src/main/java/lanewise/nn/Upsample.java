package lanewise.nn;

import lanewise.autograd.Pooling;
import lanewise.autograd.Pooling.Interpolation;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** Images [N, C, H, W] or [C, H, W] in another size, by the nearest pixels or between them. */
public final class Upsample extends Layer {
  private final Options options;

  /** Makes the layer. */
  public Upsample(Options options) {
    this.options = options;
  }

  @Override
  public Variable forward(Variable x) {
    return SingleImage.orBatch(x, images -> options.factorH > 0
        ? Pooling.interpolateBy(images, options.factorH, options.factorW, options.mode)
        : Pooling.interpolate(images, options.height, options.width, options.mode));
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "Upsample");
  }

  /**
   * PyTorch's arguments: a size, or factors; the other ones are 0.
   *
   * @param height rows of the result
   * @param width columns of the result
   * @param factorH rows of the result for one of the image
   * @param factorW columns likewise
   * @param mode PyTorch's {@code mode} and {@code align_corners}; its default is the nearest pixel
   */
  public record Options(int height, int width, double factorH, double factorW, Interpolation mode) implements Blueprint {
    /** Checks that there is either a size or a factor. */
    public Options {
      boolean size = height >= 1 && width >= 1 && factorH == 0 && factorW == 0;
      boolean factors = height == 0 && width == 0 && factorH > 0 && factorW > 0 && Double.isFinite(factorH) && Double.isFinite(factorW);
      if (!size && !factors) {
        throw new IllegalArgumentException("upsample to " + height + " x " + width + " by " + factorH + " x " + factorW
            + "; allowed: sizes >= 1 or finite factors > 0");
      }
    }

    /** How pixels between the old ones are made. */
    public Options mode(Interpolation interpolation) {
      return new Options(height, width, factorH, factorW, interpolation);
    }

    @Override
    public Layer init(Rng rng) {
      return new Upsample(this);
    }
  }
}
