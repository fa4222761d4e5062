package lanewise.autograd;

import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Reduce;

/** Matrix products: [M, K] times [K, N], and the linear map x W^T + b. */
final class MatMul {
  private MatMul() {}

  static Variable apply(Variable a, Variable b) {
    Tensor c = lanewise.tensor.ops.MatMul.multiply(a.value(), false, b.value(), false);
    return new Variable(c, Operation.recorded(a, b) ? new Product(a, b) : null);
  }

  static Variable linear(Variable x, Variable weight) {
    Tensor y = lanewise.tensor.ops.MatMul.linear(x.value(), weight.value());
    return new Variable(y, Operation.recorded(x, weight) ? new Linear(x, weight) : null);
  }

  static Variable linear(Variable x, Variable weight, Variable bias) {
    Tensor y = lanewise.tensor.ops.MatMul.linear(x.value(), weight.value(), bias.value());
    return new Variable(y, Operation.recorded(x, weight, bias) ? new Linear(x, weight, bias) : null);
  }

  /** C = A B: dA = dC B^T, dB = A^T dC. */
  private static final class Product extends Operation {
    Product(Variable a, Variable b) {
      super(a, b);
    }

    @Override
    Tensor[] backward(Tensor dc) {
      return new Tensor[] {
          wanted(0) ? lanewise.tensor.ops.MatMul.multiply(dc, false, input(1).value(), true) : null,
          wanted(1) ? lanewise.tensor.ops.MatMul.multiply(input(0).value(), true, dc, false) : null
      };
    }
  }

  /** y = x W^T + b: dx = dy W, dW = dy^T x, db = the rows of dy added up. */
  private static final class Linear extends Operation {
    private final int inputs;

    Linear(Variable... inputs) {
      super(inputs);
      this.inputs = inputs.length;
    }

    @Override
    Tensor[] backward(Tensor dy) {
      Tensor[] gradients = new Tensor[inputs];
      gradients[0] = wanted(0) ? lanewise.tensor.ops.MatMul.multiply(dy, false, input(1).value(), false) : null;
      gradients[1] = wanted(1) ? lanewise.tensor.ops.MatMul.multiply(dy, true, input(0).value(), false) : null;
      if (inputs == 3 && wanted(2)) {
        gradients[2] = Reduce.sumRows(dy);
      }
      return gradients;
    }
  }
}
