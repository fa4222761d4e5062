package lanewise.tensor.ops;

import java.util.Arrays;
import java.util.stream.IntStream;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.copy.View;

/** The axes of a tensor in another order. The result is a row-major copy. */
public final class Permutation {
  private Permutation() {}

  /**
   * Two axes exchanged, as {@code torch.transpose}.
   *
   * @throws IllegalArgumentException if there is no such axis
   */
  public static Tensor transpose(Tensor x, int axis0, int axis1) {
    int[] order = IntStream.range(0, x.shape().rank()).toArray();
    int a = Axes.of(x.shape(), axis0);
    int b = Axes.of(x.shape(), axis1);
    order[a] = b;
    order[b] = a;
    return View.of(x).permuted(order).toTensor(Layout.ROW_MAJOR);
  }

  /**
   * Axis k of the result is axis {@code axes[k]} of x, as {@code torch.permute}.
   *
   * @throws IllegalArgumentException unless every axis is there once
   */
  public static Tensor permute(Tensor x, int... axes) {
    return View.of(x).permuted(order(x.shape(), axes)).toTensor(Layout.ROW_MAJOR);
  }

  /** The order that undoes {@link #permute} of a tensor of this shape. */
  public static int[] inverse(Shape shape, int... axes) {
    int[] order = order(shape, axes);
    int[] inverse = new int[order.length];
    for (int k = 0; k < order.length; k++) {
      inverse[order[k]] = k;
    }
    return inverse;
  }

  private static int[] order(Shape shape, int... axes) {
    if (axes.length != shape.rank()) {
      throw new IllegalArgumentException("permute of shape " + shape + " by " + Arrays.toString(axes) + "; allowed: all of its " + shape.rank()
          + " axes, each once");
    }
    return Axes.different(shape, axes);
  }
}
