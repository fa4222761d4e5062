package lanewise.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import lanewise.autograd.NoGrad;
import lanewise.autograd.Parameter;
import lanewise.autograd.Variable;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Rng;
import lanewise.tensor.Tensor;

/**
 * A part of a network: parameters, buffers and layers inside it, and a function. The counterpart of PyTorch's {@code nn.Module}; names of parameters
 * and buffers are PyTorch's, so state dictionaries travel.
 *
 * <p>A layer of one's own registers its parts in the constructor and writes {@link #forward(Variable)}:
 * <pre>{@code
 * final class Residual extends Layer {
 *   private final Layer main;
 *   private final Layer skip;
 *   Residual(Layer main, Layer skip) { this.main = child("main", main); this.skip = child("skip", skip); }
 *   public Variable forward(Variable x) { return relu(main.forward(x).add(skip.forward(x))); }
 * }
 * }</pre>
 */
public abstract class Layer implements Blueprint {
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, AnyTensor> buffers = new LinkedHashMap<>();
  private final Map<String, Layer> children = new LinkedHashMap<>();
  private final Map<String, Draws> draws = new LinkedHashMap<>();
  private boolean training = true;

  /** For subclasses. */
  protected Layer() {}

  /** The layer's function; what it does with the input is recorded for the gradient. */
  public abstract Variable forward(Variable x);

  /** The layer's function without a gradient; in evaluation mode many threads may call it at once. */
  public final Tensor forward(Tensor x) {
    try (var _ = NoGrad.open()) {
      return forward(Variable.of(x)).value();
    }
  }

  /** This layer: it is ready. */
  @Override
  public final Layer init(Rng rng) {
    return this;
  }

  // --- parts ---

  /** Registers a layer inside this one and returns it. */
  protected final <L extends Layer> L child(String name, L layer) {
    requireNew(name);
    children.put(name, layer);
    return layer;
  }

  /** Registers a parameter with a copy of this value and returns it. */
  protected final Parameter parameter(String name, Tensor value) {
    requireNew(name);
    Parameter p = new Parameter(value);
    parameters.put(name, p);
    return p;
  }

  /** Registers a buffer, a copy of this value that belongs to the state but is not learned, and returns the copy. */
  protected final Tensor buffer(String name, Tensor value) {
    requireNew(name);
    Tensor copy = value.copy();
    buffers.put(name, copy);
    return copy;
  }

  /** Registers a buffer that counts. */
  protected final void counter(String name, long value) {
    requireNew(name);
    buffers.put(name, LongTensor.scalar(value));
  }

  /** Adds one to a counter. */
  protected final void increment(String name) {
    buffers.put(name, LongTensor.scalar(((LongTensor) buffers.get(name)).item() + 1));
  }

  /** Registers random numbers that this layer draws, beginning with draw 0 from this stream. */
  protected final Draws draws(String name, Rng rng) {
    requireNew(name);
    Draws own = new Draws(name, rng);
    draws.put(name, own);
    return own;
  }

  private void requireNew(String name) {
    if (name.isEmpty() || name.contains(".")) {
      throw new IllegalArgumentException("name '" + name + "'; allowed: not empty, without a dot");
    }
    if (parameters.containsKey(name) || buffers.containsKey(name) || children.containsKey(name) || draws.containsKey(name)) {
      throw new IllegalArgumentException("the name '" + name + "' is taken in this " + getClass().getSimpleName());
    }
  }

  // --- what is inside ---

  /** The layers directly inside, by name. */
  public final Map<String, Layer> children() {
    return Collections.unmodifiableMap(children);
  }

  /** All parameters, in the order of the state dictionary; those of a layer that is used twice appear once. */
  public final List<Parameter> parameters() {
    return new ArrayList<>(namedParameters().values());
  }

  /**
   * All parameters by their paths, such as {@code 0.conv.weight}: own ones first, then those of the layers inside; a shared one only where it comes
   * first.
   */
  public final SequencedMap<String, Parameter> namedParameters() {
    SequencedMap<String, Parameter> all = new LinkedHashMap<>();
    collectParameters("", all, Collections.newSetFromMap(new IdentityHashMap<>()));
    return all;
  }

  private void collectParameters(String prefix, Map<String, Parameter> all, Set<Parameter> seen) {
    parameters.forEach((name, p) -> {
      if (seen.add(p)) {
        all.put(prefix + name, p);
      }
    });
    children.forEach((name, layer) -> layer.collectParameters(prefix + name + ".", all, seen));
  }

  /**
   * All buffers by their paths, such as {@code 1.running_mean}, in the order of the state dictionary: the tensors themselves, which follow the layer,
   * and the counts of this moment.
   */
  public final Map<String, AnyTensor> namedBuffers() {
    Map<String, AnyTensor> all = new LinkedHashMap<>();
    StateDict.visitBuffers(this, (path, layer, name) -> all.put(path, layer.stateOf(name)));
    return all;
  }

  /**
   * Overwrites buffers; those that are not mentioned stay.
   *
   * @param values by path; copied
   * @throws IllegalArgumentException if there is no buffer of a path, or it is of another kind or shape; nothing is changed then
   */
  public final void setBuffers(Map<String, ? extends AnyTensor> values) {
    StateDict.setBuffers(this, values);
  }

  // --- mode ---

  /** True in training mode, the initial one. */
  public final boolean training() {
    return training;
  }

  /** Puts this layer and all inside into training mode. */
  public final void train() {
    setTraining(true);
  }

  /** Puts this layer and all inside into evaluation mode. */
  public final void eval() {
    setTraining(false);
  }

  private void setTraining(boolean on) {
    training = on;
    children.values().forEach(layer -> layer.setTraining(on));
  }

  // --- state ---

  /** Copies of all parameters and buffers by their paths, in PyTorch's order: of each layer its parameters, its buffers, then the layers inside. */
  public final Map<String, AnyTensor> stateDict() {
    Map<String, AnyTensor> state = new LinkedHashMap<>();
    StateDict.visit(this, "", (path, layer, name) -> state.put(path, copy(layer.stateOf(name))));
    return state;
  }

  /**
   * Overwrites all parameters and buffers. A missing {@code num_batches_tracked} is tolerated, as PyTorch does.
   *
   * @throws IllegalArgumentException listing every missing, unexpected and misfitting entry; nothing is changed then
   */
  public final void loadStateDict(Map<String, ? extends AnyTensor> state) {
    StateDict.load(this, state);
  }

  /**
   * Where the random numbers of this layer and all inside stand, such as the masks of {@link Dropout}, by their paths: what a run that is resumed
   * needs beside {@link #stateDict()}, which has PyTorch's entries only.
   */
  public final Map<String, LongTensor> randomState() {
    Map<String, LongTensor> state = new LinkedHashMap<>();
    StateDict.draws(this).forEach((path, own) -> state.put(path, own.state()));
    return state;
  }

  /**
   * Goes on with the random numbers of a {@link #randomState()}, whatever this model was made with.
   *
   * @throws IllegalArgumentException listing every missing, unexpected and misfitting entry; nothing is changed then
   */
  public final void loadRandomState(Map<String, LongTensor> state) {
    StateDict.loadDraws(this, state);
  }

  final Map<String, Draws> ownDraws() {
    return draws;
  }

  final List<String> stateNames() {
    List<String> names = new ArrayList<>(parameters.keySet());
    names.addAll(buffers.keySet());
    return names;
  }

  final List<String> bufferNames() {
    return List.copyOf(buffers.keySet());
  }

  final AnyTensor stateOf(String name) {
    Parameter p = parameters.get(name);
    return p != null ? p.value() : buffers.get(name);
  }

  final void setState(String name, AnyTensor value) {
    if (value instanceof Tensor t) {
      ((Tensor) stateOf(name)).copyFrom(t);
    } else {
      buffers.put(name, value);
    }
  }

  private static AnyTensor copy(AnyTensor t) {
    return t instanceof Tensor f ? f.copy() : t;
  }
}
