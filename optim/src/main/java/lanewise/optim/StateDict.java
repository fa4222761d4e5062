package lanewise.optim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.Checks;
import lanewise.tensor.Shape;

/** Makes the saved form of an optimizer, and takes one over: everything is compared first, then everything is written. */
final class StateDict {
  private static final System.Logger LOG = System.getLogger("lanewise.optim");
  /** Options of PyTorch that choose among implementations, or that are fixed for a class here; they say nothing about later steps. */
  private static final Set<String> ELSEWHERE = Set.of("foreach", "capturable", "differentiable", "fused", "decoupled_weight_decay");
  /** What PyTorch's schedulers leave in groups; ours keep it themselves. */
  private static final Set<String> OF_SCHEDULES = Set.of("max_lr", "min_lr", "max_momentum", "base_momentum", "swa_lr");

  private StateDict() {}

  static OptimizerState save(Optimizer optimizer) {
    SequencedMap<Integer, ParamState> states = new LinkedHashMap<>();
    List<OptimizerState.Group> groups = new ArrayList<>();
    int number = 0;
    for (ParamGroup group : optimizer.paramGroups()) {
      SequencedMap<String, Object> options = new LinkedHashMap<>(group.options().asMap());
      group.counters().forEach(options::put);
      group.initialLr().ifPresent(lr -> options.put("initial_lr", lr));
      List<Integer> numbers = new ArrayList<>();
      List<Shape> shapes = new ArrayList<>();
      for (Parameter p : group.parameters()) {
        ParamState state = optimizer.state(p);
        if (!state.isEmpty()) {
          states.put(number, state);
        }
        shapes.add(p.shape());
        numbers.add(number++);
      }
      groups.add(new OptimizerState.Group(options, group.names(), Optional.of(shapes), numbers));
    }
    return new OptimizerState(Optional.of(optimizer.kind()), states, groups);
  }

  static void load(Optimizer optimizer, OptimizerState saved, boolean strict) {
    List<String> differences = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    List<ParamGroup> groups = optimizer.paramGroups();
    saved.kind().filter(kind -> !kind.equals(optimizer.kind()))
        .ifPresent(kind -> differences.add("it is of " + kind + " instead of " + optimizer.kind()));
    if (saved.paramGroups().size() != groups.size()) {
      differences.add(saved.paramGroups().size() + " groups instead of " + groups.size());
    }
    List<OptimizerOptions> options = new ArrayList<>();
    Map<Integer, Parameter> parameters = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(groups.size(), saved.paramGroups().size()); i++) {
      OptimizerState.Group from = saved.paramGroups().get(i);
      boolean complete = strict && saved.kind().equals(Optional.of(optimizer.kind())) && from.shapes().isPresent();
      options.add(options(groups.get(i), from, complete, "group " + i, differences, warnings));
      parameters(groups.get(i), from, "group " + i, parameters, differences);
    }
    names(groups, saved.paramGroups(), differences);
    boolean allGroups = saved.paramGroups().size() == groups.size();
    Set<Integer> numbers = new HashSet<>();
    saved.paramGroups().forEach(g -> numbers.addAll(g.params()));
    saved.state().forEach((number, state) -> {
      Parameter p = parameters.get(number);
      if (p != null && !optimizer.keepsStateOf(p)) {
        differences.add("state of parameter " + number + ", of which " + optimizer.kind() + " keeps none");
      } else if (p != null) {
        new Memory(p, optimizer.stateLayout()).compare(state, strict, "parameter " + number, differences, warnings);
      } else if (allGroups && !numbers.contains(number)) {
        differences.add("state of parameter " + number + ", which is in no group");
      }
    });
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException("the saved state does not fit this " + optimizer.kind() + ": " + String.join("; ", differences));
    }
    warnings.forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
    Map<Parameter, Memory> memories = new LinkedHashMap<>();
    parameters.forEach((number, p) -> {
      Memory memory = new Memory(p, optimizer.stateLayout());
      memory.restore(saved.state().getOrDefault(number, ParamState.EMPTY));
      memories.put(p, memory);
    });
    for (int i = 0; i < groups.size(); i++) {
      groups.get(i).restore(options.get(i), saved.paramGroups().get(i));
    }
    optimizer.adopt(memories);
  }

  /**
   * The options of a group.
   *
   * @param complete whether an option that is missing or not known is a difference
   */
  private static OptimizerOptions options(ParamGroup group, OptimizerState.Group saved, boolean complete, String where, List<String> differences,
      List<String> warnings) {
    OptionValues values = new OptionValues(saved.options());
    if (complete) {
      Set<String> own = group.options().asMap().keySet();
      own.stream().filter(n -> !values.has(n)).forEach(n -> differences.add(where + ": " + n + " is missing"));
      saved.options().keySet().stream().filter(n -> !own.contains(n) && !mayBeThere(group, n)).sorted()
          .forEach(n -> differences.add(where + ": option " + n + " is not known here"));
    }
    try {
      OptimizerOptions options = group.options().with(values);
      options.requireConsistent();
      Checks.requireNotNegative("initial_lr", values.number("initial_lr", 0));
      options.counters().forEach(count -> StateCheck.requireCount(count, values.number(count, 0)));
      values.unread().stream().filter(n -> !mayBeThere(group, n))
          .forEach(n -> warnings.add("option " + n + " of " + where + " of a saved state is not known here"));
      return options;
    } catch (IllegalArgumentException e) {
      differences.add(where + ": " + e.getMessage());
      return group.options();
    }
  }

  /** Whether an entry may stand among the options of a group without being one. */
  private static boolean mayBeThere(ParamGroup group, String name) {
    return ELSEWHERE.contains(name) || OF_SCHEDULES.contains(name) || name.equals("initial_lr") || group.options().counters().contains(name);
  }

  /** Names that are taken over, because there are none here: each group has as many as parameters. */
  private static void names(List<ParamGroup> groups, List<OptimizerState.Group> saved, List<String> differences) {
    if (groups.stream().anyMatch(g -> g.names().isPresent()) || saved.stream().noneMatch(g -> g.paramNames().isPresent())) {
      return;
    }
    for (int i = 0; i < saved.size(); i++) {
      int count = saved.get(i).paramNames().map(List::size).orElse(0);
      if (count != saved.get(i).params().size()) {
        differences.add("group " + i + ": " + count + " names of " + saved.get(i).params().size() + " parameters");
      }
    }
  }

  private static void parameters(ParamGroup group, OptimizerState.Group saved, String where, Map<Integer, Parameter> into, List<String> differences) {
    List<Parameter> own = group.parameters();
    if (saved.params().size() != own.size()) {
      differences.add(where + ": " + saved.params().size() + " parameters instead of " + own.size());
    }
    if (saved.paramNames().isPresent() && group.names().isPresent() && !saved.paramNames().equals(group.names())) {
      differences.add(where + ": parameters " + saved.paramNames().get() + " instead of " + group.names().get());
    }
    for (int i = 0; i < Math.min(own.size(), saved.params().size()); i++) {
      int at = i;
      saved.shapes().filter(shapes -> at >= shapes.size() || !shapes.get(at).equals(own.get(at).shape())).ifPresent(shapes -> differences.add(where
          + ": parameter " + at + " has shape " + (at < shapes.size() ? shapes.get(at) : "none") + " instead of " + own.get(at).shape()));
      if (saved.params().get(i) < 0) {
        differences.add(where + ": parameter number " + saved.params().get(i) + "; allowed: >= 0");
      }
      if (into.put(saved.params().get(i), own.get(i)) != null) {
        differences.add(where + ": parameter number " + saved.params().get(i) + " is there twice");
      }
    }
  }
}
