package lanewise.nn;

import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/**
 * In training each element becomes 0 with probability p, and the others are divided by 1 - p; in evaluation nothing happens (Srivastava, Hinton,
 * Krizhevsky, Sutskever, Salakhutdinov, 2014).
 *
 * <p>Which ones are drawn by their logical, row-major positions: call number n takes stream {@code split("mask", n)} of the layer's own. The order of
 * elements in memory, the threads and the vector width are of no account. Number and stream are in the {@linkplain Layer#randomState() random
 * state}.
 */
public final class Dropout extends Layer {
  private final Options options;
  private final Draws masks;

  /** Makes the layer. */
  public Dropout(Options options, Rng rng) {
    this.options = options;
    masks = draws("mask", rng);
  }

  @Override
  public Variable forward(Variable x) {
    if (!training() || options.p == 0) {
      return x;
    }
    return x.mul(Variable.of(masks.next().dropout(options.p, x.shape().toArray())));
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "Dropout");
  }

  /**
   * PyTorch's argument.
   *
   * @param p probability of an element to become 0, in 0..1; PyTorch's default is 0.5
   */
  public record Options(double p) implements Blueprint {
    /** Checks the range. */
    public Options {
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException("dropout p " + p + "; allowed: 0..1");
      }
    }

    @Override
    public Layer init(Rng rng) {
      return new Dropout(this, rng);
    }
  }
}
