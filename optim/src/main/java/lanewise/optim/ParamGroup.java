package lanewise.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.Checks;

/**
 * The parameters of an optimizer that share their options. The optimizer reads the options at every step: replacing them changes the next one.
 */
public final class ParamGroup {
  private final List<Parameter> parameters;
  private Optional<List<String>> names;
  private OptimizerOptions options;
  /** One number each, changed in its place: counting makes no garbage. */
  private final SequencedMap<String, long[]> counters = new LinkedHashMap<>();
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

  /**
   * A count that belongs to the group as a whole, where an algorithm has one ({@code step} of LAMB, {@code i} of the notebook's optimizers); 0 while
   * it was not written. It is saved among the group's options, as PyTorch's conventions have it.
   */
  public long counter(String name) {
    long[] count = counters.get(name);
    return count == null ? 0 : count[0];
  }

  /**
   * Writes a count of the group; optimizers do.
   *
   * @param name one of {@link OptimizerOptions#counters}: another would not be read back from a saved state, or would stand there in the place of an
   *     option
   * @param value at least 0
   */
  public void counter(String name, long value) {
    if (value < 0 || !options.counters().contains(name)) {
      throw new IllegalArgumentException("count " + name + " " + value + " of a group; allowed: one of " + options.counters() + ", >= 0");
    }
    long[] count = counters.get(name);
    if (count == null) {
      counters.put(name, new long[] {value});
    } else {
      count[0] = value;
    }
  }

  /** The counts that were written, by name. */
  SequencedMap<String, Double> counters() {
    SequencedMap<String, Double> values = new LinkedHashMap<>();
    counters.forEach((name, count) -> values.put(name, (double) count[0]));
    return values;
  }

  /** Takes over a saved group that has been checked: its options, and its names where there are none here. */
  void restore(OptimizerOptions replacement, OptimizerState.Group group) {
    options = replacement;
    names = names.or(group::paramNames);
    Map<String, ?> saved = group.options();
    if (saved.get("initial_lr") instanceof Number lr) {
      initialLr = OptionalDouble.of(lr.doubleValue());
    }
    counters.clear();
    for (String name : options.counters()) {
      if (saved.get(name) instanceof Number n) {
        counter(name, n.longValue());
      }
    }
  }
}
