package lanewise.nn;

import lanewise.autograd.Shapes;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** Neighbouring axes as one: by default [N, ...] to [N, the product of the rest], also where there is no rest: [N] to [N, 1]. */
public final class Flatten extends Layer {
  private final Options options;

  /** Makes the layer that keeps the first axis. */
  public Flatten() {
    this(new Options());
  }

  /** Makes the layer. */
  public Flatten(Options options) {
    this.options = options;
  }

  @Override
  public Variable forward(Variable x) {
    boolean numbers = x.shape().rank() == 1 && options.startDim == 1 && options.endDim == -1;
    return numbers ? x.unsqueeze(1) : Shapes.flatten(x, options.startDim, options.endDim);
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "Flatten");
  }

  /**
   * PyTorch's arguments.
   *
   * @param startDim first of the axes that become one; negative ones count from the end; PyTorch's default is 1
   * @param endDim the last of them, itself included; PyTorch's default is -1
   */
  public record Options(int startDim, int endDim) implements Blueprint {
    /** PyTorch's defaults: all axes but the first. */
    public Options() {
      this(1, -1);
    }

    @Override
    public Layer init(Rng rng) {
      return new Flatten(this);
    }
  }
}
