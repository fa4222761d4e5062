package lanewise.nn;

import lanewise.tensor.Rng;

/**
 * What a layer can be made from: options of a layer, or a ready layer. {@code sequential(conv2d(1, 8, 5), flatten()).init(rng)} makes the weights.
 */
public interface Blueprint {
  /**
   * Makes the layer with its initial weights.
   *
   * @param rng where the weights come from; layers take independent streams of it by name
   */
  Layer init(Rng rng);

  /**
   * This blueprint under a name: {@code sequential(conv2d(1, 8, 5).named("conv"), ...)} calls the weight {@code conv.weight} instead of {@code
   * 0.weight}.
   */
  default Named named(String name) {
    return new Named(name, this);
  }

  /**
   * A blueprint with the name that its layer gets inside a {@link Sequential}.
   *
   * @param name not empty, without a dot
   * @param blueprint what is named
   */
  record Named(String name, Blueprint blueprint) implements Blueprint {
    /** Checks the name. */
    public Named {
      if (name.isEmpty() || name.contains(".")) {
        throw new IllegalArgumentException("layer name '" + name + "'; allowed: not empty, without a dot");
      }
    }

    @Override
    public Layer init(Rng rng) {
      return blueprint.init(rng);
    }
  }
}
