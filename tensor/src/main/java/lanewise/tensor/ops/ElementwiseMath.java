package lanewise.tensor.ops;

import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.functions.Basics;
import lanewise.tensor.kernel.functions.Erf;
import lanewise.tensor.kernel.functions.Exp;
import lanewise.tensor.kernel.functions.Expm1;
import lanewise.tensor.kernel.functions.HardActivations;
import lanewise.tensor.kernel.functions.Log;
import lanewise.tensor.kernel.functions.Log1p;
import lanewise.tensor.kernel.functions.Logarithms;
import lanewise.tensor.kernel.functions.Roots;
import lanewise.tensor.kernel.functions.Sigmoid;
import lanewise.tensor.kernel.functions.Tanh;
import lanewise.tensor.kernel.functions.Trigonometry;
import lanewise.tensor.ops.elementwise.ElementwiseRun;

/**
 * Functions of the elements of one tensor, with the products of their slopes and an upstream gradient. Shape and layout stay, and every machine
 * gives the same bits.
 *
 * <p>Each says how large its error is: the largest one that was measured, in units in the last place (ulp) of the exact result or as a multiple of
 * |dy|, and over which floats. 0.5 ulp is a correctly rounded result. Random pairs are of ordinary size, those of sine, cosine and error function
 * any floats x.
 */
public final class ElementwiseMath {
  private ElementwiseMath() {}

  /** e^x. Error over all floats at most 0.892 ulp. */
  public static Tensor exp(Tensor x) {
    return ElementwiseRun.map(new Exp(), x);
  }

  /** e^x - 1. Error over all floats at most 1.466 ulp. */
  public static Tensor expm1(Tensor x) {
    return ElementwiseRun.map(new Expm1(), x);
  }

  /** The natural logarithm. Error over all floats at most 0.848 ulp. */
  public static Tensor log(Tensor x) {
    return ElementwiseRun.map(new Log(), x);
  }

  /** ln(1 + x). Error over all floats at most 1.43 ulp. */
  public static Tensor log1p(Tensor x) {
    return ElementwiseRun.map(new Log1p(), x);
  }

  /** The square root. Correctly rounded. */
  public static Tensor sqrt(Tensor x) {
    return ElementwiseRun.map(new Roots.Sqrt(), x);
  }

  /** 1 / sqrt(x). Error over all floats at most 1.5 ulp. */
  public static Tensor rsqrt(Tensor x) {
    return ElementwiseRun.map(new Roots.Rsqrt(), x);
  }

  /** 1 / x. Correctly rounded. */
  public static Tensor reciprocal(Tensor x) {
    return ElementwiseRun.map(new Roots.Reciprocal(), x);
  }

  /** x^2. Correctly rounded. */
  public static Tensor square(Tensor x) {
    return ElementwiseRun.map(new Roots.Square(), x);
  }

  /** The sine. Error at most 1.53 ulp in all floats of 2^-16 to 48000 and every 61st of the others. */
  public static Tensor sin(Tensor x) {
    return ElementwiseRun.map(new Trigonometry.Sin(), x);
  }

  /** The cosine. Error at most 1.54 ulp in all floats of 2^-16 to 48000 and every 61st of the others. */
  public static Tensor cos(Tensor x) {
    return ElementwiseRun.map(new Trigonometry.Cos(), x);
  }

  /** The hyperbolic tangent. Error over all floats at most 1.75 ulp. */
  public static Tensor tanh(Tensor x) {
    return ElementwiseRun.map(new Tanh(), x);
  }

  /** 1 / (1 + e^-x). Error over all floats at most 1.71 ulp. */
  public static Tensor sigmoid(Tensor x) {
    return ElementwiseRun.map(new Sigmoid(), x);
  }

  /** The error function. Error over all floats at most 1.02 ulp. */
  public static Tensor erf(Tensor x) {
    return ElementwiseRun.map(new Erf(), x);
  }

  /** -x. Exact. */
  public static Tensor negate(Tensor x) {
    return ElementwiseRun.map(new Basics.Negate(), x);
  }

  /** |x|. Exact. */
  public static Tensor abs(Tensor x) {
    return ElementwiseRun.map(new Basics.Abs(), x);
  }

  /** -1, 0 or 1; 0 for NaN. Exact. */
  public static Tensor sign(Tensor x) {
    return ElementwiseRun.map(new Basics.Sign(), x);
  }

  /** The largest whole number that is not above x. Exact. */
  public static Tensor floor(Tensor x) {
    return ElementwiseRun.map(new Basics.Floor(), x);
  }

  /** x limited to [low, high]; high where low > high. NaN stays NaN. Exact. */
  public static Tensor clamp(Tensor x, float low, float high) {
    return ElementwiseRun.map(new HardActivations.Clamp(low, high), x);
  }

  /** The gradient of {@link #clamp}: dy where low < x < high, 0 elsewhere and for NaN. Exact. */
  public static Tensor clampGradient(Tensor x, Tensor dy, float low, float high) {
    return ElementwiseRun.zip("gradient", new HardActivations.ClampBackward(low, high), x, dy);
  }

  /** The gradient of {@link #expm1} from the result y and the gradient of the result. Error in random pairs at most 1.5 ulp. */
  public static Tensor expm1Gradient(Tensor y, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Logarithms.Expm1Backward(), y, dy);
  }

  /** The gradient of {@link #log} from x and the gradient of the result. Error in random pairs at most 0.5 ulp. */
  public static Tensor logGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Logarithms.LogBackward(), x, dy);
  }

  /** The gradient of {@link #log1p} from x and the gradient of the result. Error in random pairs at most 1.5 ulp. */
  public static Tensor log1pGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Logarithms.Log1pBackward(), x, dy);
  }

  /** The gradient of {@link #sqrt} from the result y and the gradient of the result. Error in random pairs at most 0.5 ulp. */
  public static Tensor sqrtGradient(Tensor y, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Roots.SqrtBackward(), y, dy);
  }

  /** The gradient of {@link #rsqrt} from the result y and the gradient of the result. Error in random pairs at most 2.5 ulp. */
  public static Tensor rsqrtGradient(Tensor y, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Roots.RsqrtBackward(), y, dy);
  }

  /** The gradient of {@link #reciprocal} from the result y and the gradient of the result. Error in random pairs at most 1.5 ulp. */
  public static Tensor reciprocalGradient(Tensor y, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Roots.ReciprocalBackward(), y, dy);
  }

  /** The gradient of {@link #square} from x and the gradient of the result. Error in random pairs at most 0.5 ulp. */
  public static Tensor squareGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Roots.SquareBackward(), x, dy);
  }

  /** The gradient of {@link #sin} from x and the gradient of the result. Error in random pairs at most 2.5 ulp. */
  public static Tensor sinGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Trigonometry.SinBackward(), x, dy);
  }

  /** The gradient of {@link #cos} from x and the gradient of the result. Error in random pairs at most 2.5 ulp. */
  public static Tensor cosGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Trigonometry.CosBackward(), x, dy);
  }

  /** The gradient of {@link #tanh} from the result y and the gradient of the result. Error in random pairs at most 1.5 ulp. */
  public static Tensor tanhGradient(Tensor y, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Tanh.Backward(), y, dy);
  }

  /** The gradient of {@link #sigmoid} from the result y and the gradient of the result. Error in random pairs at most 2.4 ulp. */
  public static Tensor sigmoidGradient(Tensor y, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Sigmoid.Backward(), y, dy);
  }

  /** The gradient of {@link #erf} from x and the gradient of the result. Error in random pairs at most 2.3e-7 |dy|. */
  public static Tensor erfGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Erf.Backward(), x, dy);
  }

  /** The gradient of {@link #abs} from x and the gradient of the result. Exact. */
  public static Tensor absGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Basics.AbsBackward(), x, dy);
  }
}
