package lanewise.tensor.kernel.functions;

import lanewise.tensor.kernel.elementwise.ZipFormula;
import lanewise.tensor.kernel.formula.Lane;
import lanewise.tensor.kernel.formula.Mask;

/**
 * The angle of the point (x, y), from -pi to pi: the arc tangent of the smaller coordinate over the larger one by a minimax polynomial, put into its
 * octant. Largest error 1.6 ulp in random samples. Zeros and infinities of both signs as in C's {@code atan2}; NaN if either is.
 */
public record Atan2() implements ZipFormula {
  private static final float HALF_PI = 0x1.921fb6p0f;
  private static final float HALF_PI_LOW = -0x1.777a5cp-25f;
  private static final float INF = Float.POSITIVE_INFINITY;
  /** atan(a) = a + a z p(z), z = a^2: p, highest power first. Relative error 4e-9. */
  private static final float[] P = {-0x1.d3630cp-10f, 0x1.6425ap-7f, -0x1.fd7d62p-6f, 0x1.da29c8p-5f, -0x1.58091ep-4f, 0x1.c08c5p-4f, -0x1.242086p-3f,
      0x1.9991e4p-3f, -0x1.55553ep-2f};

  @Override
  public Lane of(Lane y, Lane x) {
    Lane ay = y.abs();
    Lane ax = x.abs();
    Mask steep = ax.lt(ay);
    Lane small = ay.blend(ax, steep);
    Lane large = ax.blend(ay, steep);
    // 0 / 0 is 0 here, infinity / infinity is 1.
    Lane a = small.div(large).blend(0, large.eq(0)).blend(1, small.eq(INF));
    Lane z = a.mul(a);
    Lane angle = a.mul(z).fma(z.polynomial(P), a);
    angle = angle.blend(Lane.constant(HALF_PI).sub(angle.sub(HALF_PI_LOW)), steep);
    // The sign bit of x, as of -0, decides.
    Mask left = Lane.constant(1).withSignOf(x).lt(0);
    Lane mirrored = Lane.constant(2 * HALF_PI).sub(angle.sub(2 * HALF_PI_LOW));
    angle = angle.blend(mirrored, left);
    Lane nan = x.add(y);
    return angle.withSignOf(y).blend(nan, x.isNaN().or(y.isNaN()));
  }

  /**
   * x / (x^2 + y^2), which times g is the gradient with respect to y; minus the one of exchanged arguments is for x. Error in random pairs at most
   * 2.5 ulp.
   */
  public record Slope() implements ZipFormula {
    @Override
    public Lane of(Lane y, Lane x) {
      return x.div(x.fma(x, y.mul(y)));
    }
  }
}
