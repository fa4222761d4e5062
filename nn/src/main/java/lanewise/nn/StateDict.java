package lanewise.nn;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.Tensor;

/** Walks over the state of a tree of layers, and loads one that was saved. */
final class StateDict {
  private static final String OPTIONAL = "num_batches_tracked";

  private StateDict() {}

  interface Visitor {
    void entry(String path, Layer owner, String name);
  }

  static void visit(Layer layer, String prefix, Visitor visitor) {
    for (String name : layer.stateNames()) {
      visitor.entry(prefix + name, layer, name);
    }
    layer.children().forEach((name, child) -> visit(child, prefix + name + ".", visitor));
  }

  static void load(Layer root, Map<String, ? extends AnyTensor> state) {
    List<String> faults = new ArrayList<>();
    Set<String> unexpected = new LinkedHashSet<>(state.keySet());
    visit(root, "", (path, owner, name) -> {
      unexpected.remove(path);
      AnyTensor wanted = owner.stateOf(name);
      AnyTensor given = state.get(path);
      if (given == null) {
        if (!name.equals(OPTIONAL)) {
          faults.add("missing: " + path + " " + wanted.shape());
        }
      } else if (given.getClass() != wanted.getClass() || !given.shape().equals(wanted.shape())) {
        faults.add("does not fit: " + path + " is " + describe(given) + ", wanted " + describe(wanted));
      } else {
        requireAlive(given);
      }
    });
    unexpected.forEach(path -> faults.add("unexpected: " + path));
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException("the state does not fit the model; " + String.join("; ", faults));
    }
    visit(root, "", (path, owner, name) -> {
      if (state.containsKey(path)) {
        owner.setState(name, state.get(path));
      }
    });
  }

  /** Throws before anything is changed where the memory of a tensor is gone. */
  private static void requireAlive(AnyTensor t) {
    if (t instanceof Tensor f && f.size() > 0) {
      f.get(new int[f.shape().rank()]);
    }
  }

  private static String describe(AnyTensor t) {
    return t.getClass().getSimpleName() + t.shape();
  }
}
