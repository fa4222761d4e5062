package lanewise.tensor.kernel.formula;

import java.util.List;

/** A value of a formula: an input, a constant, or an operation on other terms. Immutable; a term that is used twice is computed once. */
abstract sealed class Term permits Lane, Bits, Mask {
  private final Operation operation;
  private final Object constant;
  private final List<Term> arguments;

  Term(Operation operation, Object constant, Term... arguments) {
    this.operation = operation;
    this.constant = constant;
    this.arguments = List.of(arguments);
  }

  Operation operation() {
    return operation;
  }

  /** The number that the operation needs besides its arguments; null where it needs none. */
  Object constant() {
    return constant;
  }

  List<Term> arguments() {
    return arguments;
  }
}
