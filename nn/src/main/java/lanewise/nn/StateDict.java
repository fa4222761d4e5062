package lanewise.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;
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

  /** The buffers alone; those of a layer that is used twice are met where it comes first. */
  static void visitBuffers(Layer layer, Visitor visitor) {
    visitBuffers(layer, "", visitor, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static void visitBuffers(Layer layer, String prefix, Visitor visitor, Set<Layer> seen) {
    if (seen.add(layer)) {
      layer.bufferNames().forEach(name -> visitor.entry(prefix + name, layer, name));
      layer.children().forEach((name, child) -> visitBuffers(child, prefix + name + ".", visitor, seen));
    }
  }

  static void setBuffers(Layer root, Map<String, ? extends AnyTensor> values) {
    List<String> faults = new ArrayList<>();
    Set<String> unexpected = new LinkedHashSet<>(values.keySet());
    visitBuffers(root, (path, owner, name) -> {
      if (unexpected.remove(path)) {
        fault(path, owner.stateOf(name), values.get(path)).ifPresent(faults::add);
      }
    });
    unexpected.forEach(path -> faults.add("no buffer: " + path));
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException("the buffers do not fit the model; " + String.join("; ", faults));
    }
    visitBuffers(root, (path, owner, name) -> {
      if (values.containsKey(path)) {
        owner.setState(name, values.get(path));
      }
    });
  }

  private static Optional<String> fault(String path, AnyTensor wanted, AnyTensor given) {
    if (given.getClass() != wanted.getClass() || !given.shape().equals(wanted.shape())) {
      return Optional.of("does not fit: " + path + " is " + describe(given) + ", wanted " + describe(wanted));
    }
    requireAlive(given);
    return Optional.empty();
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
      } else {
        fault(path, wanted, given).ifPresent(faults::add);
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

  /** The random numbers by their paths; those of a layer that is used twice are met where it comes first. */
  static Map<String, Draws> draws(Layer root) {
    Map<String, Draws> all = new LinkedHashMap<>();
    collectDraws(root, "", all, Collections.newSetFromMap(new IdentityHashMap<>()));
    return all;
  }

  private static void collectDraws(Layer layer, String prefix, Map<String, Draws> all, Set<Layer> seen) {
    if (seen.add(layer)) {
      layer.ownDraws().forEach((name, own) -> all.put(prefix + name, own));
      layer.children().forEach((name, child) -> collectDraws(child, prefix + name + ".", all, seen));
    }
  }

  static void loadDraws(Layer root, Map<String, LongTensor> state) {
    Map<String, Draws> wanted = draws(root);
    List<String> faults = new ArrayList<>();
    wanted.keySet().stream().filter(path -> !state.containsKey(path)).forEach(path -> faults.add("missing: " + path));
    state.forEach((path, given) -> {
      if (!wanted.containsKey(path)) {
        faults.add("unexpected: " + path);
      } else if (!Draws.isState(given)) {
        faults.add("does not fit: " + path + " is " + given + ", wanted a key and a count >= 0");
      }
    });
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException("the random state does not fit the model; " + String.join("; ", faults));
    }
    wanted.forEach((path, own) -> own.goOnFrom(state.get(path)));
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
