package lanewise.optim;

import java.util.ArrayList;
import java.util.List;
import lanewise.tensor.Tensor;
import lanewise.tensor.step.Flat;
import lanewise.tensor.step.TwoLoop;

/**
 * Working memory of {@link LBFGS} that outlives its steps: vectors over all parameters, and the memory of the recursion. What a step that fails has
 * not given back is left to the garbage collector.
 */
final class LbfgsWorkspace {
  private final int size;
  private final List<Tensor> free = new ArrayList<>();
  private final TwoLoop recursion = new TwoLoop();

  /** For vectors of this size. */
  LbfgsWorkspace(int size) {
    this.size = size;
  }

  /** A vector with arbitrary values. */
  Tensor take() {
    return free.isEmpty() ? Flat.zeros(size) : free.removeLast();
  }

  /** Takes a vector back that nobody reads any longer. */
  void give(Tensor vector) {
    free.add(vector);
  }

  /** The recursion for directions. */
  TwoLoop recursion() {
    return recursion;
  }
}
