package lanewise.nn;

import java.util.List;
import lanewise.autograd.Variable;
import lanewise.tensor.ops.FusedConvolution;

/**
 * The next layers of a {@link Sequential} that are run together: a convolution with the rectifier after it, and the statistics that a batch
 * normalisation in training mode would otherwise read everything again for. Any other layer is run alone. The results have the same bits either way;
 * {@code -Dlanewise.fuse=false} runs every layer alone.
 */
record ConvFusion(Layer first, int layers, FusedConvolution.Act act, boolean statistics) {
  static final boolean ENABLED = !System.getProperty("lanewise.fuse", "true").equals("false");

  /** What begins with layer i. */
  static ConvFusion at(List<Layer> all, int i) {
    Layer first = all.get(i);
    if (!ENABLED || !(first instanceof Conv2d)) {
      return new ConvFusion(first, 1, FusedConvolution.Act.NONE, false);
    }
    FusedConvolution.Act act = i + 1 < all.size() ? act(all.get(i + 1)) : FusedConvolution.Act.NONE;
    int layers = act == FusedConvolution.Act.NONE ? 1 : 2;
    boolean statistics = i + layers < all.size() && all.get(i + layers) instanceof BatchNorm2d n && n.training();
    return new ConvFusion(first, layers, act, statistics);
  }

  /** The rectifier that a layer is, if it has no ceiling, does more than to subtract, and its result is enough for the gradient; else none. */
  private static FusedConvolution.Act act(Layer layer) {
    return layer instanceof GeneralReLU r && r.options().max() == Float.POSITIVE_INFINITY && r.options().leak() != 1
        && FusedConvolution.Act.isPossible(r.options().leak(), r.options().sub())
        ? new FusedConvolution.Act(r.options().leak(), r.options().sub()) : FusedConvolution.Act.NONE;
  }

  /** True for a rectifier that neither shifts nor cuts. */
  static boolean isPlain(Layer layer) {
    return layer instanceof GeneralReLU r && r.options().sub() == 0 && r.options().max() == Float.POSITIVE_INFINITY;
  }

  Variable forward(Variable x) {
    return first instanceof Conv2d conv ? conv.forward(x, act, statistics) : first.forward(x);
  }
}
