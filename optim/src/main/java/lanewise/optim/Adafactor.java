package lanewise.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.Checks;
import lanewise.tensor.Shape;
import lanewise.tensor.step.AdafactorStep;
import lanewise.tensor.step.AdafactorSweep;

/**
 * Adafactor, in PyTorch's form: second moments of matrices as a row and a column, steps in proportion to the parameter. With p a parameter, g its
 * gradient, t the number of its steps from 1, RMS(x) = sqrt(mean x^2):
 *
 * <pre>
 * g = -g                                                  maximize
 * w = t^beta2Decay; rho = min(lr, 1 / sqrt(t)); A = rho max(eps2, RMS(p))
 * p = p (1 - lr weightDecay)
 * R = R + w (mean of g^2 in each row - R)                 two axes or more: matrices over the last two, each for itself
 * C = C + w (mean of g^2 in each column - C)
 * V = R C / max(mean R, eps1)
 * V = V + w (g^2 - V)                                     one axis or none
 * U = g / sqrt(max(V, eps1^2))
 * p = p - A / max(1, RMS(U) / d) U
 * </pre>
 *
 * <p>max(eps2, RMS(p)) and max(1, RMS(U) / d) pass over a NaN, the bounds of V and of the mean of R keep it: in a vector a gradient that is NaN
 * spoils its own element, in a matrix all.
 *
 * <p>State: {@code step}, and {@code row_var} {@code [.., rows, 1]} with {@code col_var} {@code [.., 1, columns]} (4 bytes a row and a column), or
 * {@code variance} (4 bytes an element).
 *
 * <p>Source: PyTorch's {@code torch.optim.Adafactor}; Shazeer, Stern, Adafactor: adaptive learning rates with sublinear memory cost (arXiv
 * 1804.04235), where the step has no bound by lr and the decay no part.
 */
public final class Adafactor extends Optimizer {
  private static final StateLayout STATE = StateLayout.NONE.count("step").tensor("row_var", s -> without(s, 1)).notNegative()
      .tensor("col_var", s -> without(s, 2)).notNegative()
      .tensor("variance", s -> s.rank() < 2 ? Optional.of(s) : Optional.empty()).notNegative();

  private final Map<Parameter, Entry> entries = new LinkedHashMap<>();
  private final AdafactorSweep sweep = new AdafactorSweep();
  private final BiConsumer<ParamGroup, Parameter> add = this::add;

  /** An optimizer of one group. */
  public Adafactor(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public Adafactor(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-2, -0.8, Options.EPSILON, 1e-3, 1, 0, false);
  }

  /** The shape with size 1 in an axis counted from the end. */
  private static Optional<Shape> without(Shape shape, int fromEnd) {
    if (shape.rank() < 2) {
      return Optional.empty();
    }
    int[] dims = shape.toArray();
    dims[dims.length - fromEnd] = 1;
    return Optional.of(Shape.of(dims));
  }

  @Override
  protected StateLayout stateLayout() {
    return STATE;
  }

  @Override
  protected void update() {
    sweep.clear();
    try {
      describeEachWithGrad(add);
    } catch (RuntimeException | Error failure) {
      // the steps hold the arrays of state that is undone
      sweep.clear();
      entries.clear();
      throw failure;
    }
    sweep.run();
  }

  private void add(ParamGroup group, Parameter p) {
    Entry entry = entries.get(p);
    if (entry == null) {
      entry = new Entry(memory(p), new AdafactorStep());
      entries.put(p, entry);
    }
    Options o = (Options) group.options();
    Memory memory = entry.memory;
    long t = memory.nextStep();
    AdafactorStep step = entry.step;
    step.begin(p.value(), p.grad(), gradScale(o));
    if (p.shape().rank() < 2) {
      step.whole(memory.tensor("variance"));
    } else {
      step.factored(memory.tensor("row_var"), memory.tensor("col_var"));
    }
    step.averages(StrictMath.exp(o.beta2Decay * StrictMath.log(t)), o.eps1)
        .update(Math.min(o.lr, 1 / Math.sqrt(t)), o.eps2, o.d, 1 - o.lr * o.weightDecay);
    sweep.add(step);
  }

  private record Entry(Memory memory, AdafactorStep step) {}

  /**
   * The options of {@link Adafactor}.
   *
   * @param lr bound of the relative step, and the rate of the decay, finite and >= 0; default 1e-2
   * @param beta2Decay exponent of the weight of new squares, finite and <= 0; default -0.8
   * @param eps1 bound of the second moments, finite and >= 0; default float32's epsilon 1.1920929e-7, which is what PyTorch's None means
   * @param eps2 least size of a parameter that a step is in proportion to, finite and >= 0; default 1e-3
   * @param d largest RMS of an update, finite and >= 1; default 1
   * @param weightDecay decay of the parameter, times the rate, finite and >= 0; default 0
   * @param maximize go uphill; default false
   */
  public record Options(double lr, double beta2Decay, double eps1, double eps2, double d, double weightDecay, boolean maximize)
      implements DecaysWeights {
    private static final double EPSILON = 0x1p-23;

    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      if (!(beta2Decay <= 0) || beta2Decay == Double.NEGATIVE_INFINITY) {
        throw new IllegalArgumentException("beta2Decay " + beta2Decay + "; allowed: finite and <= 0");
      }
      Checks.requireNotNegative("eps1", eps1);
      Checks.requireNotNegative("eps2", eps2);
      if (!(d >= 1) || d == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException("d " + d + "; allowed: finite and >= 1");
      }
      Checks.requireNotNegative("weightDecay", weightDecay);
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, beta2Decay, eps1, eps2, d, weightDecay, maximize);
    }

    /** With another exponent. */
    public Options beta2Decay(double beta2Decay) {
      return new Options(lr, beta2Decay, eps1, eps2, d, weightDecay, maximize);
    }

    /** With other bounds. */
    public Options eps(double eps1, double eps2) {
      return new Options(lr, beta2Decay, eps1, eps2, d, weightDecay, maximize);
    }

    /** With another bound of updates. */
    public Options d(double d) {
      return new Options(lr, beta2Decay, eps1, eps2, d, weightDecay, maximize);
    }

    @Override
    public Options weightDecay(double weightDecay) {
      return new Options(lr, beta2Decay, eps1, eps2, d, weightDecay, maximize);
    }

    /** Uphill or downhill. */
    public Options maximize(boolean maximize) {
      return new Options(lr, beta2Decay, eps1, eps2, d, weightDecay, maximize);
    }

    @Override
    public SequencedMap<String, Object> asMap() {
      SequencedMap<String, Object> values = new LinkedHashMap<>();
      values.put("lr", lr);
      values.put("beta2_decay", beta2Decay);
      values.put("eps", List.of(eps1, eps2));
      values.put("d", d);
      values.put("weight_decay", weightDecay);
      values.put("maximize", maximize);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      OptionValues eps = withEpsilon(v.value("eps", List.of(eps1, eps2)));
      return new Options(v.number("lr", lr), v.number("beta2_decay", beta2Decay), eps.element("eps", 0, 2, eps1), eps.element("eps", 1, 2, eps2),
          v.number("d", d), v.number("weight_decay", weightDecay), v.flag("maximize", maximize));
    }

    /** The first element may be PyTorch's None. */
    private static OptionValues withEpsilon(Object eps) {
      if (!(eps instanceof List<?> list) || list.isEmpty() || list.getFirst() != null && !list.getFirst().equals(Optional.empty())) {
        return OptionValues.of("eps", eps);
      }
      List<Object> numbers = new ArrayList<>(list);
      numbers.set(0, EPSILON);
      return OptionValues.of("eps", numbers);
    }

    @Override
    public Adafactor build(SequencedCollection<Group> groups) {
      return new Adafactor(groups, this);
    }

    @Override
    public Adafactor build(List<Parameter> parameters) {
      return new Adafactor(parameters, this);
    }
  }
}
