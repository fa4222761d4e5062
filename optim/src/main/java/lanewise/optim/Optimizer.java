package lanewise.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import lanewise.autograd.Parameter;

/**
 * Changes parameters along their gradients. A loop calls {@link #zeroGrad}, computes a loss and its backward pass, then calls {@link #step}.
 *
 * <p>Parameters come in groups ({@link ParamGroup}), each with its own options. What is remembered about a parameter (momentum, moving averages, its
 * own count of steps) is made in the first step in which it has a gradient. A parameter without a gradient is left alone: no update, no weight decay,
 * no count. A gradient of zeros is a gradient.
 *
 * <p>Names, defaults and update rules are PyTorch's ({@code torch.optim}). Different from there: a parameter that occurs twice is an error also
 * within a group, and the options of groups are checked like the constructor's.
 *
 * <p>Not for several threads at once.
 */
public abstract class Optimizer {
  private final OptimizerOptions defaults;
  private final List<ParamGroup> groups = new ArrayList<>();
  private final List<ParamGroup> view = Collections.unmodifiableList(groups);
  private long steps;

  /**
   * Takes the groups.
   *
   * @param groups descriptions in order, with at least one parameter in all
   * @param defaults options of a group where it has none of its own
   * @throws IllegalArgumentException if there is no parameter, a parameter occurs twice, only some groups have names, or options are not valid
   */
  protected Optimizer(SequencedCollection<Group> groups, OptimizerOptions defaults) {
    defaults.requireConsistent();
    this.defaults = defaults;
    if (groups.stream().allMatch(g -> g.parameters().isEmpty())) {
      throw new IllegalArgumentException("an empty list of parameters; an optimizer needs at least one");
    }
    for (Group g : groups) {
      adopt(g);
    }
  }

  /** The groups, in order; the list is a view that cannot be changed. */
  public final List<ParamGroup> paramGroups() {
    return view;
  }

  /**
   * Adds a group, at any time: for example a layer that is to be trained from now on. What is remembered about other parameters stays.
   *
   * @throws IllegalArgumentException if a parameter is in a group already, the group has names and the others have none (or the reverse), or its
   *     options are not valid; nothing is changed then
   */
  public final void addParamGroup(Group group) {
    adopt(group);
  }

  /** Marks all gradients absent, so that the next step passes over parameters which no backward pass has reached. */
  public final void zeroGrad() {
    for (ParamGroup group : groups) {
      for (Parameter p : group.parameters()) {
        p.zeroGrad();
      }
    }
  }

  /** Changes every parameter that has a gradient, in the order of the groups. */
  public final void step() {
    update();
    steps++;
  }

  /** Number of calls of {@link #step} that have returned. */
  public final long stepCount() {
    return steps;
  }

  /** What is remembered about a parameter now; empty before its first step. Asking makes nothing. */
  public abstract ParamState state(Parameter parameter);

  /** The update of all groups. Options are to be read from the groups each time. */
  protected abstract void update();

  /** Calls {@code task} for every parameter that has a gradient, with its group, in order. Makes no garbage. */
  protected final void forEachWithGrad(BiConsumer<ParamGroup, Parameter> task) {
    for (int i = 0; i < groups.size(); i++) {
      ParamGroup group = groups.get(i);
      List<Parameter> parameters = group.parameters();
      for (int j = 0; j < parameters.size(); j++) {
        if (parameters.get(j).hasGrad()) {
          task.accept(group, parameters.get(j));
        }
      }
    }
  }

  /** The groups and their options in PyTorch's form. */
  @Override
  public final String toString() {
    StringBuilder text = new StringBuilder(getClass().getSimpleName()).append(" (");
    for (int i = 0; i < groups.size(); i++) {
      text.append("\nParameter Group ").append(i).append('\n');
      Map<String, Object> sorted = new TreeMap<>(groups.get(i).options().asMap());
      groups.get(i).initialLr().ifPresent(lr -> sorted.put("initial_lr", lr));
      sorted.forEach((name, value) -> text.append("    ").append(name).append(": ").append(value).append('\n'));
    }
    return text.append(')').toString();
  }

  private void adopt(Group group) {
    OptimizerOptions options = group.resolve(defaults);
    if (options.getClass() != defaults.getClass()) {
      throw new IllegalArgumentException("options " + options + " of a group; allowed: the optimizer's own kind, as " + defaults);
    }
    options.requireConsistent();
    int number = groups.size();
    if (number > 0 && groups.getFirst().names().isPresent() != group.names().isPresent()) {
      throw new IllegalArgumentException("parameter group " + number + (group.names().isPresent() ? " has names" : " has no names")
          + " and the groups before it have" + (group.names().isPresent() ? " none" : "") + "; name the parameters of all groups or of none");
    }
    Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    groups.forEach(g -> seen.addAll(g.parameters()));
    for (int i = 0; i < group.parameters().size(); i++) {
      if (!seen.add(group.parameters().get(i))) {
        throw new IllegalArgumentException("parameter " + i + named(group, i) + " of group " + number + " of shape "
            + group.parameters().get(i).shape() + " occurs more than once; allowed: each parameter in one place of one group");
      }
    }
    groups.add(new ParamGroup(group, options));
  }

  private static String named(Group group, int i) {
    return group.names().map(names -> " (" + names.get(i) + ")").orElse("");
  }
}
