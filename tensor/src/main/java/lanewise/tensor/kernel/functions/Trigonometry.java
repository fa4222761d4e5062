package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.elementwise.ZipFormula;
import lanewise.tensor.kernel.formula.Bits;
import lanewise.tensor.kernel.formula.Lane;

/**
 * Sine and cosine. The argument is brought to [-pi/4, pi/4] by multiples of pi/2 in three parts, which is exact enough up to {@value #LARGE}; larger
 * arguments are left to {@link StrictMath}, which reduces them by as many digits of pi as it takes.
 */
public final class Trigonometry {
  /** Arguments from here on are rare. */
  static final float LARGE = 48_000;
  private static final float TWO_BY_PI = 0x1.45f306p-1f;
  private static final float HALF_PI_1 = 0x1.921fb6p0f;
  private static final float HALF_PI_2 = -0x1.777a5cp-25f;
  private static final float HALF_PI_3 = -0x1.ee59dap-50f;
  /** sin r = r + r z s(z), z = r^2. Relative error 4e-9. */
  private static final float[] S = {-0x1.9954a4p-13f, 0x1.11077ap-7f, -0x1.555546p-3f};
  /** cos r = 1 + z c(z). Error 1e-10. */
  private static final float[] C = {0x1.99e0eep-16f, -0x1.6c0c1ap-10f, 0x1.55554ap-5f, -0.5f};

  private Trigonometry() {}

  /** sin x. Error at most 1.53 ulp in all floats of 2^-16 to 48000 and every 61st of the others; NaN for infinities and NaN. */
  public record Sin() implements MapFormula {
    @Override
    public Lane of(Lane x) {
      return sine(x, 0).orElse(x.abs().lt(LARGE), x, Trigonometry.class, "sinOfLarge");
    }
  }

  /** cos x. Error at most 1.54 ulp in all floats of 2^-16 to 48000 and every 61st of the others; NaN for infinities and NaN. */
  public record Cos() implements MapFormula {
    @Override
    public Lane of(Lane x) {
      return sine(x, 1).orElse(x.abs().lt(LARGE), x, Trigonometry.class, "cosOfLarge");
    }
  }

  /** g cos x, the gradient of the sine. Error in random pairs at most 2.5 ulp. */
  public record SinBackward() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      return g.mul(new Cos().of(x));
    }
  }

  /** -g sin x, the gradient of the cosine. Error in random pairs at most 2.5 ulp. */
  public record CosBackward() implements ZipFormula {
    @Override
    public Lane of(Lane x, Lane g) {
      return g.neg().mul(new Sin().of(x));
    }
  }

  /** The sine of x plus so many right angles. */
  private static Lane sine(Lane x, int quarters) {
    Lane shifted = x.fma(TWO_BY_PI, Exp.ROUND);
    Lane n = shifted.sub(Exp.ROUND);
    Lane r = n.fma(-HALF_PI_3, n.fma(-HALF_PI_2, n.fma(-HALF_PI_1, x)));
    Lane z = r.mul(r);
    Lane sin = r.mul(z).fma(z.polynomial(S), r);
    Lane cos = z.fma(z.polynomial(C), 1);
    Bits q = quarters == 0 ? shifted.bits() : shifted.bits().add(quarters);
    Lane y = cos.blend(sin, q.and(1).isZero());
    y = y.bits().xor(q.and(2).shl(30)).asFloat();
    // The sum with the multiples of pi loses the sign of a zero.
    return quarters == 0 ? y.blend(x, x.eq(0)) : y;
  }

  /** sin x of any float. */
  public static float sinOfLarge(float x) {
    return (float) StrictMath.sin(x);
  }

  /** cos x of any float. */
  public static float cosOfLarge(float x) {
    return (float) StrictMath.cos(x);
  }
}
