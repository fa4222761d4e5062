package lanewise.autograd;

import java.util.Optional;
import java.util.OptionalDouble;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Attention;

/** Differentiable attention. */
public final class AttentionFunctions {
  private AttentionFunctions() {}

  /**
   * softmax(scale Q K^T + mask) V of query [..., L, E], key [..., S, E] and value [..., S, W]; the result is [..., L, W].
   *
   * @param mask added to the scores, of a shape that expands to [..., L, S]; a constant in the gradient. Minus infinity hides a key, as a false of
   *     PyTorch's boolean masks does
   * @param causal hides keys behind the query's own place, counted from the upper left corner; not together with a mask
   * @param scale 1 / sqrt(E) where absent
   */
  public static Variable scaledDotProductAttention(Variable query, Variable key, Variable value, Optional<Tensor> mask, boolean causal,
      OptionalDouble scale) {
    if (causal && mask.isPresent()) {
      throw new IllegalArgumentException("attention with a mask of shape " + mask.get().shape() + " and causal; allowed: one of them");
    }
    double factor = scale.orElse(Attention.scale(query.value()));
    Attention.Forward f = Attention.forward(query.value(), key.value(), value.value(), mask, causal, factor);
    boolean recorded = Operation.recorded(query, key, value);
    return new Variable(f.result(), recorded ? new Attended(f.weights(), factor, query, key, value) : null);
  }

  private static final class Attended extends Operation {
    private final Tensor weights;
    private final double scale;

    Attended(Tensor weights, double scale, Variable query, Variable key, Variable value) {
      super(query, key, value);
      this.weights = weights;
      this.scale = scale;
    }

    @Override
    Tensor[] backward(Tensor dy) {
      Attention.Gradients g = Attention.gradients(input(0).value(), input(1).value(), input(2).value(), weights, scale, dy);
      return new Tensor[] {g.query(), g.key(), g.value()};
    }
  }
}
