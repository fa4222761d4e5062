package lanewise.autograd;

import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Elementwise;
import lanewise.tensor.ops.ElementwiseMath;
import lanewise.tensor.ops.Expansion;

/**
 * Arithmetic of two variables, or of one and a number, with PyTorch's broadcasting: shapes are aligned at their last axes, sizes are equal or 1. A
 * gradient is summed over the axes along which its input was repeated.
 */
final class Arithmetic {
  private Arithmetic() {}

  static Variable add(Variable x, Variable y) {
    return Pair.of(x, y, Elementwise.add(x.value(), y.value()), dz -> dz, dz -> dz);
  }

  static Variable add(Variable x, float number) {
    return Rearrangement.of(x, Elementwise.add(x.value(), number), dz -> dz);
  }

  /** x + alpha y. */
  static Variable addMultiple(Variable x, Variable y, float alpha) {
    return Pair.of(x, y, Elementwise.addMultiple(x.value(), y.value(), alpha), dz -> dz, dz -> Elementwise.scale(dz, alpha));
  }

  static Variable subtract(Variable x, Variable y) {
    return Pair.of(x, y, Elementwise.subtract(x.value(), y.value()), dz -> dz, dz -> Elementwise.scale(dz, -1));
  }

  static Variable subtract(float number, Variable x) {
    return Rearrangement.of(x, Elementwise.subtract(number, x.value()), dz -> Elementwise.scale(dz, -1));
  }

  static Variable multiply(Variable x, Variable y) {
    Tensor a = x.value();
    Tensor b = y.value();
    return Pair.of(x, y, Elementwise.multiply(a, b), dz -> Elementwise.multiply(dz, b), dz -> Elementwise.multiply(dz, a));
  }

  static Variable scale(Variable x, float factor) {
    return Rearrangement.of(x, Elementwise.scale(x.value(), factor), dz -> Elementwise.scale(dz, factor));
  }

  static Variable divide(Variable x, Variable y) {
    Tensor a = x.value();
    Tensor b = y.value();
    Tensor z = Elementwise.divide(a, b);
    return Pair.of(x, y, z, dz -> Elementwise.divide(dz, b),
        dz -> Elementwise.multiply(ElementwiseMath.negate(dz), Elementwise.divide(z, b)));
  }

  static Variable divide(Variable x, float number) {
    return Rearrangement.of(x, Elementwise.divide(x.value(), number), dz -> Elementwise.divide(dz, number));
  }

  static Variable divide(float number, Variable x) {
    Tensor y = Elementwise.divide(number, x.value());
    return Rearrangement.of(x, y, dz -> Elementwise.multiply(ElementwiseMath.negate(dz), Elementwise.divide(y, x.value())));
  }

  static Variable maximum(Variable x, Variable y) {
    Tensor a = x.value();
    Tensor b = y.value();
    return Pair.of(x, y, Elementwise.maximum(a, b), dz -> Elementwise.shareOf(dz, Elementwise.largerShare(a, b)),
        dz -> Elementwise.shareOf(dz, Elementwise.largerShare(b, a)));
  }

  static Variable minimum(Variable x, Variable y) {
    Tensor a = x.value();
    Tensor b = y.value();
    return Pair.of(x, y, Elementwise.minimum(a, b), dz -> Elementwise.shareOf(dz, Elementwise.smallerShare(a, b)),
        dz -> Elementwise.shareOf(dz, Elementwise.smallerShare(b, a)));
  }

  static Variable atan2(Variable y, Variable x) {
    Tensor a = y.value();
    Tensor b = x.value();
    return Pair.of(y, x, Elementwise.atan2(a, b), dz -> Elementwise.multiply(dz, Elementwise.atan2Slope(a, b)),
        dz -> Elementwise.multiply(ElementwiseMath.negate(dz), Elementwise.atan2Slope(b, a)));
  }

  static Variable pow(Variable x, Variable exponent) {
    Tensor a = x.value();
    Tensor b = exponent.value();
    return Pair.of(x, exponent, Elementwise.pow(a, b), dz -> slope(dz, Elementwise.powSlope(a, b)),
        dz -> slope(dz, Elementwise.powExponentSlope(a, b)));
  }

  /** Squares, cubes, roots and reciprocals have formulas of their own, which are faster and exact. */
  static Variable pow(Variable x, float exponent) {
    Tensor a = x.value();
    if (exponent == 2) {
      return Rearrangement.of(x, ElementwiseMath.square(a), dz -> ElementwiseMath.squareGradient(a, dz));
    }
    if (exponent == 1) {
      return Rearrangement.of(x, Elementwise.scale(a, 1), dz -> dz);
    }
    if (exponent == 0) {
      return Rearrangement.of(x, Elementwise.pow(a, 0f), _ -> Tensor.zeros(x.shape().toArray()));
    }
    Tensor y = power(a, exponent);
    return Rearrangement.of(x, y, dz -> slope(dz, Elementwise.scale(power(a, exponent - 1), exponent)));
  }

  private static Tensor power(Tensor a, float exponent) {
    if (exponent == 2) {
      return ElementwiseMath.square(a);
    }
    if (exponent == 3) {
      return Elementwise.multiply(ElementwiseMath.square(a), a);
    }
    if (exponent == 0.5f) {
      return ElementwiseMath.sqrt(a);
    }
    if (exponent == -0.5f) {
      return ElementwiseMath.rsqrt(a);
    }
    return exponent == -1 ? ElementwiseMath.reciprocal(a) : Elementwise.pow(a, exponent);
  }

  static Variable pow(float base, Variable exponent) {
    return Rearrangement.of(exponent, Elementwise.pow(base, exponent.value()), dz -> slope(dz, Elementwise.powExponentSlope(base, exponent.value())));
  }

  private static Tensor slope(Tensor dz, Tensor slope) {
    return Elementwise.multiply(dz, slope);
  }

  /** An operation of two variables whose gradients follow from that of the result alone, before they are summed over repeated axes. */
  private static final class Pair extends Operation {
    /** A gradient of an input in the shape of the result. */
    private interface Back {
      Tensor of(Tensor dz);
    }

    private final Back first;
    private final Back second;

    private Pair(Variable x, Variable y, Back first, Back second) {
      super(x, y);
      this.first = first;
      this.second = second;
    }

    static Variable of(Variable x, Variable y, Tensor z, Back first, Back second) {
      return new Variable(z, recorded(x, y) ? new Pair(x, y, first, second) : null);
    }

    @Override
    Tensor[] backward(Tensor dz) {
      return new Tensor[] {
          wanted(0) ? Expansion.sumTo(first.of(dz), input(0).shape()) : null,
          wanted(1) ? Expansion.sumTo(second.of(dz), input(1).shape()) : null
      };
    }
  }
}
