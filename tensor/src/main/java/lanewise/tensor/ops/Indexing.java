package lanewise.tensor.ops;

import java.util.Arrays;
import java.util.OptionalInt;
import lanewise.tensor.Layout;
import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.ShortMemory;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.copy.View;
import lanewise.tensor.kernel.workers.WorkerPool;

/**
 * Elements picked by tensors of indices, and sums into places that indices name. A bad index is refused before anything is done. Results are
 * row-major. Order of sum: what meets at a place is added in the order of positions.
 */
public final class Indexing {
  private static final int CHUNK = 1 << 15;
  /** Parts of an axis that gets large sums: each looks at the whole index. */
  private static final int PARTS = 8;

  private Indexing() {}

  /**
   * The positions of an axis that an index lists, as {@code torch.index_select}.
   *
   * @param index [K]; a position may come several times
   * @throws IllegalArgumentException if the index has another rank or a value outside the axis
   */
  public static Tensor indexSelect(Tensor x, int axis, LongTensor index) {
    int a = Axes.of(x.shape(), axis);
    if (index.shape().rank() != 1) {
      throw new IllegalArgumentException("index of shape " + index.shape() + "; allowed: [K]");
    }
    IndexWalk.requireInside(index, x.shape().dim(a), "axis " + axis + " of shape " + x.shape());
    return rows(x, a, index, Shape.of(Axes.resized(x.shape(), a, index.size())));
  }

  /** The rows of a weight [V, D] that an index lists: index.shape + [D]. */
  public static Tensor embedding(Tensor weight, LongTensor index) {
    if (weight.shape().rank() != 2) {
      throw new IllegalArgumentException("weight of shape " + weight.shape() + "; allowed: [V, D]");
    }
    IndexWalk.requireInside(index, weight.shape().dim(0), "a weight of shape " + weight.shape());
    int[] dims = Arrays.copyOf(index.shape().toArray(), index.shape().rank() + 1);
    dims[dims.length - 1] = weight.shape().dim(1);
    return rows(weight, 0, index, Shape.of(dims));
  }

  private static Tensor rows(Tensor x, int axis, LongTensor index, Shape shape) {
    Tensor from = TensorAccess.rowMajor(x);
    Tensor y = TensorAccess.create(shape, Layout.ROW_MAJOR);
    float[] source = TensorAccess.values(from);
    float[] target = TensorAccess.values(y);
    int offset = TensorAccess.offset(from);
    int size = x.shape().dim(axis);
    int inner = Axes.product(x.shape(), axis + 1, x.shape().rank());
    int picked = index.size();
    int rows = y.size() == 0 ? 0 : y.size() / inner;
    int rowsAChunk = Math.max(1, CHUNK / Math.max(1, inner));
    WorkerPool.run(Math.ceilDiv(rows, rowsAChunk), y.size() / 2, (chunk, scratch) -> {
      for (int row = chunk * rowsAChunk; row < Math.min(rows, (chunk + 1) * rowsAChunk); row++) {
        int at = offset + (row / picked * size + (int) index.at(row % picked)) * inner;
        System.arraycopy(source, at, target, row * inner, inner);
      }
    });
    return y;
  }

  /**
   * Zeros of a shape with dy's positions on an axis added where the index says: the gradient of {@link #indexSelect} and {@link #embedding}.
   *
   * @param shape of what was picked from
   * @param skipped a position that gets nothing
   */
  public static Tensor rowSums(Tensor dy, Shape shape, int axis, LongTensor index, OptionalInt skipped) {
    int a = Axes.of(shape, axis);
    Tensor from = TensorAccess.rowMajor(dy);
    Tensor dx = TensorAccess.create(shape, Layout.ROW_MAJOR);
    float[] source = TensorAccess.values(from);
    float[] target = TensorAccess.values(dx);
    int offset = TensorAccess.offset(from);
    int size = shape.dim(a);
    int inner = Axes.product(shape, a + 1, shape.rank());
    int part = dx.size() < CHUNK ? Math.max(1, size) : Math.ceilDiv(size, PARTS);
    int parts = Math.ceilDiv(size, part);
    int without = skipped.orElse(-1);
    WorkerPool.run(Axes.product(shape, 0, a) * parts, (dx.size() + dy.size()) / 2, (task, scratch) -> {
      int outer = task / parts;
      int first = task % parts * part;
      int last = Math.min(size, first + part);
      Arrays.fill(target, (outer * size + first) * inner, (outer * size + last) * inner, 0);
      for (int k = 0; k < index.size(); k++) {
        int position = (int) index.at(k);
        if (position >= first && position < last && position != without) {
          add(source, offset + (outer * index.size() + k) * inner, target, (outer * size + position) * inner, inner);
        }
      }
    });
    return dx;
  }

  private static void add(float[] x, int xo, float[] y, int yo, int n) {
    for (int i = 0; i < n; i++) {
      y[yo + i] += x[xo + i];
    }
  }

  /**
   * The rows of a weight [V, D] that an index lists with the sums of their gradients.
   *
   * @param dy index.shape + [D]
   * @param skipped a row that gets nothing
   */
  public static RowSparse rowSparse(Tensor dy, Shape shape, LongTensor index, OptionalInt skipped) {
    long[] all = index.toArray();
    long without = skipped.orElse(-1);
    long[] kept = Arrays.stream(all).filter(row -> row != without).toArray();
    int width = shape.dim(1);
    float[] from = dy.toArray();
    float[] values = new float[kept.length * width];
    int entry = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] != without) {
        System.arraycopy(from, i * width, values, entry++ * width, width);
      }
    }
    return RowSparse.of(shape, LongTensor.of(kept, kept.length), Tensor.of(values, kept.length, width));
  }

  /**
   * y[i][j][k] = x[i][index[i][j][k]][k] for axis 1, as {@code torch.gather}.
   *
   * @param index of the rank of x; on no other axis larger than x
   */
  public static Tensor gather(Tensor x, int axis, LongTensor index) {
    IndexWalk walk = new IndexWalk(x.shape(), axis, index);
    Tensor from = TensorAccess.rowMajor(x);
    Tensor y = TensorAccess.create(index.shape(), Layout.ROW_MAJOR);
    float[] source = TensorAccess.values(from);
    float[] target = TensorAccess.values(y);
    int offset = TensorAccess.offset(from);
    WorkerPool.run(walk.tasks(), 2L * y.size(), (task, scratch) -> walk.pick(task, source, offset, target, 0));
    return y;
  }

  /**
   * A copy of x with y[i][index[i][j][k]][k] += source[i][j][k] for axis 1, as {@code torch.scatter_add}.
   *
   * @param index of the rank of x; on no axis larger than the source, on no other axis larger than x
   */
  public static Tensor scatterAdd(Tensor x, int axis, LongTensor index, Tensor source) {
    IndexWalk walk = new IndexWalk(x.shape(), axis, index);
    walk.requireCovered(source);
    Tensor y = View.of(x).toTensor(Layout.ROW_MAJOR);
    add(y, walk, corner(source, index.shape()));
    return y;
  }

  /** Zeros of a shape with dy added where the index says: the gradient of {@link #gather}. */
  public static Tensor gatherGradient(Tensor dy, Shape shape, int axis, LongTensor index) {
    IndexWalk walk = new IndexWalk(shape, axis, index);
    walk.requireCovered(dy);
    Tensor dx = Selection.zeros(shape, Layout.ROW_MAJOR);
    add(dx, walk, TensorAccess.rowMajor(dy));
    return dx;
  }

  /** The gradient of {@link #scatterAdd} with respect to a source of this shape. */
  public static Tensor sourceGradient(Tensor dy, int axis, LongTensor index, Shape shape) {
    Tensor picked = gather(dy, axis, index);
    if (shape.equals(index.shape())) {
      return picked;
    }
    Tensor whole = Selection.zeros(shape, Layout.ROW_MAJOR);
    View.of(picked).copyTo(corner(View.of(whole), index.shape()));
    return whole;
  }

  private static void add(Tensor y, IndexWalk walk, Tensor source) {
    float[] target = TensorAccess.values(y);
    float[] from = TensorAccess.values(source);
    int offset = TensorAccess.offset(source);
    WorkerPool.run(walk.tasks(), 2L * source.size(), (task, scratch) -> walk.add(task, from, offset, target, 0));
  }

  /** The first elements on each axis, row-major. */
  private static Tensor corner(Tensor t, Shape shape) {
    return t.shape().equals(shape) ? TensorAccess.rowMajor(t) : corner(View.of(t), shape).toTensor(Layout.ROW_MAJOR);
  }

  private static View corner(View view, Shape shape) {
    View part = view;
    for (int k = 0; k < shape.rank(); k++) {
      part = part.part(k, 0, shape.dim(k), 1);
    }
    return part;
  }

  /**
   * A row of zeros with a single 1 for each class number: index.shape + [classes], as {@code torch.nn.functional.one_hot}.
   *
   * @param classes number of classes; -1 for one more than the largest number
   * @throws IllegalArgumentException if a number is not in 0..classes-1, or the number of classes cannot be known
   */
  public static LongTensor oneHot(LongTensor index, int classes) {
    long[] numbers = index.toArray();
    long width = classes == -1 && numbers.length > 0 ? Arrays.stream(numbers).max().getAsLong() + 1 : classes;
    if (width < 1 && (classes != 0 || numbers.length > 0) || width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("one-hot of " + index + " with " + classes + " classes; allowed: >= 1, or -1 with numbers >= 0");
    }
    IndexWalk.requireInside(index, (int) width, width + " classes");
    int[] dims = Arrays.copyOf(index.shape().toArray(), index.shape().rank() + 1);
    dims[dims.length - 1] = (int) width;
    Shape shape = Shape.of(dims);
    long[] all = ShortMemory.array("a one-hot tensor of shape ", shape, shape.size(), Long.BYTES, long[]::new);
    for (int i = 0; i < numbers.length; i++) {
      all[i * (int) width + (int) numbers[i]] = 1;
    }
    return LongTensor.of(all, dims);
  }
}
