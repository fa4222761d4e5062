package lanewise.optim;

import java.util.List;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.Checks;
import lanewise.tensor.Shape;

/**
 * The hyper-parameters of an optimizer: an immutable record with PyTorch's names and defaults, and a wither for each. A record checks every value by
 * itself when it is made; what only a combination decides is checked by {@link #requireConsistent} when an optimizer takes it.
 *
 * <p>A {@link ParamGroup} holds one of these, and its optimizer reads it anew in every step, so a schedule changes a rate by putting another record
 * there.
 */
public interface OptimizerOptions {
  /** The learning rate. */
  double lr();

  /** The same options with another learning rate. */
  OptimizerOptions lr(double lr);

  /** The values by PyTorch's names, in PyTorch's order: numbers, booleans, texts, lists of numbers, an empty {@code Optional} for None. */
  SequencedMap<String, Object> asMap();

  /**
   * The same options with the values that are given, by PyTorch's names.
   *
   * @throws IllegalArgumentException if a value is of another kind or outside its range
   */
  OptimizerOptions with(OptionValues values);

  /** True where steps go uphill: the gradient is negated before everything else. */
  default boolean maximize() {
    return false;
  }

  /**
   * Checks whether a parameter can be optimized with these options.
   *
   * @throws IllegalArgumentException if not
   */
  default void requireParameter(Shape shape) {}

  /** How many groups an optimizer of this kind may have. */
  default int mostGroups() {
    return Integer.MAX_VALUE;
  }

  /** The names of the counts that an optimizer of this kind keeps for a group as a whole; they are saved among its options. */
  default List<String> counters() {
    return List.of();
  }

  /** Whether an optimizer of this kind must have a parameter when it is made. */
  default boolean needsParameters() {
    return true;
  }

  /**
   * Checks what a single value does not decide.
   *
   * @throws IllegalArgumentException if the values do not go together
   */
  default void requireConsistent() {}

  /**
   * An optimizer of this kind with these options, for callers that are handed the options as a value; what a group does not say it takes from here.
   */
  Optimizer build(SequencedCollection<Group> groups);

  /** An optimizer of one group. */
  default Optimizer build(List<Parameter> parameters) {
    return build((SequencedCollection<Group>) List.of(Group.group(parameters)));
  }
}
