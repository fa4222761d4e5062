package lanewise.autograd;

import java.util.Arrays;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Expansion;
import lanewise.tensor.ops.Products;
import lanewise.tensor.ops.Reduce;

/** Products of matrices and vectors of any rank, and the linear map x W^T + b. */
final class MatMul {
  private MatMul() {}

  static Variable apply(Variable a, Variable b) {
    Tensor c = Products.matmul(a.value(), b.value());
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

  /** C = A B for each pair of matrices: dA = dC B^T, dB = A^T dC, added up over the axes in which a matrix was taken several times. */
  private static final class Product extends Operation {
    Product(Variable a, Variable b) {
      super(a, b);
    }

    @Override
    Tensor[] backward(Tensor dc) {
      Tensor a = Products.asMatrix(input(0).value(), true);
      Tensor b = Products.asMatrix(input(1).value(), false);
      Tensor d = matrices(dc, a, b);
      return new Tensor[] {wanted(0) ? shaped(left(d, b), a, 0) : null, wanted(1) ? shaped(right(a, d, b), b, 1) : null};
    }

    /** The gradient with the axes that the product of a vector does not have. */
    private Tensor matrices(Tensor dc, Tensor a, Tensor b) {
      int m = a.shape().dim(a.shape().rank() - 2);
      int n = b.shape().dim(b.shape().rank() - 1);
      int vectors = (input(0).shape().rank() == 1 ? 1 : 0) + (input(1).shape().rank() == 1 ? 1 : 0);
      if (vectors == 0) {
        return dc;
      }
      int[] old = dc.shape().toArray();
      int[] dims = Arrays.copyOf(old, old.length + vectors);
      dims[dims.length - 2] = m;
      dims[dims.length - 1] = n;
      return dc.reshape(dims);
    }

    private static Tensor left(Tensor dc, Tensor b) {
      return Products.batched(dc, false, b, true);
    }

    /** Of one B for all A the sum over the batch is a product itself. */
    private static Tensor right(Tensor a, Tensor dc, Tensor b) {
      boolean one = b.shape().rank() == 2 && a.shape().rank() > 2;
      return one ? lanewise.tensor.ops.MatMul.multiply(Products.rows(a), true, Products.rows(dc), false) : Products.batched(a, true, dc, false);
    }

    private Tensor shaped(Tensor gradient, Tensor matrices, int of) {
      Tensor sums = Expansion.sumTo(gradient, matrices.shape());
      return input(of).shape().rank() == 1 ? sums.reshape(input(of).shape().toArray()) : sums;
    }
  }

  /** y = x W^T + b for the rows of x [..., I]: dx = dy W, dW = dy^T x, db = the rows of dy added up. */
  private static final class Linear extends Operation {
    private final int inputs;

    Linear(Variable... inputs) {
      super(inputs);
      this.inputs = inputs.length;
    }

    @Override
    Tensor[] backward(Tensor dy) {
      Tensor x = input(0).value();
      Tensor rows = Products.rows(dy);
      Tensor[] gradients = new Tensor[inputs];
      if (wanted(0)) {
        Tensor dx = lanewise.tensor.ops.MatMul.multiply(rows, false, input(1).value(), false);
        gradients[0] = x.shape().rank() == 2 ? dx : dx.reshape(x.shape().toArray());
      }
      gradients[1] = wanted(1) ? lanewise.tensor.ops.MatMul.multiply(rows, true, Products.rows(x), false) : null;
      if (inputs == 3 && wanted(2)) {
        gradients[2] = Reduce.sumRows(rows);
      }
      return gradients;
    }
  }
}
