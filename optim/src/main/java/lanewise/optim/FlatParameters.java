package lanewise.optim;

import java.util.List;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;
import lanewise.tensor.step.Flat;

/** Parameters as one vector: their elements end to end, in order, each row-major. */
final class FlatParameters {
  private final List<Parameter> parameters;
  private final int size;

  FlatParameters(List<Parameter> parameters) {
    this.parameters = parameters;
    this.size = Math.toIntExact(parameters.stream().mapToLong(p -> p.shape().size()).sum());
  }

  /** Number of elements. */
  int size() {
    return size;
  }

  /** Copies the values into a vector. */
  void values(Tensor into) {
    int at = 0;
    for (Parameter p : parameters) {
      Flat.gather(p.value(), 1, into, at);
      at += p.shape().size();
    }
  }

  /** Overwrites the parameters. */
  void write(Tensor x) {
    int at = 0;
    for (Parameter p : parameters) {
      Flat.scatter(x, at, p.value());
      at += p.shape().size();
    }
  }

  /** Copies the gradients times a factor into a vector; zeros for those that are absent. */
  void gradients(double factor, Tensor into) {
    int at = 0;
    for (Parameter p : parameters) {
      if (p.hasGrad()) {
        Flat.gather(p.hasRowSparseGrad() ? p.rowSparseGrad().toDense() : p.grad(), factor, into, at);
      } else {
        Flat.clear(into, at, p.shape().size());
      }
      at += p.shape().size();
    }
  }
}
