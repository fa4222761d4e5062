package lanewise.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.Checks;
import lanewise.tensor.Tensor;
import lanewise.tensor.step.SgdStep;

/**
 * Averaged stochastic gradient descent: plain descent with a falling rate, and beside it the average of the parameters it passes. With p a parameter,
 * g its gradient and t the number of its steps from 1, of each element:
 *
 * <pre>
 * g = -g                                       maximize
 * g = g + weightDecay p
 * p = p (1 - lambd eta) - eta g                eta begins with lr
 * a = a + mu (p - a)                           mu begins with 1: a is p
 * eta = lr / (1 + lambd lr t)^alpha            for the next step
 * mu = 1 / max(1, t - t0)                      for the next step: until t0 the average follows p, then it is a mean
 * </pre>
 *
 * <p>A change of the rate acts one step late, and the first step has the rate of that moment. With the default t0 of a million steps there is no
 * averaging before. The averages are what the method is for: {@link #swapAverages} puts them in the place of the parameters.
 *
 * <p>State: {@code step}, {@code eta}, {@code mu}, {@code ax} (a): 4 bytes an element. eta and mu are doubles here, 32-bit numbers in PyTorch.
 *
 * <p>Source: PyTorch's {@code torch.optim.ASGD}; Polyak, Juditsky, Acceleration of stochastic approximation by averaging (1992); Bottou's averaged
 * SGD for the decay of the rate.
 */
public final class ASGD extends ElementwiseOptimizer<ASGD.Options, SgdStep> {
  private static final StateLayout STATE = StateLayout.NONE.count("step").number("eta").notNegative().number("mu").notNegative().tensor("ax");

  private boolean swapped;

  /** An optimizer of one group. */
  public ASGD(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public ASGD(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-2, 1e-4, 0.75, 1e6, 0, false);
  }

  @Override
  protected StateLayout stateLayout() {
    return STATE;
  }

  @Override
  protected SgdStep newStep() {
    return new SgdStep();
  }

  /**
   * Exchanges each parameter with its average, to evaluate or save the averaged model; a second call exchanges them back. In between, a step, a save
   * and a load are refused. Parameters that have not been stepped yet have no average and stay as they are.
   */
  public void swapAverages() {
    for (ParamGroup group : paramGroups()) {
      for (Parameter p : group.parameters()) {
        if (memory(p).has("ax")) {
          Tensor average = memory(p).tensor("ax");
          Tensor value = p.value().copy();
          p.value().copyFrom(average);
          average.copyFrom(value);
        }
      }
    }
    swapped = !swapped;
  }

  @Override
  protected void requireReady() {
    if (swapped) {
      throw new IllegalStateException("the parameters are their averages now; swapAverages() once more before a step, a save or a load");
    }
  }

  @Override
  protected void describe(SgdStep step, Options o, Memory memory) {
    double eta = memory.number("eta", o.lr);
    step.rate(eta, 1 - o.lambd * eta).weightDecay(o.weightDecay).average(memory.tensor("ax"), memory.number("mu", 1));
    long t = memory.nextStep();
    memory.put("eta", o.lr * StrictMath.exp(-o.alpha * StrictMath.log1p(o.lambd * o.lr * t)));
    memory.put("mu", 1 / Math.max(1, t - o.t0));
  }

  /**
   * The options of {@link ASGD}.
   *
   * @param lr learning rate, finite and >= 0; default 1e-2
   * @param lambd decay of the parameter and of the rate, finite and >= 0; default 1e-4
   * @param alpha power of the decay of the rate, finite and >= 0; default 0.75
   * @param t0 steps before averaging begins, finite; default 1e6
   * @param weightDecay factor of the parameter that is added to the gradient, finite and >= 0; default 0
   * @param maximize go uphill; default false
   */
  public record Options(double lr, double lambd, double alpha, double t0, double weightDecay, boolean maximize) implements DecaysWeights {
    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.requireNotNegative("lambd", lambd);
      Checks.requireNotNegative("alpha", alpha);
      Checks.requireFinite("t0", t0);
      Checks.requireNotNegative("weightDecay", weightDecay);
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, lambd, alpha, t0, weightDecay, maximize);
    }

    /** With another weight decay. */
    public Options lambd(double lambd) {
      return new Options(lr, lambd, alpha, t0, weightDecay, maximize);
    }

    /** With another power of the decay of the rate. */
    public Options alpha(double alpha) {
      return new Options(lr, lambd, alpha, t0, weightDecay, maximize);
    }

    /** With averaging from another step on. */
    public Options t0(double t0) {
      return new Options(lr, lambd, alpha, t0, weightDecay, maximize);
    }

    @Override
    public Options weightDecay(double weightDecay) {
      return new Options(lr, lambd, alpha, t0, weightDecay, maximize);
    }

    /** Uphill or downhill. */
    public Options maximize(boolean maximize) {
      return new Options(lr, lambd, alpha, t0, weightDecay, maximize);
    }

    @Override
    public SequencedMap<String, Object> asMap() {
      SequencedMap<String, Object> values = new LinkedHashMap<>();
      values.put("lr", lr);
      values.put("lambd", lambd);
      values.put("alpha", alpha);
      values.put("t0", t0);
      values.put("weight_decay", weightDecay);
      values.put("maximize", maximize);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.number("lambd", lambd), v.number("alpha", alpha), v.number("t0", t0),
          v.number("weight_decay", weightDecay), v.flag("maximize", maximize));
    }

    @Override
    public ASGD build(SequencedCollection<Group> groups) {
      return new ASGD(groups, this);
    }

    @Override
    public ASGD build(List<Parameter> parameters) {
      return new ASGD(parameters, this);
    }
  }
}
