package lanewise.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lanewise.autograd.Variable;
import lanewise.tensor.Shape;
import lanewise.tensor.ops.ConvGeometry;
import lanewise.tensor.ops.ConvStack;
import lanewise.tensor.ops.Rectification;

/**
 * The next layers of a {@link Sequential} that are one {@link ConvStack} when no gradient is wanted: convolutions, each perhaps with a rectifier, a
 * batch normalisation in evaluation mode, a rectifier. The bits are those of the layers run alone.
 *
 * @param layers how many layers; 0 where none of them can be part of a stack
 */
record ConvChain(List<ConvStack.Stage> stages, int layers) {
  private static final ConvChain NONE = new ConvChain(List.of(), 0);

  /** What begins with layer i for an input of this shape. What does not fit its input is left to the layers, which say so. */
  static ConvChain at(List<Layer> all, int i, Shape x) {
    if (!ConvFusion.ENABLED || x.rank() != 4 || x.dim(0) == 0) {
      return NONE;
    }
    List<ConvStack.Stage> stages = new ArrayList<>();
    int channels = x.dim(1);
    int height = x.dim(2);
    int width = x.dim(3);
    int next = i;
    while (next < all.size() && all.get(next) instanceof Conv2d conv && conv.takes(channels, height, width)) {
      int end = next + 1;
      float before = rectifier(all, end);
      end += before == 1 ? 0 : 1;
      Layer norm = end < all.size() ? all.get(end) : conv;
      if (norm instanceof BatchNorm2d n && n.training()) {
        break;
      }
      Optional<ConvStack.Normalization> normalization = norm instanceof BatchNorm2d n ? n.running(conv.options().outChannels()) : Optional.empty();
      end += normalization.isPresent() ? 1 : 0;
      float after = normalization.isPresent() ? rectifier(all, end) : 1;
      end += after == 1 ? 0 : 1;
      ConvStack.Stage stage = conv.stage(height, width, before, normalization, after);
      stages.add(stage);
      ConvGeometry g = stage.geometry();
      channels = g.outChannels();
      height = g.outHeight();
      width = g.outWidth();
      next = end;
    }
    return stages.isEmpty() ? NONE : new ConvChain(stages, next - i);
  }

  Variable forward(Variable x) {
    return Variable.of(ConvStack.forward(x.value(), stages));
  }

  /** The slope below zero of the rectifier at i; 1 where there is none, or one that subtracts. */
  private static float rectifier(List<Layer> all, int i) {
    Rectification r = ConvFusion.rectification(all, i);
    return r.sub() == 0 ? r.leak() : 1;
  }
}
