package lanewise.optim;

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
 * <p>Immutable. Values are checked when an optimizer takes the group ({@link Optimizer#addParamGroup} or its constructor).
 */
public final class Group {
  private final List<Parameter> parameters;
  private final Optional<List<String>> names;
  private final UnaryOperator<OptimizerOptions> changes;

  private Group(List<Parameter> parameters, Optional<List<String>> names, UnaryOperator<OptimizerOptions> changes) {
    this.parameters = parameters;
    this.names = names;
    this.changes = changes;
  }

  /** A group of these parameters, in this order, with the optimizer's options. It may be empty, as the parameters of a layer without any are. */
  public static Group group(List<Parameter> parameters) {
    return new Group(List.copyOf(parameters), Optional.empty(), o -> o);
  }

  /**
   * A group of these parameters with their names, in the order of the map, as {@code Layer.namedParameters()} gives them.
   */
  public static Group group(SequencedMap<String, Parameter> parameters) {
    return new Group(List.copyOf(parameters.values()), Optional.of(List.copyOf(parameters.keySet())), o -> o);
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

  /** With options of its own, all of them, in the place of the optimizer's. */
  public Group options(OptimizerOptions options) {
    return changed(o -> options);
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
    return new Group(parameters, names, o -> change.apply(changes.apply(o)));
  }
}
