package lanewise.optim;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import lanewise.autograd.Parameter;

/**
 * The parameters of an optimizer that share their options. The optimizer reads the options at every step: replacing them changes the next one.
 */
public final class ParamGroup {
  private final List<Parameter> parameters;
  private final Optional<List<String>> names;
  private OptimizerOptions options;
  private OptionalDouble initialLr = OptionalDouble.empty();

  ParamGroup(Group description, OptimizerOptions options) {
    this.parameters = description.parameters();
    this.names = description.names();
    this.options = options;
  }

  /** The parameters, in order. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Their names, where they have any. */
  public Optional<List<String>> names() {
    return names;
  }

  /** The options in force. */
  public OptimizerOptions options() {
    return options;
  }

  /**
   * Replaces the options from the next step on.
   *
   * @throws IllegalArgumentException if they are another optimizer's or do not go together; nothing is changed then
   */
  public void options(OptimizerOptions replacement) {
    if (replacement.getClass() != options.getClass()) {
      throw new IllegalArgumentException("options " + replacement + " for a group with options " + options + "; allowed: the same kind");
    }
    replacement.requireConsistent();
    options = replacement;
  }

  /** The learning rate in force. */
  public double lr() {
    return options.lr();
  }

  /** Replaces the learning rate from the next step on. */
  public void lr(double lr) {
    options(options.lr(lr));
  }

  /**
   * The base rate of a schedule that drives this group, as PyTorch's entry {@code initial_lr}: it travels in checkpoints, so that a schedule can be
   * taken up again. Absent while no scheduler has been built on the optimizer.
   */
  public OptionalDouble initialLr() {
    return initialLr;
  }

  /** Notes the base rate of a schedule; schedulers do. It has no influence on the optimizer. */
  public void initialLr(double lr) {
    Checks.requireNotNegative("initial_lr", lr);
    initialLr = OptionalDouble.of(lr);
  }
}
