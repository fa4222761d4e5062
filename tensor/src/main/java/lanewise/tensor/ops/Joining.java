package lanewise.tensor.ops;

import java.util.List;
import lanewise.tensor.Layout;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.copy.View;

/** Tensors one behind the other along an axis, as {@code torch.cat} and {@code torch.stack}. */
public final class Joining {
  private Joining() {}

  /**
   * Tensors of equal sizes on all axes but one, joined along that one. The result has the layout of the first.
   *
   * @param tensors at least one
   * @throws IllegalArgumentException if there is none, or the shapes do not fit
   */
  public static Tensor cat(List<Tensor> tensors, int axis) {
    Shape joined = shape(tensors.stream().map(Tensor::shape).toList(), axis);
    int a = Axes.of(joined, axis);
    Tensor whole = TensorAccess.create(joined, TensorAccess.layout(tensors.getFirst()));
    View target = View.of(whole);
    int at = 0;
    for (Tensor t : tensors) {
      int size = t.shape().dim(a);
      View.of(t).copyTo(target.part(a, at, size, 1));
      at += size;
    }
    return whole;
  }

  private static Shape shape(List<Shape> shapes, int axis) {
    if (shapes.isEmpty()) {
      throw new IllegalArgumentException("0 tensors to be joined; allowed: at least 1");
    }
    Shape first = shapes.getFirst();
    int a = Axes.of(first, axis);
    long size = 0;
    for (Shape s : shapes) {
      if (s.rank() != first.rank() || !Shape.of(Axes.resized(s, a, 0)).equals(Shape.of(Axes.resized(first, a, 0)))) {
        throw new IllegalArgumentException("shapes " + shapes + " joined along axis " + axis + "; allowed: equal sizes on all other axes");
      }
      size += s.dim(a);
    }
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("shapes " + shapes + " joined along axis " + axis + "; allowed: at most " + Integer.MAX_VALUE + " there");
    }
    return Shape.of(Axes.resized(first, a, (int) size));
  }

  /**
   * Tensors of equal shapes along a new axis.
   *
   * @param axis of the result
   */
  public static Tensor stack(List<Tensor> tensors, int axis) {
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("0 tensors to be stacked; allowed: at least 1");
    }
    Shape first = tensors.getFirst().shape();
    for (Tensor t : tensors) {
      if (!t.shape().equals(first)) {
        throw new IllegalArgumentException("shapes " + tensors.stream().map(Tensor::shape).toList() + " to be stacked; they must be equal");
      }
    }
    int a = Axes.of(axis, first.rank() + 1, first);
    int[] dims = new int[first.rank() + 1];
    int[] without = new int[first.rank()];
    for (int k = 0; k < dims.length; k++) {
      dims[k] = k == a ? tensors.size() : first.dim(k < a ? k : k - 1);
      if (k != a) {
        without[k < a ? k : k - 1] = k;
      }
    }
    Tensor whole = TensorAccess.create(Shape.of(dims), Layout.ROW_MAJOR);
    View target = View.of(whole);
    for (int i = 0; i < tensors.size(); i++) {
      View.of(tensors.get(i)).copyTo(target.part(a, i, 1, 1).permuted(without));
    }
    return whole;
  }

  /**
   * The sizes of parts of equal size, the last one perhaps smaller, as {@code torch.split} makes them; one of size 0 for an empty axis.
   *
   * @param part size of a part, at least 1
   */
  public static int[] partsOf(int size, int part) {
    if (part < 1) {
      throw new IllegalArgumentException("split size " + part + "; allowed: >= 1");
    }
    int[] sizes = new int[Math.max(1, Math.ceilDiv(size, part))];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.min(part, size - i * part);
    }
    return sizes;
  }

  /**
   * The sizes of at most {@code chunks} parts of ceil(size / chunks), as {@code torch.chunk} makes them.
   *
   * @param chunks at least 1
   */
  public static int[] chunksOf(int size, int chunks) {
    if (chunks < 1) {
      throw new IllegalArgumentException("chunks " + chunks + "; allowed: >= 1");
    }
    return size == 0 ? new int[chunks] : partsOf(size, Math.ceilDiv(size, chunks));
  }
}
