package lanewise.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import lanewise.autograd.Parameter;

/**
 * The description of a parameter group: which parameters, and what differs from the optimizer's own options.
 *
 * <pre>{@code
 * var sgd = new SGD(List.of(group(base.parameters()), group(head.parameters()).lr(1e-3)), SGD.options().lr(1e-2).momentum(0.9));
 * }</pre>
 *
 * <p>What a group says is applied in the order in which it is said: {@code options} puts others in the place of the optimizer's, and has to come
 * first; {@code lr}, {@code weightDecay} and {@code with} change what is there.
 *
 * <p>Immutable. Values are checked when an optimizer takes the group ({@link Optimizer#addParamGroup} or its constructor).
 */
public final class Group {
  private final List<Parameter> parameters;
  private final Optional<List<String>> names;
  private final UnaryOperator<OptimizerOptions> changes;
  private final boolean changed;

  private Group(List<Parameter> parameters, Optional<List<String>> names, UnaryOperator<OptimizerOptions> changes, boolean changed) {
    this.parameters = parameters;
    this.names = names;
    this.changes = changes;
    this.changed = changed;
  }

  /**
   * A group of these parameters, in this order, with the optimizer's options. It may be empty, as the parameters of a layer without any are.
   *
   * @throws IllegalArgumentException if one of them is null
   */
  public static Group group(List<Parameter> parameters) {
    return new Group(present("parameter", new ArrayList<>(parameters)), Optional.empty(), o -> o, false);
  }

  /**
   * A group of these parameters with their names, in the order of the map, as {@code Layer.namedParameters()} gives them.
   *
   * @throws IllegalArgumentException if a parameter or a name is null
   */
  public static Group group(SequencedMap<String, Parameter> parameters) {
    List<String> names = present("the name of parameter", new ArrayList<>(parameters.keySet()));
    return new Group(present("parameter", new ArrayList<>(parameters.values())), Optional.of(names), o -> o, false);
  }

  private static <T> List<T> present(String what, List<T> all) {
    int at = all.indexOf(null);
    if (at >= 0) {
      throw new IllegalArgumentException(what + " " + at + " of a group of " + all.size() + " is null; allowed: none");
    }
    return List.copyOf(all);
  }

  /** With a learning rate of its own. */
  public Group lr(double lr) {
    return changed(o -> o.lr(lr));
  }

  /**
   * With a weight decay of its own.
   *
   * <p>An optimizer without weight decay refuses the group.
   */
  public Group weightDecay(double weightDecay) {
    return changed(o -> {
      if (o instanceof DecaysWeights decaying) {
        return decaying.weightDecay(weightDecay);
      }
      throw new IllegalArgumentException("weightDecay " + weightDecay + " of a group; " + o + " has no weight decay");
    });
  }

  /**
   * With some options of its own, whichever the optimizer has.
   *
   * <pre>{@code
   * group(head.parameters()).with(AdamW.Options.class, o -> o.betas(0.8, 0.9).eps(1e-6))
   * }</pre>
   *
   * <p>An optimizer whose options are not of that class refuses the group.
   *
   * @param kind the class of the optimizer's options, or an interface that they have
   * @param change what becomes of them, of the same class
   */
  public <O extends OptimizerOptions> Group with(Class<O> kind, UnaryOperator<O> change) {
    return changed(o -> {
      if (!kind.isInstance(o)) {
        throw new IllegalArgumentException("a change of " + kind.getTypeName() + " of a group; its options are " + o.getClass().getTypeName());
      }
      O made = change.apply(kind.cast(o));
      if (made == null) {
        throw new IllegalArgumentException("a change of " + kind.getTypeName() + " of a group made null of " + o + "; allowed: options");
      }
      return made;
    });
  }

  /**
   * With options of its own, all of them, in the place of the optimizer's. {@link #lr}, {@link #weightDecay} and {@link #with} may follow and change
   * these.
   *
   * @throws IllegalArgumentException if one of those came before, which would be lost
   */
  public Group options(OptimizerOptions options) {
    if (changed) {
      throw new IllegalArgumentException("options " + options
          + " of a group after its lr, weightDecay or with, which would be lost; allowed: before them");
    }
    return new Group(parameters, names, _ -> options, false);
  }

  /** The parameters. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Their names, where they have any. */
  public Optional<List<String>> names() {
    return names;
  }

  /** The group's options where the optimizer's are these. */
  OptimizerOptions resolve(OptimizerOptions defaults) {
    return changes.apply(defaults);
  }

  private Group changed(UnaryOperator<OptimizerOptions> change) {
    return new Group(parameters, names, o -> change.apply(changes.apply(o)), true);
  }
}
