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

  /** A copy of the values. */
  Tensor values() {
    Tensor x = Flat.zeros(size);
    int at = 0;
    for (Parameter p : parameters) {
      Flat.gather(p.value(), 1, x, at);
      at += p.shape().size();
    }
    return x;
  }

  /** Overwrites the parameters. */
  void write(Tensor x) {
    int at = 0;
    for (Parameter p : parameters) {
      Flat.scatter(x, at, p.value());
      at += p.shape().size();
    }
  }

  /** A copy of the gradients times a factor; zeros for those that are absent. */
  Tensor gradients(double factor) {
    Tensor g = Flat.zeros(size);
    int at = 0;
    for (Parameter p : parameters) {
      if (p.hasGrad()) {
        Flat.gather(p.hasRowSparseGrad() ? p.rowSparseGrad().toDense() : p.grad(), factor, g, at);
      }
      at += p.shape().size();
    }
    return g;
  }
}
