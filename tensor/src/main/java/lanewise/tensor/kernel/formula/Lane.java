package lanewise.tensor.kernel.formula;

import java.lang.constant.ClassDesc;

/** A float of a formula: one lane of a vector, or the number of the scalar twin. Every method is one IEEE operation, rounded once. */
public final class Lane extends Term {
  private Lane(Operation operation, Object constant, Term... arguments) {
    super(operation, constant, arguments);
  }

  static Lane of(Operation operation, Term... arguments) {
    return new Lane(operation, null, arguments);
  }

  /** Input number {@code index} of the formula. */
  static Lane input(int index) {
    return new Lane(Operation.INPUT, index);
  }

  /** A constant. */
  public static Lane constant(float value) {
    return new Lane(Operation.CONSTANT, value);
  }

  /** this + other. */
  public Lane add(Lane other) {
    return of(Operation.ADD, this, other);
  }

  /** this + c. */
  public Lane add(float c) {
    return add(constant(c));
  }

  /** this - other. */
  public Lane sub(Lane other) {
    return of(Operation.SUB, this, other);
  }

  /** this - c. */
  public Lane sub(float c) {
    return sub(constant(c));
  }

  /** this * other. */
  public Lane mul(Lane other) {
    return of(Operation.MUL, this, other);
  }

  /** this * c. */
  public Lane mul(float c) {
    return mul(constant(c));
  }

  /** this / other. */
  public Lane div(Lane other) {
    return of(Operation.DIV, this, other);
  }

  /** this * b + c, rounded once. */
  public Lane fma(Lane b, Lane c) {
    return of(Operation.FMA, this, b, c);
  }

  /** this * b + c, rounded once. */
  public Lane fma(Lane b, float c) {
    return fma(b, constant(c));
  }

  /** this * b + c, rounded once. */
  public Lane fma(float b, Lane c) {
    return fma(constant(b), c);
  }

  /** this * b + c, rounded once. */
  public Lane fma(float b, float c) {
    return fma(constant(b), constant(c));
  }

  /** The polynomial whose coefficients these are, highest power first, at this point: Horner, each step an fma. */
  public Lane polynomial(float... coefficients) {
    Lane p = constant(coefficients[0]);
    for (int i = 1; i < coefficients.length; i++) {
      p = p.fma(this, coefficients[i]);
    }
    return p;
  }

  /** The square root. */
  public Lane sqrt() {
    return of(Operation.SQRT, this);
  }

  /** |this|. */
  public Lane abs() {
    return of(Operation.ABS, this);
  }

  /** -this: the other sign, also of a zero. */
  public Lane neg() {
    return of(Operation.NEG, this);
  }

  /** This with the sign of another number; this must not be negative. */
  public Lane withSignOf(Lane other) {
    return bits().or(other.bits().and(Integer.MIN_VALUE)).asFloat();
  }

  /** This, and its opposite where {@code other} has its sign bit set. */
  public Lane timesSignOf(Lane other) {
    return bits().xor(other.bits().and(Integer.MIN_VALUE)).asFloat();
  }

  /** {@code other} where the mask is set, this elsewhere. */
  public Lane blend(Lane other, Mask where) {
    return of(Operation.BLEND, this, other, where);
  }

  /** c where the mask is set, this elsewhere. */
  public Lane blend(float c, Mask where) {
    return blend(constant(c), where);
  }

  /** this * c where the mask is set, this elsewhere. */
  public Lane mulWhere(float c, Mask where) {
    return of(Operation.MUL_WHERE, this, constant(c), where);
  }

  /** this < other; false where either is NaN. */
  public Mask lt(Lane other) {
    return Mask.of(Operation.LT, this, other);
  }

  /** this < c. */
  public Mask lt(float c) {
    return lt(constant(c));
  }

  /** this <= other; false where either is NaN. */
  public Mask le(Lane other) {
    return Mask.of(Operation.LE, this, other);
  }

  /** this <= c. */
  public Mask le(float c) {
    return le(constant(c));
  }

  /** this > other; false where either is NaN. */
  public Mask gt(Lane other) {
    return other.lt(this);
  }

  /** this > c. */
  public Mask gt(float c) {
    return gt(constant(c));
  }

  /** this >= c. */
  public Mask ge(float c) {
    return constant(c).le(this);
  }

  /** this == other; false where either is NaN. */
  public Mask eq(Lane other) {
    return Mask.of(Operation.EQ, this, other);
  }

  /** this == c. */
  public Mask eq(float c) {
    return eq(constant(c));
  }

  /** True for a NaN only. */
  public Mask isNaN() {
    return Mask.of(Operation.NE, this, this);
  }

  /**
   * This where the mask is set, elsewhere {@code rare} of {@code x}: a static method of one float. A vector with a lane elsewhere is left to the
   * scalar twin, so this is for arguments that hardly ever come.
   *
   * @param owner class of the method
   */
  public Lane orElse(Mask usual, Lane x, Class<?> owner, String rare) {
    return new Lane(Operation.GUARD, new Rare(owner.describeConstable().orElseThrow(), rare), this, usual, x);
  }

  /** The same with a static method of two floats. */
  public Lane orElse(Mask usual, Lane x, Lane y, Class<?> owner, String rare) {
    return new Lane(Operation.GUARD, new Rare(owner.describeConstable().orElseThrow(), rare), this, usual, x, y);
  }

  /** A static method of floats. */
  record Rare(ClassDesc owner, String name) {}

  /** The bit pattern. */
  public Bits bits() {
    return Bits.of(Operation.TO_BITS, null, this);
  }
}
