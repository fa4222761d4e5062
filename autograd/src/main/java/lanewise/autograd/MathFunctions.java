package lanewise.autograd;

import lanewise.tensor.BoolTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.ops.Elementwise;
import lanewise.tensor.ops.ElementwiseMath;
import lanewise.tensor.ops.Expansion;

/**
 * Differentiable functions of single elements, by PyTorch's names: {@code torch.exp} and its like. Two operands are broadcast. The polynomials are
 * Lanewise's own, so every machine gives the same bits; errors of the values are below two units in the last place. {@link ElementwiseMath} and
 * {@link Elementwise} say how large each is, and that of each gradient.
 */
public final class MathFunctions {
  private MathFunctions() {}

  /** e^x. */
  public static Variable exp(Variable x) {
    Tensor y = ElementwiseMath.exp(x.value());
    return Rearrangement.of(x, y, dy -> Elementwise.multiply(dy, y));
  }

  /** e^x - 1. */
  public static Variable expm1(Variable x) {
    Tensor y = ElementwiseMath.expm1(x.value());
    return Rearrangement.of(x, y, dy -> ElementwiseMath.expm1Gradient(y, dy));
  }

  /** The natural logarithm. */
  public static Variable log(Variable x) {
    Tensor y = ElementwiseMath.log(x.value());
    return Rearrangement.of(x, y, dy -> ElementwiseMath.logGradient(x.value(), dy));
  }

  /** ln(1 + x). */
  public static Variable log1p(Variable x) {
    Tensor y = ElementwiseMath.log1p(x.value());
    return Rearrangement.of(x, y, dy -> ElementwiseMath.log1pGradient(x.value(), dy));
  }

  /** The square root. */
  public static Variable sqrt(Variable x) {
    Tensor y = ElementwiseMath.sqrt(x.value());
    return Rearrangement.of(x, y, dy -> ElementwiseMath.sqrtGradient(y, dy));
  }

  /** 1 / sqrt(x). */
  public static Variable rsqrt(Variable x) {
    Tensor y = ElementwiseMath.rsqrt(x.value());
    return Rearrangement.of(x, y, dy -> ElementwiseMath.rsqrtGradient(y, dy));
  }

  /** 1 / x. */
  public static Variable reciprocal(Variable x) {
    Tensor y = ElementwiseMath.reciprocal(x.value());
    return Rearrangement.of(x, y, dy -> ElementwiseMath.reciprocalGradient(y, dy));
  }

  /** x^2. */
  public static Variable square(Variable x) {
    Tensor y = ElementwiseMath.square(x.value());
    return Rearrangement.of(x, y, dy -> ElementwiseMath.squareGradient(x.value(), dy));
  }

  /** The sine. */
  public static Variable sin(Variable x) {
    Tensor y = ElementwiseMath.sin(x.value());
    return Rearrangement.of(x, y, dy -> ElementwiseMath.sinGradient(x.value(), dy));
  }

  /** The cosine. */
  public static Variable cos(Variable x) {
    Tensor y = ElementwiseMath.cos(x.value());
    return Rearrangement.of(x, y, dy -> ElementwiseMath.cosGradient(x.value(), dy));
  }

  /** The hyperbolic tangent. */
  public static Variable tanh(Variable x) {
    Tensor y = ElementwiseMath.tanh(x.value());
    return Rearrangement.of(x, y, dy -> ElementwiseMath.tanhGradient(y, dy));
  }

  /** 1 / (1 + e^-x). */
  public static Variable sigmoid(Variable x) {
    Tensor y = ElementwiseMath.sigmoid(x.value());
    return Rearrangement.of(x, y, dy -> ElementwiseMath.sigmoidGradient(y, dy));
  }

  /** The error function. */
  public static Variable erf(Variable x) {
    Tensor y = ElementwiseMath.erf(x.value());
    return Rearrangement.of(x, y, dy -> ElementwiseMath.erfGradient(x.value(), dy));
  }

  /** -x. */
  public static Variable neg(Variable x) {
    Tensor y = ElementwiseMath.negate(x.value());
    return Rearrangement.of(x, y, dy -> ElementwiseMath.negate(dy));
  }

  /** |x|; its gradient is 0 at 0 and for NaN. */
  public static Variable abs(Variable x) {
    Tensor y = ElementwiseMath.abs(x.value());
    return Rearrangement.of(x, y, dy -> ElementwiseMath.absGradient(x.value(), dy));
  }

  /** -1, 0 or 1, 0 for NaN; its gradient is 0. */
  public static Variable sign(Variable x) {
    Tensor y = ElementwiseMath.sign(x.value());
    return Rearrangement.of(x, y, dy -> Tensor.zeros(x.shape().toArray()));
  }

  /** The largest whole number that is not above x; its gradient is 0. */
  public static Variable floor(Variable x) {
    Tensor y = ElementwiseMath.floor(x.value());
    return Rearrangement.of(x, y, dy -> Tensor.zeros(x.shape().toArray()));
  }

  /** x limited to [low, high]; high where low > high. The gradient passes where low < x < high. */
  public static Variable clamp(Variable x, float low, float high) {
    Tensor a = x.value();
    return Rearrangement.of(x, ElementwiseMath.clamp(a, low, high), dy -> ElementwiseMath.clampGradient(a, dy, low, high));
  }

  /** x + alpha y, rounded once. */
  public static Variable add(Variable x, Variable y, float alpha) {
    return Arithmetic.addMultiple(x, y, alpha);
  }

  /** x - alpha y, rounded once. */
  public static Variable sub(Variable x, Variable y, float alpha) {
    return Arithmetic.addMultiple(x, y, -alpha);
  }

  /** number - x. */
  public static Variable sub(float number, Variable x) {
    return Arithmetic.subtract(number, x);
  }

  /** number / x. */
  public static Variable div(float number, Variable x) {
    return Arithmetic.divide(number, x);
  }

  /** The larger one of each pair, NaN if either is; the gradient of equal ones goes to each by half. */
  public static Variable maximum(Variable x, Variable y) {
    return Arithmetic.maximum(x, y);
  }

  /** The smaller one of each pair, NaN if either is; the gradient of equal ones goes to each by half. */
  public static Variable minimum(Variable x, Variable y) {
    return Arithmetic.minimum(x, y);
  }

  /** The angle of the point (x, y), from -pi to pi. */
  public static Variable atan2(Variable y, Variable x) {
    return Arithmetic.atan2(y, x);
  }

  /** x^exponent; NaN for a negative x unless the exponent is whole. */
  public static Variable pow(Variable x, Variable exponent) {
    return Arithmetic.pow(x, exponent);
  }

  /** x^exponent. */
  public static Variable pow(Variable x, float exponent) {
    return Arithmetic.pow(x, exponent);
  }

  /** base^exponent. */
  public static Variable pow(float base, Variable exponent) {
    return Arithmetic.pow(base, exponent);
  }

  /** x where the condition holds, y elsewhere; all three are broadcast. The one that is not taken gets gradient 0, even where it is NaN. */
  public static Variable where(BoolTensor condition, Variable x, Variable y) {
    return Chosen.of(condition, x, y);
  }

  /** value where the mask is set, x elsewhere; the mask is broadcast to x. */
  public static Variable maskedFill(Variable x, BoolTensor mask, float value) {
    Tensor zero = Tensor.scalar(0);
    return Rearrangement.of(x, Elementwise.where(mask, Tensor.scalar(value), x.value()),
        dy -> Expansion.sumTo(Elementwise.where(mask, zero, dy), x.shape()));
  }

  private static final class Chosen extends Operation {
    private final BoolTensor condition;

    private Chosen(BoolTensor condition, Variable x, Variable y) {
      super(x, y);
      this.condition = condition;
    }

    static Variable of(BoolTensor condition, Variable x, Variable y) {
      Tensor z = Elementwise.where(condition, x.value(), y.value());
      return new Variable(z, recorded(x, y) ? new Chosen(condition, x, y) : null);
    }

    @Override
    Tensor[] backward(Tensor dz) {
      Tensor zero = Tensor.scalar(0);
      return new Tensor[] {
          wanted(0) ? Expansion.sumTo(Elementwise.where(condition, dz, zero), input(0).shape()) : null,
          wanted(1) ? Expansion.sumTo(Elementwise.where(condition, zero, dz), input(1).shape()) : null
      };
    }
  }
}
