package lanewise.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import lanewise.tensor.step.Flat;

/**
 * What LBFGS has learnt of the curvature: pairs of steps s and of the differences y of the gradients at their ends. A working copy of the state: the
 * tensors inside the lists are never written.
 */
final class Curvature {
  /** Below this y . s a pair says nothing useful. */
  private static final double LEAST = 1e-10;
  private static final List<String> LISTS = List.of("old_dirs", "old_stps", "ro");

  private final LbfgsWorkspace workspace;
  private final List<Tensor> dirs;
  private final List<Tensor> steps;
  private final List<Tensor> ro;
  private double scale;
  /** How many of the newest pairs are not in the state yet. */
  private int own;
  /** Vectors of pairs that have made room, but are in the state until it is written. */
  private final List<Tensor> outdated = new ArrayList<>();

  /** Takes the pairs of a state over. */
  Curvature(Memory memory, LbfgsWorkspace workspace) {
    this.workspace = workspace;
    dirs = new ArrayList<>(memory.has("old_dirs") ? memory.list("old_dirs") : List.of());
    steps = new ArrayList<>(memory.has("old_stps") ? memory.list("old_stps") : List.of());
    ro = new ArrayList<>(memory.has("ro") ? memory.list("ro") : List.of());
    scale = memory.has("H_diag") ? memory.number("H_diag", 1) : 1;
  }

  /** Forgets all pairs. */
  void clear() {
    dirs.clear();
    steps.clear();
    ro.clear();
    scale = 1;
  }

  /** Adds the pair of a step, where its curvature is positive; the oldest ones make room. */
  void learn(Tensor gradient, Tensor before, double t, Tensor direction, int history) {
    Tensor y = workspace.take();
    Tensor s = workspace.take();
    Flat.move(gradient, -1, before, y);
    Flat.scale(direction, t, s);
    double ys = Flat.dot(y, s);
    if (!(ys > LEAST)) {
      workspace.give(y);
      workspace.give(s);
      return;
    }
    while (dirs.size() >= history) {
      forgetOldest();
    }
    dirs.add(y);
    steps.add(s);
    ro.add(Tensor.scalar((float) (1 / ys)).copy());
    own = Math.min(own + 1, dirs.size());
    scale = ys / Flat.dot(y, y);
  }

  private void forgetOldest() {
    boolean inState = own < dirs.size();
    Tensor y = dirs.removeFirst();
    Tensor s = steps.removeFirst();
    ro.removeFirst();
    if (inState) {
      outdated.add(y);
      outdated.add(s);
    } else {
      workspace.give(y);
      workspace.give(s);
    }
  }

  /** Writes the direction of descent. */
  void direction(Tensor gradient, Tensor into) {
    workspace.recursion().direction(dirs, steps, ro, scale, gradient, into);
  }

  /** Writes the pairs into a state; afterwards this object is used no more. */
  void save(Memory memory) {
    replace(memory.list("old_dirs"), dirs);
    replace(memory.list("old_stps"), steps);
    replace(memory.list("ro"), ro);
    memory.put("H_diag", scale);
    outdated.forEach(workspace::give);
  }

  /** The entries of the state, for vectors of this size. */
  static StateLayout pairs(StateLayout layout, int size) {
    return layout.list("old_dirs", Shape.of(size)).list("old_stps", Shape.of(size)).list("ro", Shape.of()).notNegative()
        .optionalNumber("H_diag").notNegative();
  }

  /** The lists that a saved state has to have: from the second iteration on there are some, which may be empty. */
  static List<String> needs(ParamState saved) {
    return saved.number("n_iter").orElse(0) > 1 ? LISTS : List.of();
  }

  /** What in a saved state does not go together. */
  static Optional<String> fault(ParamState saved) {
    int count = saved.lists().getOrDefault("old_dirs", List.of()).size();
    int other = saved.lists().getOrDefault("old_stps", List.of()).size();
    int third = saved.lists().getOrDefault("ro", List.of()).size();
    return count == other && count == third ? Optional.empty()
        : Optional.of("old_dirs, old_stps and ro have " + count + ", " + other + " and " + third + " elements instead of as many each");
  }

  private static void replace(List<Tensor> old, List<Tensor> with) {
    old.clear();
    old.addAll(with);
  }
}
