package lanewise.autograd;

import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Elementwise;

/**
 * One step of a recorded computation: what it was made from, and how a gradient of its result becomes gradients of its inputs. Subclasses keep what
 * the gradient needs; forward and backward of an operation stand in one file.
 */
abstract class Operation {
  private static final AtomicLong COUNT = new AtomicLong();

  private final Variable[] inputs;
  private final long number = COUNT.getAndIncrement();
  private Tensor arrived;

  Operation(Variable... inputs) {
    this.inputs = inputs;
  }

  /** True where operations on these inputs must be recorded. */
  static boolean recorded(Variable... inputs) {
    if (NoGrad.active()) {
      return false;
    }
    for (Variable v : inputs) {
      if (v.requiresGrad()) {
        return true;
      }
    }
    return false;
  }

  /** Position in the order of recording; inputs come before results. */
  long number() {
    return number;
  }

  Variable input(int i) {
    return inputs[i];
  }

  boolean wanted(int i) {
    return inputs[i].requiresGrad();
  }

  /**
   * The gradients of the inputs, in order; null for an input that does not want one.
   *
   * @param dy gradient of the result
   */
  abstract Tensor[] backward(Tensor dy);

  void receive(Tensor gradient, PriorityQueue<Operation> waiting) {
    if (arrived == null) {
      arrived = gradient;
      waiting.add(this);
    } else {
      arrived = Elementwise.add(arrived, gradient);
    }
  }

  /** Drops a gradient that arrived in a pass which failed. */
  void forget() {
    arrived = null;
  }

  void propagate(PriorityQueue<Operation> waiting) {
    Tensor dy = arrived;
    arrived = null;
    Tensor[] gradients = backward(dy);
    for (int i = 0; i < inputs.length; i++) {
      if (wanted(i)) {
        inputs[i].receive(gradients[i], waiting);
      }
    }
  }
}
