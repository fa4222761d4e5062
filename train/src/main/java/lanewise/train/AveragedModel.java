package lanewise.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import lanewise.autograd.Parameter;
import lanewise.nn.Layer;
import lanewise.optim.AveragedParameters;
import lanewise.optim.Averaging;
import lanewise.tensor.AnyTensor;
import lanewise.tensor.LongTensor;
import lanewise.tensor.Tensor;

/**
 * The average of a model over its training, as a model of its own: stochastic weight averaging, an exponential moving average, or a rule of one's
 * own.
 *
 * <pre>{@code
 * var averaged = new AveragedModel(model, blueprint.init(rng), Averaging.ema(0.999), false);
 * for (...) {
 *   ...
 *   optimizer.step();
 *   averaged.update(model);
 * }
 * UpdateBn.updateBn(train, averaged.module());
 * }</pre>
 *
 * <p>The first update copies the model. Buffers are copied at every update, or averaged like parameters; counts are then averaged as floats and cut
 * towards zero, as PyTorch does.
 *
 * <p>Source: PyTorch's {@code torch.optim.swa_utils.AveragedModel}, which copies the model itself; a layer here has no general copy, so a second
 * one of the same construction is handed over.
 */
public final class AveragedModel {
  private static final String COUNT = "n_averaged";
  private static final String PREFIX = "module.";

  private final Layer module;
  private final Averaging rule;
  private final boolean useBuffers;
  private long count;

  /** Stochastic weight averaging; buffers are copied. */
  public AveragedModel(Layer model, Layer spare) {
    this(model, spare, Averaging.swa(), false);
  }

  /**
   * An average with nothing in it; until the first update it is the model as it is now.
   *
   * @param model what will be averaged
   * @param spare a second model of the same construction; it becomes the average and takes over parameters, buffers and mode of the first
   * @param rule used by nobody else
   * @param useBuffers whether buffers are averaged instead of copied
   * @throws IllegalArgumentException if the two share parameters or have other names or shapes
   */
  public AveragedModel(Layer model, Layer spare, Averaging rule, boolean useBuffers) {
    for (Parameter p : model.parameters()) {
      if (spare.parameters().contains(p)) {
        throw new IllegalArgumentException("the spare model shares a parameter of shape " + p.shape()
            + " with the model; allowed: parameters of its own");
      }
    }
    spare.loadStateDict(model.stateDict());
    Modes.of(model).applyTo(spare);
    this.module = spare;
    this.rule = rule;
    this.useBuffers = useBuffers;
  }

  /** The average. */
  public Layer module() {
    return module;
  }

  /** How many updates are in the average. */
  public long nAveraged() {
    return count;
  }

  /**
   * Lets a model, as it is now, enter the average.
   *
   * @throws IllegalArgumentException if it has other names or shapes; nothing is changed then
   */
  public void update(Layer model) {
    Map<String, Parameter> from = model.namedParameters();
    Map<String, Parameter> to = module.namedParameters();
    requireSame(shapes(to, Parameter::value), shapes(from, Parameter::value));
    Map<String, AnyTensor> buffers = module.namedBuffers();
    requireSame(shapes(buffers, t -> t), shapes(model.namedBuffers(), t -> t));
    List<Tensor> averages = new ArrayList<>(to.values().stream().map(Parameter::value).toList());
    List<Tensor> current = new ArrayList<>(from.values().stream().map(Parameter::value).toList());
    if (!useBuffers || count == 0) {
      AveragedParameters.update(rule, averages, current, count);
      module.setBuffers(model.namedBuffers());
    } else {
      Map<String, Tensor> counts = new LinkedHashMap<>();
      model.namedBuffers().forEach((path, entering) -> {
        Tensor average = floats(buffers.get(path));
        if (buffers.get(path) instanceof LongTensor) {
          counts.put(path, average);
        }
        averages.add(average);
        current.add(floats(entering));
      });
      AveragedParameters.update(rule, averages, current, count);
      Map<String, AnyTensor> cut = new LinkedHashMap<>();
      counts.forEach((path, t) -> cut.put(path, cut(t)));
      module.setBuffers(cut);
    }
    count++;
  }

  /** PyTorch's: {@code n_averaged} and everything of the average under {@code module.}; copies. The rule is not part of it. */
  public Map<String, AnyTensor> stateDict() {
    Map<String, AnyTensor> state = new LinkedHashMap<>();
    state.put(COUNT, LongTensor.scalar(count));
    module.stateDict().forEach((path, t) -> state.put(PREFIX + path, t));
    return state;
  }

  /**
   * Takes over a state that was saved.
   *
   * @throws IllegalArgumentException listing what is missing, unexpected or does not fit; nothing is changed then
   */
  public void loadStateDict(Map<String, ? extends AnyTensor> state) {
    if (!(state.get(COUNT) instanceof LongTensor n) || n.size() != 1 || n.toArray()[0] < 0) {
      throw new IllegalArgumentException(COUNT + " " + state.get(COUNT) + "; allowed: one whole number >= 0");
    }
    Map<String, AnyTensor> inner = new LinkedHashMap<>();
    state.forEach((path, t) -> {
      if (!path.equals(COUNT)) {
        inner.put(path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : path + " (without " + PREFIX + ")", t);
      }
    });
    module.loadStateDict(inner);
    count = n.toArray()[0];
  }

  private static <T> Map<String, String> shapes(Map<String, T> parts, Function<T, AnyTensor> tensor) {
    Map<String, String> shapes = new LinkedHashMap<>();
    parts.forEach((path, part) -> shapes.put(path, tensor.apply(part).getClass().getSimpleName() + tensor.apply(part).shape()));
    return shapes;
  }

  private static void requireSame(Map<String, String> wanted, Map<String, String> given) {
    if (!wanted.equals(given)) {
      throw new IllegalArgumentException("a model with " + given + "; the average takes " + wanted);
    }
  }

  /** A buffer of floats itself; a copy of counts. */
  private static Tensor floats(AnyTensor t) {
    if (t instanceof Tensor f) {
      return f;
    }
    long[] counts = ((LongTensor) t).toArray();
    float[] values = new float[counts.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = counts[i];
    }
    return Tensor.of(values, t.shape().toArray());
  }

  private static LongTensor cut(Tensor t) {
    float[] values = t.toArray();
    long[] counts = new long[values.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = (long) values[i];
    }
    return LongTensor.of(counts, t.shape().toArray());
  }
}
