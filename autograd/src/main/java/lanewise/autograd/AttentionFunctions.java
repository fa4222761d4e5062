package lanewise.autograd;

import java.util.Arrays;
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
    return attention(mask, causal, scale, query, key, value);
  }

  /**
   * The same with a mask that has a gradient: the gradients of the scores, summed where the mask was expanded.
   *
   * @param mask added to the scores, of a shape that expands to [..., L, S]
   */
  public static Variable scaledDotProductAttention(Variable query, Variable key, Variable value, Variable mask, OptionalDouble scale) {
    return attention(Optional.of(mask.value()), false, scale, query, key, value, mask);
  }

  /** Of query, key, value and, where its gradient counts, the mask. */
  private static Variable attention(Optional<Tensor> mask, boolean causal, OptionalDouble scale, Variable... inputs) {
    double factor = scale.orElse(Attention.scale(inputs[0].value()));
    Attention.Forward f = Attention.forward(inputs[0].value(), inputs[1].value(), inputs[2].value(), mask, causal, factor);
    return new Variable(f.result(), Operation.recorded(inputs) ? new Attended(f.weights(), factor, inputs) : null);
  }

  private static final class Attended extends Operation {
    private final Tensor weights;
    private final double scale;
    private final int inputs;

    Attended(Tensor weights, double scale, Variable... inputs) {
      super(inputs);
      this.weights = weights;
      this.scale = scale;
      this.inputs = inputs.length;
    }

    @Override
    Tensor[] backward(Tensor dy) {
      boolean masked = inputs == 4;
      Attention.Gradients g = Attention.gradients(input(0).value(), input(1).value(), input(2).value(),
          masked ? Optional.of(input(3).shape()) : Optional.empty(), weights, scale, dy,
          new Attention.Wanted(wanted(0), wanted(1), wanted(2), masked && wanted(3)));
      Tensor[] all = {g.query().orElse(null), g.key().orElse(null), g.value().orElse(null), g.mask().orElse(null)};
      return Arrays.copyOf(all, inputs);
    }
  }
}
