package lanewise.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.Checks;
import lanewise.tensor.step.RpropStep;

/**
 * Resilient propagation: steps that see the sign of the gradient only, of a size that grows while the sign stays and shrinks when it changes. For
 * gradients of the whole data, not of batches. With p a parameter, g its gradient and o the gradient before, of each element:
 *
 * <pre>
 * g = -g                                       maximize
 * s = sign(g o)                                o begins with 0; the sign of NaN is 0
 * d = d etaPlus                                s > 0; d etaMinus where s < 0; d begins with lr
 * d = clamp(d, stepSizeMin, stepSizeMax)
 * g = 0                                        where s < 0
 * p = p - sign(g) d
 * o = g
 * </pre>
 *
 * <p>After a change of sign an element rests, and the next step has s = 0 there. The rate is the first step size and nothing else: a schedule does
 * nothing here. A NaN gradient leaves its element alone, in the state it is kept for one step. The sign of g o is exact, also where the product would
 * underflow.
 *
 * <p>State: {@code step}, {@code prev} (o), {@code step_size} (d): 8 bytes an element.
 *
 * <p>Source: PyTorch's {@code torch.optim.Rprop}; Riedmiller, Braun (1993), in the form without going back (iRprop-: Igel, Huesken, 2000).
 */
public final class Rprop extends ElementwiseOptimizer<Rprop.Options, RpropStep> {
  private static final StateLayout STATE = StateLayout.NONE.count("step").tensor("prev").tensor("step_size").notNegative();

  /** An optimizer of one group. */
  public Rprop(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public Rprop(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-2, 0.5, 1.2, 1e-6, 50, false);
  }

  @Override
  protected StateLayout stateLayout() {
    return STATE;
  }

  @Override
  protected RpropStep newStep() {
    return new RpropStep();
  }

  @Override
  protected void describe(RpropStep step, Options o, Memory memory) {
    memory.nextStep();
    step.memory(memory.tensor("prev"), memory.tensor("step_size", o.lr)).sizes(o.etaMinus, o.etaPlus, o.stepSizeMin, o.stepSizeMax);
  }

  /**
   * The options of {@link Rprop}.
   *
   * @param lr the first step size, finite and >= 0; default 1e-2
   * @param etaMinus factor of a step size after a change of sign, 0 < etaMinus < 1; default 0.5
   * @param etaPlus factor of a step size while the sign stays, finite and > 1; default 1.2
   * @param stepSizeMin least step size, finite and >= 0; default 1e-6
   * @param stepSizeMax largest step size, finite and >= stepSizeMin; default 50
   * @param maximize go uphill; default false
   */
  public record Options(double lr, double etaMinus, double etaPlus, double stepSizeMin, double stepSizeMax, boolean maximize)
      implements OptimizerOptions {
    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.require(etaMinus > 0 && etaMinus < 1, "etaMinus", etaMinus, "> 0 and < 1");
      Checks.require(etaPlus > 1 && etaPlus < Double.POSITIVE_INFINITY, "etaPlus", etaPlus, "finite and > 1");
      Checks.requireNotNegative("stepSizeMin", stepSizeMin);
      Checks.requireNotNegative("stepSizeMax", stepSizeMax);
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, etaMinus, etaPlus, stepSizeMin, stepSizeMax, maximize);
    }

    /** Uphill or downhill. */
    public Options maximize(boolean maximize) {
      return new Options(lr, etaMinus, etaPlus, stepSizeMin, stepSizeMax, maximize);
    }

    /** With other factors of the step sizes. */
    public Options etas(double etaMinus, double etaPlus) {
      return new Options(lr, etaMinus, etaPlus, stepSizeMin, stepSizeMax, maximize);
    }

    /** With other bounds of the step sizes. */
    public Options stepSizes(double stepSizeMin, double stepSizeMax) {
      return new Options(lr, etaMinus, etaPlus, stepSizeMin, stepSizeMax, maximize);
    }

    @Override
    public void requireConsistent() {
      if (stepSizeMin > stepSizeMax) {
        throw new IllegalArgumentException("stepSizeMin " + stepSizeMin + " with stepSizeMax " + stepSizeMax
            + "; allowed: stepSizeMin <= stepSizeMax");
      }
    }

    @Override
    public SequencedMap<String, Object> asMap() {
      SequencedMap<String, Object> values = new LinkedHashMap<>();
      values.put("lr", lr);
      values.put("etas", List.of(etaMinus, etaPlus));
      values.put("step_sizes", List.of(stepSizeMin, stepSizeMax));
      values.put("maximize", maximize);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.element("etas", 0, 2, etaMinus), v.element("etas", 1, 2, etaPlus),
          v.element("step_sizes", 0, 2, stepSizeMin), v.element("step_sizes", 1, 2, stepSizeMax), v.flag("maximize", maximize));
    }

    @Override
    public Rprop build(SequencedCollection<Group> groups) {
      return new Rprop(groups, this);
    }

    @Override
    public Rprop build(List<Parameter> parameters) {
      return new Rprop(parameters, this);
    }
  }
}
