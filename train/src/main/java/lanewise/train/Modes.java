package lanewise.train;

import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.nn.Layer;

/** The modes, training or evaluation, of a model and all layers inside, to be put back. */
final class Modes {
  private final boolean training;
  private final Map<String, Modes> inside = new LinkedHashMap<>();

  private Modes(Layer layer) {
    training = layer.training();
    layer.children().forEach((name, child) -> inside.put(name, new Modes(child)));
  }

  static Modes of(Layer layer) {
    return new Modes(layer);
  }

  /** Gives these modes to a model of the same construction. */
  void applyTo(Layer layer) {
    if (training) {
      layer.train();
    } else {
      layer.eval();
    }
    layer.children().forEach((name, child) -> inside.get(name).applyTo(child));
  }
}
