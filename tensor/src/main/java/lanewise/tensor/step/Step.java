package lanewise.tensor.step;

import java.util.Arrays;
import lanewise.tensor.Layout;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;

/**
 * One step of one parameter, to be carried out by a {@link Sweep}: where its arrays are, and the numbers of the update rule. An optimizer keeps the
 * object beside the parameter's state and describes each step anew, so that a step makes no garbage.
 *
 * <p>A subclass is one algorithm: the description, the scalar twin, and the vector template side by side. In all of them the
 * gradient is multiplied by {@code scale} before everything else (the factor of clipping, negative to go uphill), and numbers such as bias
 * corrections come as double and are rounded to float once.
 *
 * <p>A gradient of some rows only ({@link RowSparse}) updates these rows and leaves the others alone.
 */
public abstract class Step {
  float[] p;
  float[] g;
  int po;
  int go;
  float scale;
  /** Which lines of the rule are in force; an algorithm's own constants. None at the beginning of a description. */
  int flags;
  private RowSparse sparse;
  private float[] spread = {};
  private RowSparse spreadRows;
  private Shape shape = Shape.of(0);
  private Layout layout = Layout.ROW_MAJOR;

  Step() {}

  /** State of a parameter: zeros of its shape and layout that belong to no scope. */
  public static Tensor zerosLike(Tensor parameter) {
    return TensorAccess.createOutsideScopes(parameter.shape(), TensorAccess.layout(parameter));
  }

  /** State with a shape of its own: zeros that belong to no scope. */
  public static Tensor zeros(Shape shape) {
    return TensorAccess.createOutsideScopes(shape, Layout.ROW_MAJOR);
  }

  /** Elements that are updated. */
  final int size() {
    return sparse == null ? shape.size() : sparse.values().size();
  }

  /** Begins the description: the parameter, its gradient, and the factor of the gradient. */
  public final void begin(Tensor parameter, Tensor gradient, double scale) {
    begin(parameter, scale);
    sparse = null;
    g = array("gradient", gradient);
    go = TensorAccess.offset(gradient);
  }

  /** Begins the description: the parameter, the rows of its gradient, and the factor of the gradient. */
  public final void begin(Tensor parameter, RowSparse gradient, double scale) {
    if (!gradient.shape().equals(parameter.shape()) || TensorAccess.layout(parameter) != Layout.ROW_MAJOR) {
      throw new IllegalArgumentException("row-sparse gradient of shape " + gradient.shape() + " for a parameter of shape " + parameter.shape()
          + " and layout " + TensorAccess.layout(parameter) + "; allowed: the parameter's shape, row-major");
    }
    begin(parameter, scale);
    sparse = gradient;
    g = TensorAccess.values(gradient.values());
    go = TensorAccess.offset(gradient.values());
  }

  private void begin(Tensor parameter, double scale) {
    shape = parameter.shape();
    layout = TensorAccess.layout(parameter);
    p = TensorAccess.writable(parameter);
    po = TensorAccess.offset(parameter);
    this.scale = (float) scale;
    flags = 0;
  }

  /**
   * Puts a gradient of some rows among zeros, for a rule that moves the other rows as well. The zeros are kept: a later call clears only the rows of
   * the one before.
   */
  final void spread() {
    if (sparse == null) {
      return;
    }
    if (spread.length != shape.size()) {
      spread = new float[shape.size()];
    } else if (spreadRows != null) {
      for (int i = 0; i < spreadRows.count(); i++) {
        int at = spreadRows.row(i) * spreadRows.width();
        Arrays.fill(spread, at, at + spreadRows.width(), 0);
      }
    }
    for (int i = 0; i < sparse.count(); i++) {
      System.arraycopy(g, go + i * sparse.width(), spread, sparse.row(i) * sparse.width(), sparse.width());
    }
    spreadRows = sparse;
    sparse = null;
    g = spread;
    go = 0;
  }

  /** The array of a tensor whose elements must lie as those of the parameter do. */
  float[] array(String name, Tensor tensor) {
    if (!tensor.shape().equals(shape) || TensorAccess.layout(tensor) != layout) {
      throw new IllegalArgumentException(name + " of shape " + tensor.shape() + " and layout " + TensorAccess.layout(tensor)
          + " for a parameter of shape " + shape + " and layout " + layout + "; allowed: the parameter's own");
    }
    return TensorAccess.values(tensor);
  }

  /** What has to be known of the whole parameter before its first element is updated: summed up by the sweep; null where it is nothing. */
  Summed sums() {
    return null;
  }

  /** Chooses the kernel; called once before the runs of a sweep. */
  abstract void choose();

  /** Updates the elements of the gradient from {@code from} to {@code to - 1}. */
  final void run(int from, int to) {
    if (sparse == null) {
      run(from, to, 0);
      return;
    }
    int width = sparse.width();
    for (int at = from; at < to;) {
      int entry = at / width;
      int end = Math.min(to, (entry + 1) * width);
      int shift = (entry - sparse.row(entry)) * width;
      run(at - shift, end - shift, shift);
      at = end;
    }
  }

  /**
   * Updates the elements of the parameter from {@code from} to {@code to - 1}.
   *
   * @param shift what is added to the position of an element to find it in the gradient
   */
  abstract void run(int from, int to, int shift);

  /**
   * Rough time of one element on one thread, in picoseconds: about twice what it takes where all is in the nearest cache. A step of the length that
   * this makes worth a hand-over does gain from a second thread.
   */
  abstract int picoseconds();
}
