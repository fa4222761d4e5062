package lanewise.nn;

import java.util.function.UnaryOperator;
import lanewise.autograd.Variable;

/** What PyTorch's image layers do with one image [C, H, W]: it is a batch of one, and the batch axis goes again. */
final class SingleImage {
  private SingleImage() {}

  /** The function of [N, C, H, W] for [C, H, W] as well. */
  static Variable orBatch(Variable x, UnaryOperator<Variable> function) {
    return x.shape().rank() == 3 ? function.apply(x.unsqueeze(0)).squeeze(0) : function.apply(x);
  }
}
