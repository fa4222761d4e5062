package lanewise.tensor.ops.lines;

import java.util.Arrays;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.copy.View;

/**
 * The axes over which a reduction goes, as {@link Lines}. Axes that follow each other are one; others are brought behind those that stay, which takes
 * a copy, and then are one as well.
 */
public final class ReducedAxes {
  private final Shape shape;
  private final boolean[] reduced;
  private final int[] order;
  private final Lines lines;

  private ReducedAxes(Shape shape, boolean[] reduced) {
    this.shape = shape;
    this.reduced = reduced;
    int first = 0;
    int last = shape.rank() - 1;
    while (first < shape.rank() && !reduced[first]) {
      first++;
    }
    while (last >= 0 && !reduced[last]) {
      last--;
    }
    int outer = 1;
    int n = 1;
    int inner = 1;
    boolean together = true;
    for (int i = 0; i < reduced.length; i++) {
      together &= i < first || i > last || reduced[i];
    }
    for (int i = 0; i < reduced.length; i++) {
      if (reduced[i]) {
        n *= shape.dim(i);
      } else if (i < first || !together) {
        outer *= shape.dim(i);
      } else {
        inner *= shape.dim(i);
      }
    }
    lines = new Lines(outer, n, inner);
    order = together ? new int[0] : behind(reduced);
  }

  /**
   * The axes of a reduction.
   *
   * @param dims numbers of the axes, negative ones counting from the end; none: all
   * @throws IllegalArgumentException if an axis does not exist or is named twice
   */
  public static ReducedAxes of(Shape shape, int... dims) {
    boolean[] reduced = new boolean[shape.rank()];
    Arrays.fill(reduced, dims.length == 0);
    for (int dim : dims) {
      int axis = axis(shape, dim);
      if (shape.rank() > 0 && reduced[axis]) {
        throw new IllegalArgumentException("axes " + Arrays.toString(dims) + " of shape " + shape + " name axis " + axis + " twice");
      }
      if (shape.rank() > 0) {
        reduced[axis] = true;
      }
    }
    return new ReducedAxes(shape, reduced);
  }

  /** The number of an axis, counted from the front; a single number has an axis 0 as well. */
  public static int axis(Shape shape, int dim) {
    int rank = Math.max(1, shape.rank());
    if (dim < -rank || dim >= rank) {
      throw new IllegalArgumentException("axis " + dim + " of shape " + shape + "; allowed: " + -rank + ".." + (rank - 1));
    }
    return dim < 0 ? dim + rank : dim;
  }

  /** The lines that are reduced, in {@link #gather}'s result. */
  public Lines lines() {
    return lines;
  }

  /** The shape of the result. */
  public Shape result(boolean keepdim) {
    int[] dims = new int[shape.rank()];
    int rank = 0;
    for (int i = 0; i < dims.length; i++) {
      if (!reduced[i]) {
        dims[rank++] = shape.dim(i);
      } else if (keepdim) {
        dims[rank++] = 1;
      }
    }
    return Shape.of(Arrays.copyOf(dims, rank));
  }

  /** A tensor of the full shape with its lines in {@link #lines}' order, row-major; a copy only where it has to be. */
  public Tensor gather(Tensor t) {
    if (!t.shape().equals(shape)) {
      throw new IllegalArgumentException("shape " + t.shape() + " for a reduction of shape " + shape);
    }
    return order.length == 0 ? TensorAccess.rowMajor(t) : View.of(t).permuted(order).toTensor(Layout.ROW_MAJOR);
  }

  /** A tensor without values, to be filled in the order of {@link #lines}. */
  public Tensor create() {
    return TensorAccess.create(order.length == 0 ? shape : permuted(shape, order), Layout.ROW_MAJOR);
  }

  /** The inverse of {@link #gather}. */
  public Tensor restore(Tensor t) {
    if (order.length == 0) {
      return t;
    }
    int[] inverse = new int[order.length];
    for (int k = 0; k < order.length; k++) {
      inverse[order[k]] = k;
    }
    return View.of(t).permuted(inverse).toTensor(Layout.ROW_MAJOR);
  }

  /** The numbers of a tensor with one element for each line, whether its reduced axes are kept with size 1 or gone. */
  public Tensor numbers(Tensor t) {
    if (!t.shape().equals(result(false)) && !t.shape().equals(result(true))) {
      throw new IllegalArgumentException("shape " + t.shape() + " for a reduction of shape " + shape + "; allowed: " + result(false) + ", "
          + result(true));
    }
    return TensorAccess.rowMajor(t);
  }

  private static int[] behind(boolean[] reduced) {
    int[] order = new int[reduced.length];
    int at = 0;
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < reduced.length; i++) {
        if (reduced[i] == (pass == 1)) {
          order[at++] = i;
        }
      }
    }
    return order;
  }

  private static Shape permuted(Shape shape, int[] order) {
    int[] dims = new int[order.length];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = shape.dim(order[i]);
    }
    return Shape.of(dims);
  }
}
