package lanewise.nn;

import lanewise.autograd.Shapes;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** A border of zeros around images [N, C, H, W] or [C, H, W]; negative widths crop. */
public final class ZeroPad2d extends Layer {
  private final Options options;

  /** Makes the layer. */
  public ZeroPad2d(Options options) {
    this.options = options;
  }

  @Override
  public Variable forward(Variable x) {
    if (x.shape().rank() < 3 || x.shape().rank() > 4) {
      throw new IllegalArgumentException("input of shape " + x.shape() + "; allowed: [N, C, H, W] or [C, H, W]");
    }
    return Shapes.pad(x, new int[] {options.left, options.right, options.top, options.bottom}, 0);
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "ZeroPad2d");
  }

  /**
   * PyTorch's padding.
   *
   * @param left columns
   * @param right columns
   * @param top rows
   * @param bottom rows
   */
  public record Options(int left, int right, int top, int bottom) implements Blueprint {
    @Override
    public Layer init(Rng rng) {
      return new ZeroPad2d(this);
    }
  }
}
