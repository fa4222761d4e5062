package lanewise.nn;

import java.util.ArrayList;
import java.util.List;
import lanewise.autograd.NoGrad;
import lanewise.autograd.Variable;
import lanewise.tensor.Rng;

/** Layers one after the other. A child's name is the one it was given, or its position, as in PyTorch. */
public final class Sequential extends Layer {
  private final List<Layer> layers = new ArrayList<>();
  /** The layers of which none is a Sequential, those inside others too. */
  private final List<Layer> leaves = new ArrayList<>();

  /** Makes every layer, each from the stream of its name. */
  public Sequential(Options options, Rng rng) {
    for (Blueprint part : options.parts) {
      String name = part instanceof Named named ? named.name() : String.valueOf(layers.size());
      Layer layer = child(name, part.init(rng.split(name)));
      layers.add(layer);
      if (layer instanceof Sequential inner) {
        leaves.addAll(inner.leaves);
      } else {
        leaves.add(layer);
      }
    }
  }

  @Override
  public Variable forward(Variable x) {
    if (NoGrad.active()) {
      return withoutGradient(x);
    }
    Variable y = x;
    for (int i = 0; i < layers.size(); i++) {
      ConvFusion fused = ConvFusion.at(layers, i);
      y = fused.forward(y);
      i += fused.layers() - 1;
    }
    return y;
  }

  /** Convolutions that follow one another, with what lies between them, go together. */
  private Variable withoutGradient(Variable x) {
    Variable y = x;
    for (int i = 0; i < leaves.size(); i++) {
      ConvChain chain = ConvChain.at(leaves, i, y.shape());
      if (chain.layers() > 0) {
        y = chain.forward(y);
        i += chain.layers() - 1;
      } else {
        ConvFusion fused = ConvFusion.at(leaves, i);
        y = fused.forward(y);
        i += fused.layers() - 1;
      }
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
