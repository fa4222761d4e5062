package lanewise.tensor.kernel.lines;

import lanewise.tensor.kernel.Fma;

/**
 * A function of an element x of a block, perhaps of the element y of a second array, and of up to four numbers a, b, c, d of its row or column. The
 * scalar form of {@link BlockMap}.
 */
public enum BlockOp {
  /** (x - a) - b. */
  SHIFT(2),
  /** x a. */
  SCALE(1),
  /** fma(x, a, b). */
  AFFINE(2),
  /** fma(x - a, b, c). */
  STANDARDIZE(3),
  /** e^(x - a), for x <= a or nearly so; see {@link #exp}. */
  EXP(1),
  /** e^(x - a) b, likewise. */
  SCALED_EXP(2),
  /** e^(x - a) b - c, likewise; the product is inside the fma. */
  SHIFTED_EXP(3),
  /** x (y - a): of a softmax x and its gradient y, with a the row's sum of x y. */
  SOFTMAX_GRADIENT(1),
  /** y - e^x a, the product inside the fma: of a logarithmic softmax x and its gradient y, with a the row's sum of y. */
  LOG_SOFTMAX_GRADIENT(1),
  /** fma(y, a, fma(x - b, c, d)). */
  NORMALIZATION_GRADIENT(4),
  /** x == a ? b : 0 b. */
  EQUAL(2),
  /** |x| == a ? sign(x) b : 0 b. */
  EQUAL_ABSOLUTE(2),
  /** sign(x) a; 0 for NaN. */
  SIGN(1);

  static final float LOG2_E = 1.44269504f;
  static final float LN2_HIGH = 0.693359375f;
  static final float LN2_LOW = -2.12194440e-4f;
  /** Adding and subtracting 1.5 * 2^23 rounds to the nearest integer; its bits then end in that integer. */
  static final float ROUND = 12582912f;
  /** The logarithm of the smallest normal number. */
  static final float LOWEST = -87.3365f;
  /** (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2, of least greatest error (3.1e-9 of e^r, Remez). */
  static final float Q4 = 0.0013814540579915047f;
  static final float Q3 = 0.00836874544620514f;
  static final float Q2 = 0.04166838899254799f;
  static final float Q1 = 0.1666652113199234f;
  static final float Q0 = 0.4999999403953552f;

  private final int numbers;

  BlockOp(int numbers) {
    this.numbers = numbers;
  }

  /** How many of a, b, c, d the formula has. */
  public int numbers() {
    return numbers;
  }

  /** True where the formula has y. */
  boolean binary() {
    return this == SOFTMAX_GRADIENT || this == LOG_SOFTMAX_GRADIENT || this == NORMALIZATION_GRADIENT;
  }

  /** The function. */
  float apply(float x, float y, float a, float b, float c, float d) {
    if (this == SHIFT) {
      return x - a - b;
    }
    if (this == SCALE) {
      return x * a;
    }
    if (this == AFFINE) {
      return Fma.fma(x, a, b);
    }
    if (this == STANDARDIZE) {
      return Fma.fma(x - a, b, c);
    }
    if (this == EXP) {
      return exp(x - a);
    }
    if (this == SCALED_EXP) {
      return exp(x - a) * b;
    }
    if (this == SHIFTED_EXP) {
      return Fma.fma(exp(x - a), b, -c);
    }
    if (this == SOFTMAX_GRADIENT) {
      return x * (y - a);
    }
    if (this == LOG_SOFTMAX_GRADIENT) {
      return Fma.fma(x != x ? x : exp(x), -a, y);
    }
    if (this == NORMALIZATION_GRADIENT) {
      return Fma.fma(y, a, Fma.fma(x - b, c, d));
    }
    if (this == EQUAL) {
      return (x == a ? 1f : 0f) * b;
    }
    if (this == EQUAL_ABSOLUTE) {
      return (Math.abs(x) == a ? sign(x) : 0f) * b;
    }
    return sign(x) * a;
  }

  private static float sign(float x) {
    return x > 0 ? 1f : x < 0 ? -1f : 0f;
  }

  /**
   * e^x for x <= 88: a polynomial of our own of degree 6, at most 2 ulp from the truth. Below {@value #LOWEST} it is 0, not a denormal. NaN for the
   * NaN of an invalid operation; other NaNs may become any number, so callers look for them first.
   */
  static float exp(float x) {
    float t = Fma.fma(x, LOG2_E, ROUND);
    float n = t - ROUND;
    float r = Fma.fma(n, -LN2_LOW, Fma.fma(n, -LN2_HIGH, x));
    float q = Fma.fma(Q4, r, Q3);
    q = Fma.fma(q, r, Q2);
    q = Fma.fma(q, r, Q1);
    q = Fma.fma(q, r, Q0);
    q = Fma.fma(q, r, 1f);
    q = Fma.fma(q, r, 1f);
    float y = Float.intBitsToFloat(Float.floatToRawIntBits(q) + (Float.floatToRawIntBits(t) << 23));
    return x < LOWEST ? 0 : y;
  }
}
