package lanewise.nn;

import java.util.List;
import lanewise.autograd.Variable;

/**
 * The next layers of a {@link Sequential} that are run together: a convolution with the rectifier after it, and the statistics that a batch
 * normalisation in training mode would otherwise read everything again for. Any other layer is run alone. The results have the same bits either way;
 * {@code -Dlanewise.fuse=false} runs every layer alone.
 */
record ConvFusion(Layer first, int layers, float leak, boolean statistics) {
  static final boolean ENABLED = !System.getProperty("lanewise.fuse", "true").equals("false");

  /** What begins with layer i. */
  static ConvFusion at(List<Layer> all, int i) {
    Layer first = all.get(i);
    if (!ENABLED || !(first instanceof Conv2d)) {
      return new ConvFusion(first, 1, 1, false);
    }
    boolean rectified = i + 1 < all.size() && isPlain(all.get(i + 1));
    int layers = rectified ? 2 : 1;
    boolean statistics = i + layers < all.size() && all.get(i + layers) instanceof BatchNorm2d n && n.training();
    return new ConvFusion(first, layers, rectified ? ((GeneralReLU) all.get(i + 1)).options().leak() : 1, statistics);
  }

  /** True for a rectifier that neither shifts nor cuts. */
  static boolean isPlain(Layer layer) {
    return layer instanceof GeneralReLU r && r.options().sub() == 0 && r.options().max() == Float.POSITIVE_INFINITY;
  }

  Variable forward(Variable x) {
    return first instanceof Conv2d conv ? conv.forward(x, leak, statistics) : first.forward(x);
  }
}
