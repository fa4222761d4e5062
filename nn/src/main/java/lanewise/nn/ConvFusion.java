package lanewise.nn;

import java.util.List;
import lanewise.autograd.Variable;
import lanewise.tensor.ops.Rectification;

/**
 * The next layers of a {@link Sequential} that are run together: a convolution with the rectifier after it, and the statistics that a batch
 * normalisation in training mode would otherwise read everything again for. Any other layer is run alone. The results have the same bits either way;
 * {@code -Dlanewise.fuse=false} runs every layer alone.
 */
record ConvFusion(Layer first, int layers, Rectification rectification, boolean statistics) {
  static final boolean ENABLED = !System.getProperty("lanewise.fuse", "true").equals("false");

  /** What begins with layer i. */
  static ConvFusion at(List<Layer> all, int i) {
    Layer first = all.get(i);
    if (!ENABLED || !(first instanceof Conv2d)) {
      return new ConvFusion(first, 1, Rectification.NONE, false);
    }
    Rectification rectification = rectification(all, i + 1);
    int layers = rectification.isNone() ? 1 : 2;
    boolean statistics = i + layers < all.size() && all.get(i + layers) instanceof BatchNorm2d n && n.training();
    return new ConvFusion(first, layers, rectification, statistics);
  }

  /** The rectifier that layer i is for one pass with the layer before it; else none. */
  static Rectification rectification(List<Layer> all, int i) {
    return i < all.size() && all.get(i) instanceof GeneralReLU r ? r.rectification() : Rectification.NONE;
  }

  Variable forward(Variable x) {
    return first instanceof Conv2d conv ? conv.forward(x, rectification, statistics) : first.forward(x);
  }
}
