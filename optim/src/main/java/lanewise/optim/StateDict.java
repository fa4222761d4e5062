package lanewise.optim;

import java.util.ArrayList;
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
      options.add(options(groups.get(i), saved.paramGroups().get(i), "group " + i, differences, warnings));
      parameters(groups.get(i), saved.paramGroups().get(i), "group " + i, parameters, differences);
    }
    boolean complete = saved.paramGroups().size() == groups.size();
    saved.state().forEach((number, state) -> {
      Parameter p = parameters.get(number);
      if (p != null && !optimizer.keepsStateOf(p)) {
        differences.add("state of parameter " + number + ", of which " + optimizer.kind() + " keeps none");
      } else if (p != null) {
        new Memory(p, optimizer.stateLayout()).compare(state, strict, "parameter " + number, differences, warnings);
      } else if (complete) {
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
      groups.get(i).restore(options.get(i), saved.paramGroups().get(i).options());
    }
    optimizer.adopt(memories);
  }

  private static OptimizerOptions options(ParamGroup group, OptimizerState.Group saved, String where, List<String> differences,
      List<String> warnings) {
    OptionValues values = new OptionValues(saved.options());
    try {
      OptimizerOptions options = group.options().with(values);
      options.requireConsistent();
      Checks.requireNotNegative("initial_lr", values.number("initial_lr", 0));
      options.counters().forEach(count -> StateCheck.requireCount(count, values.number(count, 0)));
      values.unread().stream().filter(n -> !ELSEWHERE.contains(n) && !OF_SCHEDULES.contains(n))
          .forEach(n -> warnings.add("option " + n + " of " + where + " of a saved state is not known here"));
      return options;
    } catch (IllegalArgumentException e) {
      differences.add(where + ": " + e.getMessage());
      return group.options();
    }
  }

  private static void parameters(ParamGroup group, OptimizerState.Group saved, String where, Map<Integer, Parameter> into, List<String> differences) {
    List<Parameter> own = group.parameters();
    if (saved.params().size() != own.size()) {
      differences.add(where + ": " + saved.params().size() + " parameters instead of " + own.size());
      return;
    }
    if (saved.paramNames().isPresent() && group.names().isPresent() && !saved.paramNames().equals(group.names())) {
      differences.add(where + ": parameters " + saved.paramNames().get() + " instead of " + group.names().get());
    }
    for (int i = 0; i < own.size(); i++) {
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
