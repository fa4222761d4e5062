package lanewise.tensor.ops;

import java.util.Arrays;
import java.util.Optional;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;

/**
 * Scaled dot-product attention: softmax(scale Q K^T + mask) V (Vaswani and others, 2017), as {@code
 * torch.nn.functional.scaled_dot_product_attention}. Q [..., L, E], K [..., S, E], V [..., S, W], result [..., L, W]; the axes in front are equal.
 *
 * <p>A query all of whose places are masked gets 0. The products are those of a batch of matrices, the softmax is that of {@link Softmax}.
 */
public final class Attention {
  private Attention() {}

  /**
   * A result and what its gradients need.
   *
   * @param result [..., L, W]
   * @param weights the softmax [B, L, S], B being the product of the axes in front
   */
  public record Forward(Tensor result, Tensor weights) {}

  /** Which gradients are wanted. */
  public record Wanted(boolean query, boolean key, boolean value, boolean mask) {}

  /** Gradients of query, key, value and mask; those that were not wanted are empty. */
  public record Gradients(Optional<Tensor> query, Optional<Tensor> key, Optional<Tensor> value, Optional<Tensor> mask) {}

  /** PyTorch's scale where none is given: 1 / sqrt(E). */
  public static double scale(Tensor query) {
    return 1 / Math.sqrt(Math.max(1, query.shape().dim(-1)));
  }

  /**
   * The attention.
   *
   * @param mask added to the scores, of a shape that expands to [..., L, S]; minus infinity hides a key
   * @param causal hides keys behind the query's own place, counted from the upper left corner
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Forward forward(Tensor query, Tensor key, Tensor value, Optional<Tensor> mask, boolean causal, double scale) {
    check(query, key, value);
    int[] outer = query.shape().toArray();
    int length = outer[outer.length - 2];
    int places = key.shape().dim(-2);
    outer[outer.length - 1] = places;
    Tensor scores = MatMul.batched(matrices(query), false, matrices(key), true, Epilogue.none().alpha((float) scale));
    if (mask.isPresent()) {
      scores = Elementwise.add(scores, Expansion.expand(mask.get(), outer).reshape(scores.shape().toArray()));
    }
    if (causal) {
      hide(scores, length, places);
    }
    Tensor weights = Softmax.softmax(scores, 2);
    clear(scores, weights, places);
    outer[outer.length - 1] = value.shape().dim(-1);
    return new Forward(MatMul.batched(weights, false, matrices(value), false).reshape(outer), weights);
  }

  /**
   * The gradients, of the weights that {@link #forward} found.
   *
   * @param mask shape of the mask, where there was one
   */
  public static Gradients gradients(Tensor query, Tensor key, Tensor value, Optional<Shape> mask, Tensor weights, double scale, Tensor dy,
      Wanted wanted) {
    Tensor up = matrices(dy);
    Optional<Tensor> dv = wanted.value ? Optional.of(MatMul.batched(weights, true, up, false).reshape(value.shape().toArray())) : Optional.empty();
    if (!wanted.query && !wanted.key && !wanted.mask) {
      return new Gradients(Optional.empty(), Optional.empty(), dv, Optional.empty());
    }
    Tensor sums = Softmax.softmaxGradient(weights, MatMul.batched(up, false, matrices(value), true), 2);
    int[] outer = query.shape().toArray();
    outer[outer.length - 1] = key.shape().dim(-2);
    Optional<Tensor> dmask = wanted.mask ? mask.map(shape -> Expansion.sumTo(sums.reshape(outer), shape)) : Optional.empty();
    Tensor scores = wanted.query || wanted.key ? Elementwise.scale(sums, (float) scale) : sums;
    Optional<Tensor> dq = wanted.query ? Optional.of(MatMul.batched(scores, false, matrices(key), false).reshape(query.shape().toArray()))
        : Optional.empty();
    Optional<Tensor> dk = wanted.key ? Optional.of(MatMul.batched(scores, true, matrices(query), false).reshape(key.shape().toArray()))
        : Optional.empty();
    return new Gradients(dq, dk, dv, dmask);
  }

  private static void check(Tensor query, Tensor key, Tensor value) {
    int rank = query.shape().rank();
    boolean fits = rank >= 2 && key.shape().rank() == rank && value.shape().rank() == rank;
    for (int i = 0; fits && i < rank - 2; i++) {
      fits = query.shape().dim(i) == key.shape().dim(i) && query.shape().dim(i) == value.shape().dim(i);
    }
    if (!fits || query.shape().dim(-1) != key.shape().dim(-1) || key.shape().dim(-2) != value.shape().dim(-2)) {
      throw new IllegalArgumentException("attention of query " + query.shape() + ", key " + key.shape() + " and value " + value.shape()
          + "; allowed: [..., L, E], [..., S, E], [..., S, W]");
    }
  }

  /** All matrices in one batch. */
  private static Tensor matrices(Tensor t) {
    Shape s = t.shape();
    int rows = s.dim(-2);
    int columns = s.dim(-1);
    return t.reshape(Axes.product(s, 0, s.rank() - 2), rows, columns);
  }

  private static void hide(Tensor scores, int length, int places) {
    float[] s = TensorAccess.writable(scores);
    for (int row = 0; row < scores.shape().dim(0) * length; row++) {
      int at = TensorAccess.offset(scores) + row * places;
      Arrays.fill(s, at + Math.min(places, row % length + 1), at + places, Float.NEGATIVE_INFINITY);
    }
  }

  /** Weights 0 where a query sees nothing. */
  private static void clear(Tensor scores, Tensor weights, int places) {
    float[] s = TensorAccess.values(scores);
    float[] w = TensorAccess.writable(weights);
    int rows = places == 0 ? 0 : scores.size() / places;
    for (int row = 0; row < rows; row++) {
      int at = TensorAccess.offset(scores) + row * places;
      int i = 0;
      while (i < places && s[at + i] == Float.NEGATIVE_INFINITY) {
        i++;
      }
      if (i == places) {
        Arrays.fill(w, row * places, (row + 1) * places, 0);
      }
    }
  }
}
