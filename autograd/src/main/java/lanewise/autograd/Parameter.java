package lanewise.autograd;

import java.util.PriorityQueue;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Elementwise;

/**
 * A tensor that is learned: gradients are added up here until {@link #zeroGrad}. Value and gradient belong to no scope; the gradient's memory is made
 * once and used again.
 */
public final class Parameter extends Variable {
  private Tensor gradient;
  private RowSparse rows;
  private boolean present;

  /** A parameter with a copy of this value, without a gradient. */
  public Parameter(Tensor value) {
    super(value.copy(), null);
  }

  @Override
  public boolean requiresGrad() {
    return true;
  }

  /** True after a backward pass that reached this parameter, until {@link #zeroGrad}. */
  public boolean hasGrad() {
    return present || rows != null;
  }

  /** True where the gradient is one of some rows only. */
  public boolean hasRowSparseGrad() {
    return rows != null;
  }

  /**
   * The gradient.
   *
   * @throws IllegalStateException while there is none, or only one of some rows
   */
  public Tensor grad() {
    if (rows != null) {
      throw new IllegalStateException("the gradient of this parameter of shape " + shape() + " has " + rows.count() + " rows only: rowSparseGrad()");
    }
    if (!present) {
      throw new IllegalStateException("this parameter of shape " + shape() + " has no gradient; backward() makes one, hasGrad() asks");
    }
    return gradient;
  }

  /**
   * The gradient where it has some rows only.
   *
   * @throws IllegalStateException while there is none of that kind
   */
  public RowSparse rowSparseGrad() {
    if (rows == null) {
      throw new IllegalStateException("this parameter of shape " + shape() + " has no row-sparse gradient; hasRowSparseGrad() asks");
    }
    return rows;
  }

  /**
   * Adds a gradient of some rows. With a dense one that is there already the sum is dense.
   *
   * @throws IllegalArgumentException if it is of another shape
   */
  public void backward(RowSparse arriving) {
    if (!arriving.shape().equals(shape())) {
      throw new IllegalArgumentException("gradient of shape " + arriving.shape() + " for a parameter of shape " + shape());
    }
    if (present) {
      Elementwise.addTo(gradient, arriving.toDense());
    } else {
      rows = rows == null ? arriving : rows.plus(arriving);
    }
  }

  /** Marks the gradient absent: an optimizer passes over this parameter until the next backward pass reaches it. */
  public void zeroGrad() {
    present = false;
    rows = null;
  }

  /** Fills the gradient with zeros where there is one: unlike an absent one, it lets momentum, averages and decay go on. */
  public void fillGradWithZeros() {
    if (hasGrad()) {
      zeroGrad();
      own().copyFrom(Tensor.zeros(shape().toArray()));
      present = true;
    }
  }

  @Override
  void receive(Tensor arriving, PriorityQueue<Operation> waiting) {
    if (!arriving.shape().equals(shape())) {
      throw new IllegalArgumentException("gradient of shape " + arriving.shape() + " for a parameter of shape " + shape());
    }
    if (present) {
      Elementwise.addTo(gradient, arriving);
      return;
    }
    own().copyFrom(arriving);
    present = true;
    if (rows != null) {
      Elementwise.addTo(gradient, rows.toDense());
      rows = null;
    }
  }

  private Tensor own() {
    if (gradient == null) {
      gradient = value().copy();
    }
    return gradient;
  }
}
