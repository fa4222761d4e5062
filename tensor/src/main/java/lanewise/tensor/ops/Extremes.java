package lanewise.tensor.ops;

import lanewise.tensor.Layout;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.ShortMemory;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.lines.Fold;
import lanewise.tensor.kernel.lines.RowFind;
import lanewise.tensor.ops.lines.LineBlock;
import lanewise.tensor.ops.lines.LineOps;
import lanewise.tensor.ops.lines.Lines;
import lanewise.tensor.ops.lines.ReducedAxes;

/** The largest and smallest values along an axis with their places: the first of equals; a NaN is both the largest and the smallest. */
public final class Extremes {
  private Extremes() {}

  /**
   * Values and where they stand.
   *
   * @param values the extreme of each line
   * @param indices its place on the axis, of the same shape
   */
  public record Indexed(Tensor values, LongTensor indices) {}

  /** The largest value along an axis. */
  public static Indexed max(Tensor t, int dim, boolean keepdim) {
    return find(Fold.MAX, "max", t, dim, keepdim);
  }

  /** The smallest value along an axis. */
  public static Indexed min(Tensor t, int dim, boolean keepdim) {
    return find(Fold.MIN, "min", t, dim, keepdim);
  }

  /** The place of the largest value along an axis. */
  public static LongTensor argmax(Tensor t, int dim, boolean keepdim) {
    return find(Fold.MAX, "argmax", t, dim, keepdim).indices;
  }

  /** The place of the smallest value along an axis. */
  public static LongTensor argmin(Tensor t, int dim, boolean keepdim) {
    return find(Fold.MIN, "argmin", t, dim, keepdim).indices;
  }

  /** The place of the largest value in row-major order. */
  public static long argmax(Tensor t) {
    return find(Fold.MAX, "argmax", t.reshape(t.size()), 0, false).indices.item();
  }

  /** The place of the smallest value in row-major order. */
  public static long argmin(Tensor t) {
    return find(Fold.MIN, "argmin", t.reshape(t.size()), 0, false).indices.item();
  }

  /**
   * The gradient of {@link #max} and {@link #min}: the whole of it at the place that was found.
   *
   * @param shape shape of the reduced tensor
   */
  public static Tensor gradient(LongTensor indices, Tensor dy, Shape shape, int dim) {
    ReducedAxes axes = ReducedAxes.of(shape, ReducedAxes.axis(shape, dim));
    Lines lines = axes.lines();
    Tensor g = axes.numbers(dy);
    Tensor dx = Tensor.zeros(shape.toArray());
    float[] to = TensorAccess.values(dx);
    for (int j = 0; j < lines.count(); j++) {
      int at = (j / lines.inner() * lines.n() + (int) indices.at(j)) * lines.inner() + j % lines.inner();
      to[at] = TensorAccess.values(g)[TensorAccess.offset(g) + j];
    }
    return dx;
  }

  private static Indexed find(Fold fold, String name, Tensor t, int dim, boolean keepdim) {
    ReducedAxes axes = ReducedAxes.of(t.shape(), ReducedAxes.axis(t.shape(), dim));
    Lines lines = axes.lines();
    if (lines.n() == 0 && lines.count() > 0) {
      throw new IllegalArgumentException(name + " of shape " + t.shape() + " over an axis of size 0; allowed: >= 1");
    }
    Tensor from = axes.gather(t);
    float[] x = TensorAccess.values(from);
    int xo = TensorAccess.offset(from);
    Tensor values = TensorAccess.create(axes.result(keepdim), Layout.ROW_MAJOR);
    float[] v = TensorAccess.values(values);
    double[] found = ShortMemory.array("a search for extremes of shape ", values.shape(), lines.count(), Double.BYTES, double[]::new);
    LineOps.fold(fold, x, xo, Lines.NONE, 0, lines, Lines.NONE, 0, found);
    long[] places = ShortMemory.array("a tensor of places of shape ", values.shape(), lines.count(), Long.BYTES, long[]::new);
    RowFind finder = RowFind.kernel();
    LineBlock.forEach(lines, lines.size() / 4, (b, scratch) -> {
      for (int j = b.first(); j < b.first() + b.count(); j++) {
        int at = xo + b.at(j - b.first());
        int place = lines.areRows() ? finder.run(x, at, lines.n(), (float) found[j]) : first(x, at, lines, (float) found[j]);
        places[j] = place;
        v[j] = x[at + place * lines.inner()];
      }
    });
    return new Indexed(values, LongTensor.of(places, values.shape().toArray()));
  }

  private static int first(float[] x, int xo, Lines lines, float value) {
    for (int i = 0; i < lines.n(); i++) {
      float v = x[xo + i * lines.inner()];
      if (v == value || v != v && value != value) {
        return i;
      }
    }
    throw new AssertionError("the extreme " + value + " is not in its line");
  }
}
