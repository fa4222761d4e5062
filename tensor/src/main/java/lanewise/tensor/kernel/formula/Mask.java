package lanewise.tensor.kernel.formula;

/** A truth value of a formula. */
public final class Mask extends Term {
  private Mask(Operation operation, Term... arguments) {
    super(operation, null, arguments);
  }

  static Mask of(Operation operation, Term... arguments) {
    return new Mask(operation, arguments);
  }

  /** Both. */
  public Mask and(Mask other) {
    return of(Operation.BOTH, this, other);
  }

  /** One of them, or both. */
  public Mask or(Mask other) {
    return of(Operation.EITHER, this, other);
  }

  /** The opposite. */
  public Mask not() {
    return of(Operation.NOT, this);
  }
}
