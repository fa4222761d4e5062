package lanewise.autograd;

import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Elementwise;

/** Sums, differences and products of equal shapes, with their gradients. */
final class Arithmetic {
  private Arithmetic() {}

  static Variable add(Variable x, Variable y) {
    Tensor z = Elementwise.add(x.value(), y.value());
    return new Variable(z, Operation.recorded(x, y) ? new Sum(x, y) : null);
  }

  static Variable subtract(Variable x, Variable y) {
    Tensor z = Elementwise.subtract(x.value(), y.value());
    return new Variable(z, Operation.recorded(x, y) ? new Difference(x, y) : null);
  }

  static Variable multiply(Variable x, Variable y) {
    Tensor z = Elementwise.multiply(x.value(), y.value());
    return new Variable(z, Operation.recorded(x, y) ? new Product(x, y) : null);
  }

  static Variable scale(Variable x, float factor) {
    Tensor z = Elementwise.scale(x.value(), factor);
    return new Variable(z, Operation.recorded(x) ? new Multiple(x, factor) : null);
  }

  private static final class Sum extends Operation {
    Sum(Variable x, Variable y) {
      super(x, y);
    }

    @Override
    Tensor[] backward(Tensor dz) {
      return new Tensor[] {dz, dz};
    }
  }

  private static final class Difference extends Operation {
    Difference(Variable x, Variable y) {
      super(x, y);
    }

    @Override
    Tensor[] backward(Tensor dz) {
      return new Tensor[] {dz, wanted(1) ? Elementwise.scale(dz, -1) : null};
    }
  }

  private static final class Product extends Operation {
    Product(Variable x, Variable y) {
      super(x, y);
    }

    @Override
    Tensor[] backward(Tensor dz) {
      return new Tensor[] {
          wanted(0) ? Elementwise.multiply(dz, input(1).value()) : null,
          wanted(1) ? Elementwise.multiply(dz, input(0).value()) : null
      };
    }
  }

  private static final class Multiple extends Operation {
    private final float factor;

    Multiple(Variable x, float factor) {
      super(x);
      this.factor = factor;
    }

    @Override
    Tensor[] backward(Tensor dz) {
      return new Tensor[] {Elementwise.scale(dz, factor)};
    }
  }
}
