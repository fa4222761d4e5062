package lanewise.nn;

import java.util.function.UnaryOperator;
import lanewise.autograd.Variable;

/**
 * A layer that is one differentiable function with nothing to learn and nothing to remember; so one object may be part of several models. It shows
 * itself as its name and its options.
 */
public abstract class Activation extends Layer {
  private final UnaryOperator<Variable> function;
  private final String options;

  /** A function without options. */
  Activation(UnaryOperator<Variable> function) {
    this.function = function;
    options = "[]";
  }

  /** A function with these options. */
  Activation(Record options, UnaryOperator<Variable> function) {
    this.function = function;
    this.options = options.toString().substring(options.getClass().getSimpleName().length());
  }

  @Override
  public final Variable forward(Variable x) {
    return function.apply(x);
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + options;
  }
}
