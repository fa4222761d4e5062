package lanewise.autograd;

import java.util.PriorityQueue;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Elementwise;

/**
 * A tensor that is learned: gradients are added up here until {@link #zeroGrad}. Value and gradient belong to no scope; the gradient's memory is made
 * once and used again.
 */
public final class Parameter extends Variable {
  private Tensor gradient;
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
    return present;
  }

  /**
   * The gradient.
   *
   * @throws IllegalStateException while there is none
   */
  public Tensor grad() {
    if (!present) {
      throw new IllegalStateException("this parameter of shape " + shape() + " has no gradient; backward() makes one, hasGrad() asks");
    }
    return gradient;
  }

  /** Marks the gradient absent: an optimizer passes over this parameter until the next backward pass reaches it. */
  public void zeroGrad() {
    present = false;
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
    if (gradient == null) {
      gradient = value().copy();
    }
    gradient.copyFrom(arriving);
    present = true;
  }
}
