package lanewise.nn;

import java.util.List;
import lanewise.autograd.Shapes;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** One axis as several: the reverse of {@link Flatten}. */
public final class Unflatten extends Layer {
  private final Options options;
  private final int[] sizes;

  /** Makes the layer. */
  public Unflatten(Options options) {
    this.options = options;
    this.sizes = options.unflattenedSize.stream().mapToInt(s -> s).toArray();
  }

  @Override
  public Variable forward(Variable x) {
    return Shapes.unflatten(x, options.dim, sizes);
  }

  @Override
  public String toString() {
    return options.toString().replaceFirst("Options", "Unflatten");
  }

  /**
   * PyTorch's arguments.
   *
   * @param dim the axis; negative ones count from the end
   * @param unflattenedSize its new sizes, at least one; one of them may be -1
   */
  public record Options(int dim, List<Integer> unflattenedSize) implements Blueprint {
    /** Checks the sizes. */
    public Options {
      unflattenedSize = List.copyOf(unflattenedSize);
      if (unflattenedSize.isEmpty() || unflattenedSize.stream().anyMatch(s -> s < -1)
          || unflattenedSize.stream().filter(s -> s == -1).count() > 1) {
        throw new IllegalArgumentException("unflatten to " + unflattenedSize + "; allowed: one size or more, >= 0, one of them perhaps -1");
      }
    }

    @Override
    public Layer init(Rng rng) {
      return new Unflatten(this);
    }
  }
}
