package lanewise.nn;

import java.util.ArrayList;
import java.util.List;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** Layers one after the other. A child's name is the one it was given, or its position, as in PyTorch. */
public final class Sequential extends Layer {
  private final List<Layer> layers = new ArrayList<>();

  /** Makes every layer, each from the stream of its name. */
  public Sequential(Options options, Rng rng) {
    for (Blueprint part : options.parts) {
      String name = part instanceof Named named ? named.name() : String.valueOf(layers.size());
      layers.add(child(name, part.init(rng.split(name))));
    }
  }

  @Override
  public Variable forward(Variable x) {
    Variable y = x;
    for (int i = 0; i < layers.size(); i++) {
      ConvFusion fused = ConvFusion.at(layers, i);
      y = fused.forward(y);
      i += fused.layers() - 1;
    }
    return y;
  }

  @Override
  public String toString() {
    return "Sequential" + layers;
  }

  /**
   * What the layers are made from.
   *
   * @param parts options or ready layers, in order
   */
  public record Options(List<Blueprint> parts) implements Blueprint {
    /** Copies the list. */
    public Options {
      parts = List.copyOf(parts);
    }

    @Override
    public Sequential init(Rng rng) {
      return new Sequential(this, rng);
    }
  }
}
