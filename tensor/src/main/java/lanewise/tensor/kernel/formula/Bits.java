package lanewise.tensor.kernel.formula;

/**
 * An int of a formula. The bit pattern of a NaN that an operation made is not the same everywhere: what is computed from one must not reach the
 * result.
 */
public final class Bits extends Term {
  private Bits(Operation operation, Object constant, Term... arguments) {
    super(operation, constant, arguments);
  }

  static Bits of(Operation operation, Object constant, Term... arguments) {
    return new Bits(operation, constant, arguments);
  }

  /** this + c, modulo 2^32. */
  public Bits add(int c) {
    return of(Operation.ADD_BITS_C, c, this);
  }

  /** this + other, modulo 2^32. */
  public Bits add(Bits other) {
    return of(Operation.ADD_BITS, null, this, other);
  }

  /** this - other, modulo 2^32. */
  public Bits sub(Bits other) {
    return of(Operation.SUB_BITS, null, this, other);
  }

  /** this & c. */
  public Bits and(int c) {
    return of(Operation.AND_C, c, this);
  }

  /** this & other. */
  public Bits and(Bits other) {
    return of(Operation.AND, null, this, other);
  }

  /** this | other. */
  public Bits or(Bits other) {
    return of(Operation.OR, null, this, other);
  }

  /** this ^ other. */
  public Bits xor(Bits other) {
    return of(Operation.XOR, null, this, other);
  }

  /** this << by. */
  public Bits shl(int by) {
    return of(Operation.SHL, by, this);
  }

  /** this >> by: copies of the sign come in from the left. */
  public Bits shr(int by) {
    return of(Operation.SHR, by, this);
  }

  /** this + c where the mask is set, this elsewhere. */
  public Bits addWhere(int c, Mask where) {
    return of(Operation.ADD_WHERE, c, this, where);
  }

  /** this == 0. */
  public Mask isZero() {
    return Mask.of(Operation.IS_ZERO, this);
  }

  /** The float with this bit pattern. */
  public Lane asFloat() {
    return Lane.of(Operation.AS_FLOAT, this);
  }

  /** The nearest float to this number. */
  public Lane toFloat() {
    return Lane.of(Operation.TO_FLOAT, this);
  }
}
