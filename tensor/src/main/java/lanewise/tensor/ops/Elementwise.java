package lanewise.tensor.ops;

import lanewise.tensor.BoolTensor;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import lanewise.tensor.kernel.elementwise.Scaling;
import lanewise.tensor.kernel.elementwise.ZipOp;
import lanewise.tensor.kernel.functions.Arithmetic;
import lanewise.tensor.kernel.functions.Atan2;
import lanewise.tensor.kernel.functions.Basics;
import lanewise.tensor.kernel.functions.Pow;
import lanewise.tensor.kernel.functions.Rectifier;
import lanewise.tensor.ops.elementwise.ElementwiseRun;
import lanewise.tensor.ops.lanes.LanesElementwise;

/**
 * Arithmetic of single elements. Shapes of two tensors are broadcast: aligned at their last axes, sizes equal or 1. The result has the layout of the
 * first operand that has its shape. Functions of one tensor are in {@link ElementwiseMath} and {@link ElementwiseActivations}.
 *
 * <p>Sums, differences, products and quotients are correctly rounded. Where more happens the largest error that was measured is said, in units in
 * the last place (ulp) of the exact result.
 */
public final class Elementwise {
  private Elementwise() {}

  /** x + y. */
  public static Tensor add(Tensor x, Tensor y) {
    if (TensorAccess.lanes(x) != null && x.shape().equals(y.shape())) {
      return LanesElementwise.zip("add", new Arithmetic.Add(), x, y);
    }
    return ElementwiseRun.zip("add", new Arithmetic.Add(), x, y);
  }

  /** x + number. */
  public static Tensor add(Tensor x, float number) {
    return ElementwiseRun.withNumber(new Arithmetic.Add(), x, number);
  }

  /** x + alpha y, rounded once. */
  public static Tensor addMultiple(Tensor x, Tensor y, float alpha) {
    return ElementwiseRun.zip("add", new Arithmetic.AddMultiple(alpha), x, y);
  }

  /** x - y. */
  public static Tensor subtract(Tensor x, Tensor y) {
    return ElementwiseRun.zip("subtract", new Arithmetic.Subtract(), x, y);
  }

  /** number - x. */
  public static Tensor subtract(float number, Tensor x) {
    return ElementwiseRun.ofNumber(new Arithmetic.Subtract(), number, x);
  }

  /** x * y. */
  public static Tensor multiply(Tensor x, Tensor y) {
    return ElementwiseRun.zip("multiply", new Arithmetic.Multiply(), x, y);
  }

  /** factor * x. */
  public static Tensor scale(Tensor x, float factor) {
    Scaling kernel = Scaling.kernel();
    return ElementwiseRun.map((from, xo, to, yo, n) -> kernel.run(factor, from, xo, to, yo, n), x);
  }

  /** x / y. */
  public static Tensor divide(Tensor x, Tensor y) {
    return ElementwiseRun.zip("divide", new Arithmetic.Divide(), x, y);
  }

  /** x / number. */
  public static Tensor divide(Tensor x, float number) {
    return ElementwiseRun.withNumber(new Arithmetic.Divide(), x, number);
  }

  /** number / x. */
  public static Tensor divide(float number, Tensor x) {
    return ElementwiseRun.ofNumber(new Arithmetic.Divide(), number, x);
  }

  /** The larger one of each pair; NaN if either is. */
  public static Tensor maximum(Tensor x, Tensor y) {
    return ElementwiseRun.zip("maximum", new Basics.Maximum(), x, y);
  }

  /** The smaller one of each pair; NaN if either is. */
  public static Tensor minimum(Tensor x, Tensor y) {
    return ElementwiseRun.zip("minimum", new Basics.Minimum(), x, y);
  }

  /** How much of the gradient of {@link #maximum} is for x: 0 where it is smaller, a half where both are equal, 1 elsewhere. */
  public static Tensor largerShare(Tensor x, Tensor y) {
    return ElementwiseRun.zip("maximum", new Basics.LargerShare(), x, y);
  }

  /** How much of the gradient of {@link #minimum} is for x: 0 where it is larger, a half where both are equal, 1 elsewhere. */
  public static Tensor smallerShare(Tensor x, Tensor y) {
    return ElementwiseRun.zip("minimum", new Basics.SmallerShare(), x, y);
  }

  /** gradient * share, 0 where the share is 0 whatever the gradient. */
  public static Tensor shareOf(Tensor gradient, Tensor share) {
    return ElementwiseRun.zip("gradient", new Basics.Share(), gradient, share);
  }

  /** The angle of the point (x, y), from -pi to pi. Error in random samples at most 1.6 ulp. */
  public static Tensor atan2(Tensor y, Tensor x) {
    return ElementwiseRun.zip("atan2", new Atan2(), y, x);
  }

  /**
   * x / (x^2 + y^2): the slope of {@link #atan2} in y; the one in x is the opposite with exchanged arguments. Error in random pairs at most 2.5
   * ulp.
   */
  public static Tensor atan2Slope(Tensor y, Tensor x) {
    return ElementwiseRun.zip("atan2", new Atan2.Slope(), y, x);
  }

  /** x^y. Error in random samples at most 1.8 ulp. */
  public static Tensor pow(Tensor x, Tensor y) {
    return ElementwiseRun.zip("pow", new Pow(), x, y);
  }

  /** x^exponent. Error as of {@link #pow(Tensor, Tensor)}. */
  public static Tensor pow(Tensor x, float exponent) {
    return ElementwiseRun.withNumber(new Pow(), x, exponent);
  }

  /** base^x. Error as of {@link #pow(Tensor, Tensor)}. */
  public static Tensor pow(float base, Tensor x) {
    return ElementwiseRun.ofNumber(new Pow(), base, x);
  }

  /** y x^(y - 1), the slope of {@link #pow} in x; 0 where y is 0. Error in random pairs at most 2.8e-7 (1 + |y - 1| |ln x| / 4) of the result. */
  public static Tensor powSlope(Tensor x, Tensor y) {
    return ElementwiseRun.zip("pow", new Pow.Slope(), x, y);
  }

  /** exponent x^(exponent - 1). Error as of {@link #powSlope(Tensor, Tensor)}. */
  public static Tensor powSlope(Tensor x, float exponent) {
    return ElementwiseRun.withNumber(new Pow.Slope(), x, exponent);
  }

  /** x^y ln x, the slope of {@link #pow} in y; 0 where x is 0 and y is not negative. Error in random pairs at most 3 ulp. */
  public static Tensor powExponentSlope(Tensor x, Tensor y) {
    return ElementwiseRun.zip("pow", new Pow.ExponentSlope(), x, y);
  }

  /** base^y ln base. Error as of {@link #powExponentSlope(Tensor, Tensor)}. */
  public static Tensor powExponentSlope(float base, Tensor y) {
    return ElementwiseRun.ofNumber(new Pow.ExponentSlope(), base, y);
  }

  /** x where the condition holds, y elsewhere; all three are broadcast. */
  public static Tensor where(BoolTensor condition, Tensor x, Tensor y) {
    return Choice.of(condition, x, y);
  }

  /** min((x >= 0 ? x : leak * x) - sub, max). */
  public static Tensor rectify(Tensor x, float leak, float sub, float max) {
    if (TensorAccess.lanes(x) != null) {
      return LanesElementwise.map(new Rectifier.Forward(leak, sub, max), x);
    }
    return ElementwiseRun.map(new Rectifier.Forward(leak, sub, max), x);
  }

  /** The gradient of {@link #rectify} with respect to x, given the gradient of its result. */
  public static Tensor rectifyGradient(Tensor x, Tensor dy, float leak, float sub, float max) {
    if (TensorAccess.lanes(x) != null) {
      return LanesElementwise.zip("gradient", new Rectifier.Backward(leak, sub, max), x, dy);
    }
    return ElementwiseRun.zip("gradient", new Rectifier.Backward(leak, sub, max), x, dy);
  }

  /** {@link #rectify} of x + y without a ceiling, in one pass. */
  public static Tensor rectifiedSum(Tensor x, Tensor y, float leak, float sub) {
    return rectifying("add", new Rectifier.OfSum(leak, sub), x, y);
  }

  /**
   * The gradient of {@link #rectify} without a ceiling, given its result: the same numbers as from the input.
   *
   * @throws IllegalArgumentException unless leak is finite and >= 0, and sub between -1 and 1: of others the result does not tell the sign of x
   */
  public static Tensor rectifiedGradient(Tensor result, Tensor dy, float leak, float sub) {
    if (!Rectifier.isToldByResult(leak, sub)) {
      throw new IllegalArgumentException("the gradient of a rectifier of slope " + leak + " that subtracts " + sub
          + " from its result; allowed: a finite slope >= 0, and -1 to 1");
    }
    return rectifying("gradient", new Rectifier.OfResult(leak, sub), result, dy);
  }

  private static Tensor rectifying(String name, ZipOp op, Tensor x, Tensor y) {
    return TensorAccess.lanes(x) != null && x.shape().equals(y.shape()) ? LanesElementwise.zip(name, op, x, y) : ElementwiseRun.zip(name, op, x, y);
  }

  /** target += x, in place; x is broadcast to the target. */
  public static void addTo(Tensor target, Tensor x) {
    ElementwiseRun.inPlace("add", new Arithmetic.Add(), target, x);
  }
}
