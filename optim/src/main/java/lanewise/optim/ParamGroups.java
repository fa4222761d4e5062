package lanewise.optim;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import lanewise.autograd.Parameter;

/** The groups of an optimizer as a whole: what a further one has to be like, what is done with every parameter, and how they are printed. */
final class ParamGroups {
  private ParamGroups() {}

  /**
   * The group that a description makes beside others.
   *
   * @param groups those that are there
   * @param defaults the optimizer's options
   * @throws IllegalArgumentException if it does not go together with them
   */
  static ParamGroup next(List<ParamGroup> groups, Group group, OptimizerOptions defaults) {
    OptimizerOptions options = group.resolve(defaults);
    if (options.getClass() != defaults.getClass()) {
      throw new IllegalArgumentException("options " + options + " of a group; allowed: the optimizer's own kind, as " + defaults);
    }
    options.requireConsistent();
    int number = groups.size();
    if (number >= options.mostGroups()) {
      throw new IllegalArgumentException((number + 1) + " parameter groups; allowed: " + options.mostGroups());
    }
    group.parameters().forEach(p -> options.requireParameter(p.shape()));
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
    return new ParamGroup(group, options);
  }

  private static String named(Group group, int i) {
    return group.names().map(names -> " (" + names.get(i) + ")").orElse("");
  }

  /** Calls {@code task} for every parameter that has a gradient, with its group, in order. Makes no garbage. */
  static void forEachWithGrad(List<ParamGroup> groups, BiConsumer<ParamGroup, Parameter> task) {
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

  /**
   * Checks that every gradient is of a kind that an optimizer takes.
   *
   * @param rowSparse whether it takes gradients of some rows only
   * @param dense whether it takes gradients of all elements
   * @param name the optimizer's
   */
  static void requireGradientKinds(List<ParamGroup> groups, boolean rowSparse, boolean dense, String name) {
    for (int i = 0; i < groups.size(); i++) {
      List<Parameter> parameters = groups.get(i).parameters();
      for (int j = 0; j < parameters.size(); j++) {
        Parameter p = parameters.get(j);
        if (p.hasRowSparseGrad() ? !rowSparse : p.hasGrad() && !dense) {
          throw new IllegalArgumentException((p.hasRowSparseGrad() ? "row-sparse" : "dense") + " gradient of parameter " + j + " of group " + i
              + " of shape " + p.shape() + "; " + name + " does not take it");
        }
      }
    }
  }

  /** The groups and their options in PyTorch's form. */
  static String text(String name, List<ParamGroup> groups) {
    StringBuilder text = new StringBuilder(name).append(" (");
    for (int i = 0; i < groups.size(); i++) {
      text.append("\nParameter Group ").append(i).append('\n');
      Map<String, Object> sorted = new TreeMap<>(groups.get(i).options().asMap());
      groups.get(i).initialLr().ifPresent(lr -> sorted.put("initial_lr", lr));
      sorted.putAll(groups.get(i).counters());
      sorted.forEach((option, value) ->
          text.append("    ").append(option).append(": ").append(value instanceof Optional ? "None" : value).append('\n'));
    }
    return text.append(')').toString();
  }
}
