package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.MapFormula;
import lanewise.tensor.kernel.elementwise.ZipFormula;
import lanewise.tensor.kernel.formula.Lane;

/**
 * The error function. Up to |x| = 0.93 as x + x r(x^2), above as 1 - e^(t q(t) - t) of t = |x|, both by minimax polynomials. Error over all floats
 * at most 1.02 ulp. 1 with the sign of x from |x| = 3.92 on, NaN for NaN.
 */
public record Erf() implements MapFormula {
  private static final float BORDER = 0.93f;
  /** From here on the result is 1. */
  private static final float HIGHEST = 4;
  /** erf(x) / x - 1 as a polynomial of x^2, highest power first; relative error 1e-9. */
  private static final float[] R = {
      0x1.4e454ep-14f, -0x1.a5ba8ep-11f, 0x1.54426ep-8f, -0x1.b8008p-6f, 0x1.ce2d6p-4f, -0x1.81274p-2f,
      0x1.06eba8p-3f};
  /** 1 + ln(erfc(t)) / t between 0.93 and 4; error of the result 2e-10. */
  private static final float[] Q = {-0x1.3fb83cp-18f, 0x1.6c82p-15f, 0x1.fb5738p-15f, -0x1.840694p-9f, 0x1.744ca8p-6f, -0x1.af593p-4f,
      -0x1.456d7cp-1f, -0x1.0748eap-3f};

  @Override
  public Lane of(Lane x) {
    Lane a = x.abs();
    Lane near = a.fma(a.mul(a).polynomial(R), a);
    Lane t = a.blend(HIGHEST, a.gt(HIGHEST));
    Lane far = Lane.constant(1).sub(Exp.upTo80(t.fma(t.polynomial(Q), t.neg())));
    return far.blend(near, a.lt(BORDER)).withSignOf(x);
  }

  /** The gradient g 2/sqrt(pi) e^-x^2 of upstream gradient g. Error in random pairs at most 2.3e-7 |g|. */
  public record Backward() implements ZipFormula {
    private static final float TWO_BY_ROOT_PI = 0x1.20dd76p0f;

    @Override
    public Lane of(Lane x, Lane g) {
      return Exp.upTo88(x.mul(x).neg()).mul(TWO_BY_ROOT_PI).mul(g);
    }
  }
}
