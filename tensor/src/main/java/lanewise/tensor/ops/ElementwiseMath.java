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
 * Functions of the elements of one tensor, with the products of their slopes and an upstream gradient. Shape and layout stay. The operators in
 * {@code lanewise.tensor.kernel} say how large the error of each is.
 */
public final class ElementwiseMath {
  private ElementwiseMath() {}

  /** e^x. */
  public static Tensor exp(Tensor x) {
    return ElementwiseRun.map(new Exp(), x);
  }

  /** e^x - 1. */
  public static Tensor expm1(Tensor x) {
    return ElementwiseRun.map(new Expm1(), x);
  }

  /** The natural logarithm. */
  public static Tensor log(Tensor x) {
    return ElementwiseRun.map(new Log(), x);
  }

  /** ln(1 + x). */
  public static Tensor log1p(Tensor x) {
    return ElementwiseRun.map(new Log1p(), x);
  }

  /** The square root. */
  public static Tensor sqrt(Tensor x) {
    return ElementwiseRun.map(new Roots.Sqrt(), x);
  }

  /** 1 / sqrt(x). */
  public static Tensor rsqrt(Tensor x) {
    return ElementwiseRun.map(new Roots.Rsqrt(), x);
  }

  /** 1 / x. */
  public static Tensor reciprocal(Tensor x) {
    return ElementwiseRun.map(new Roots.Reciprocal(), x);
  }

  /** x^2. */
  public static Tensor square(Tensor x) {
    return ElementwiseRun.map(new Roots.Square(), x);
  }

  /** The sine. */
  public static Tensor sin(Tensor x) {
    return ElementwiseRun.map(new Trigonometry.Sin(), x);
  }

  /** The cosine. */
  public static Tensor cos(Tensor x) {
    return ElementwiseRun.map(new Trigonometry.Cos(), x);
  }

  /** The hyperbolic tangent. */
  public static Tensor tanh(Tensor x) {
    return ElementwiseRun.map(new Tanh(), x);
  }

  /** 1 / (1 + e^-x). */
  public static Tensor sigmoid(Tensor x) {
    return ElementwiseRun.map(new Sigmoid(), x);
  }

  /** The error function. */
  public static Tensor erf(Tensor x) {
    return ElementwiseRun.map(new Erf(), x);
  }

  /** -x. */
  public static Tensor negate(Tensor x) {
    return ElementwiseRun.map(new Basics.Negate(), x);
  }

  /** |x|. */
  public static Tensor abs(Tensor x) {
    return ElementwiseRun.map(new Basics.Abs(), x);
  }

  /** -1, 0 or 1; 0 for NaN. */
  public static Tensor sign(Tensor x) {
    return ElementwiseRun.map(new Basics.Sign(), x);
  }

  /** The largest whole number that is not above x. */
  public static Tensor floor(Tensor x) {
    return ElementwiseRun.map(new Basics.Floor(), x);
  }

  /** x limited to [low, high]; high where low > high. NaN stays NaN. */
  public static Tensor clamp(Tensor x, float low, float high) {
    return ElementwiseRun.map(new HardActivations.Clamp(low, high), x);
  }

  /** The gradient of {@link #clamp}: dy where low < x < high, 0 elsewhere and for NaN. */
  public static Tensor clampGradient(Tensor x, Tensor dy, float low, float high) {
    return ElementwiseRun.zip("gradient", new HardActivations.ClampBackward(low, high), x, dy);
  }

  /** The gradient of {@link #expm1} from the result y and the gradient of the result. */
  public static Tensor expm1Gradient(Tensor y, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Logarithms.Expm1Backward(), y, dy);
  }

  /** The gradient of {@link #log} from x and the gradient of the result. */
  public static Tensor logGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Logarithms.LogBackward(), x, dy);
  }

  /** The gradient of {@link #log1p} from x and the gradient of the result. */
  public static Tensor log1pGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Logarithms.Log1pBackward(), x, dy);
  }

  /** The gradient of {@link #sqrt} from the result y and the gradient of the result. */
  public static Tensor sqrtGradient(Tensor y, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Roots.SqrtBackward(), y, dy);
  }

  /** The gradient of {@link #rsqrt} from the result y and the gradient of the result. */
  public static Tensor rsqrtGradient(Tensor y, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Roots.RsqrtBackward(), y, dy);
  }

  /** The gradient of {@link #reciprocal} from the result y and the gradient of the result. */
  public static Tensor reciprocalGradient(Tensor y, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Roots.ReciprocalBackward(), y, dy);
  }

  /** The gradient of {@link #square} from x and the gradient of the result. */
  public static Tensor squareGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Roots.SquareBackward(), x, dy);
  }

  /** The gradient of {@link #sin} from x and the gradient of the result. */
  public static Tensor sinGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Trigonometry.SinBackward(), x, dy);
  }

  /** The gradient of {@link #cos} from x and the gradient of the result. */
  public static Tensor cosGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Trigonometry.CosBackward(), x, dy);
  }

  /** The gradient of {@link #tanh} from the result y and the gradient of the result. */
  public static Tensor tanhGradient(Tensor y, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Tanh.Backward(), y, dy);
  }

  /** The gradient of {@link #sigmoid} from the result y and the gradient of the result. */
  public static Tensor sigmoidGradient(Tensor y, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Sigmoid.Backward(), y, dy);
  }

  /** The gradient of {@link #erf} from x and the gradient of the result. */
  public static Tensor erfGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Erf.Backward(), x, dy);
  }

  /** The gradient of {@link #abs} from x and the gradient of the result. */
  public static Tensor absGradient(Tensor x, Tensor dy) {
    return ElementwiseRun.zip("gradient", new Basics.AbsBackward(), x, dy);
  }
}
