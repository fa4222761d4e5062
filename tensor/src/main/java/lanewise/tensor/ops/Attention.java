package lanewise.tensor.ops;

import java.util.Arrays;
import java.util.Optional;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.TensorAccess;

/**
 * Scaled dot-product attention: softmax(scale Q K^T + mask) V (Vaswani and others, 2017), as {@code
 * torch.nn.functional.scaled_dot_product_attention}. Q [..., L, E], K [..., S, E], V [..., S, W], result [..., L, W]; the axes in front are equal.
 *
 * <p>A query all of whose places are masked gets 0. Each sample's products are matrix products, its softmax is that of {@link Softmax}.
 */
public final class Attention {
  private Attention() {}

  /**
   * A result and its gradients.
   *
   * @param result [..., L, W]
   * @param weights the softmax [B, L, S], B being the product of the axes in front
   */
  public record Forward(Tensor result, Tensor weights) {}

  /** Gradients of query, key and value. */
  public record Gradients(Tensor query, Tensor key, Tensor value) {}

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
    Tensor scores = Elementwise.scale(products(query, false, key, true), (float) scale);
    if (mask.isPresent()) {
      scores = Elementwise.add(scores, Expansion.expand(mask.get(), outer).reshape(scores.shape().toArray()));
    }
    if (causal) {
      hide(scores, length, places);
    }
    Tensor weights = Softmax.softmax(scores, 2);
    clear(scores, weights, places);
    outer[outer.length - 1] = value.shape().dim(-1);
    return new Forward(products(weights, false, value, false).reshape(outer), weights);
  }

  /** The gradients, of the weights that {@link #forward} found. */
  public static Gradients gradients(Tensor query, Tensor key, Tensor value, Tensor weights, double scale, Tensor dy) {
    Tensor dv = products(weights, true, dy, false);
    Tensor dscores = Elementwise.scale(Softmax.softmaxGradient(weights, products(dy, false, value, true), 2), (float) scale);
    Tensor dq = products(dscores, false, key, false);
    Tensor dk = products(dscores, true, query, false);
    return new Gradients(dq.reshape(query.shape().toArray()), dk.reshape(key.shape().toArray()), dv.reshape(value.shape().toArray()));
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

  /** The product of each pair of matrices: [B, M, N]. */
  private static Tensor products(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
    Tensor x = matrices(a);
    Tensor y = matrices(b);
    int batch = x.shape().dim(0);
    int rows = x.shape().dim(transposeA ? 2 : 1);
    int columns = y.shape().dim(transposeB ? 1 : 2);
    Tensor z = TensorAccess.create(Shape.of(batch, rows, columns), Layout.ROW_MAJOR);
    for (int i = 0; i < batch; i++) {
      Tensor c = MatMul.multiply(matrix(x, i), transposeA, matrix(y, i), transposeB);
      System.arraycopy(TensorAccess.values(c), TensorAccess.offset(c), TensorAccess.values(z), i * rows * columns, rows * columns);
    }
    return z;
  }

  private static Tensor matrices(Tensor t) {
    Shape s = t.shape();
    int rows = s.dim(-2);
    int columns = s.dim(-1);
    return t.reshape(Axes.product(s, 0, s.rank() - 2), rows, columns);
  }

  private static Tensor matrix(Tensor matrices, int i) {
    return matrices.slice(i, i + 1).reshape(matrices.shape().dim(1), matrices.shape().dim(2));
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
