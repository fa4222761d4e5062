package lanewise.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.Checks;
import lanewise.tensor.step.AdadeltaStep;

/**
 * Adadelta: the length of a step is learned from the steps before it, so that the rule has no unit of its own. With p a parameter and g its gradient,
 * of each element:
 *
 * <pre>
 * g = -g                                       maximize
 * g = g + weightDecay p
 * v = rho v + (1 - rho) g^2
 * x = sqrt(u + eps) / sqrt(v + eps) g
 * u = rho u + (1 - rho) x^2                    the step before its rate
 * p = p - lr x
 * </pre>
 *
 * <p>Both averages begin at 0, so the first steps are about sqrt(eps / (1 - rho)) long and grow from there; with eps 0 nothing ever moves.
 *
 * <p>State: {@code step}, {@code square_avg} (v), {@code acc_delta} (u): 8 bytes an element.
 *
 * <p>Source: PyTorch's {@code torch.optim.Adadelta}; Zeiler, ADADELTA: an adaptive learning rate method (arXiv 1212.5701), which has no rate.
 */
public final class Adadelta extends ElementwiseOptimizer<Adadelta.Options, AdadeltaStep> {
  private static final StateLayout STATE = StateLayout.NONE.count("step").tensor("square_avg").notNegative().tensor("acc_delta").notNegative();

  /** An optimizer of one group. */
  public Adadelta(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public Adadelta(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1, 0.9, 1e-6, 0, false);
  }

  @Override
  protected StateLayout stateLayout() {
    return STATE;
  }

  @Override
  protected AdadeltaStep newStep() {
    return new AdadeltaStep();
  }

  @Override
  protected void describe(AdadeltaStep step, Options o, Memory memory) {
    memory.nextStep();
    step.rate(o.lr, o.eps).weightDecay(o.weightDecay).averages(memory.tensor("square_avg"), memory.tensor("acc_delta"), o.rho);
  }

  /**
   * The options of {@link Adadelta}.
   *
   * @param lr learning rate, finite and >= 0; default 1
   * @param rho share of the old averages, 0 <= rho <= 1; default 0.9
   * @param eps added to both averages before the root, finite and >= 0; default 1e-6
   * @param weightDecay factor of the parameter that is added to the gradient, finite and >= 0; default 0
   * @param maximize go uphill; default false
   */
  public record Options(double lr, double rho, double eps, double weightDecay, boolean maximize) implements DecaysWeights {
    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.require(rho >= 0 && rho <= 1, "rho", rho, ">= 0 and <= 1");
      Checks.requireNotNegative("eps", eps);
      Checks.requireNotNegative("weightDecay", weightDecay);
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, rho, eps, weightDecay, maximize);
    }

    /** With another share of the old averages. */
    public Options rho(double rho) {
      return new Options(lr, rho, eps, weightDecay, maximize);
    }

    /** With another eps. */
    public Options eps(double eps) {
      return new Options(lr, rho, eps, weightDecay, maximize);
    }

    @Override
    public Options weightDecay(double weightDecay) {
      return new Options(lr, rho, eps, weightDecay, maximize);
    }

    /** Uphill or downhill. */
    public Options maximize(boolean maximize) {
      return new Options(lr, rho, eps, weightDecay, maximize);
    }

    @Override
    public SequencedMap<String, Object> asMap() {
      SequencedMap<String, Object> values = new LinkedHashMap<>();
      values.put("lr", lr);
      values.put("rho", rho);
      values.put("eps", eps);
      values.put("weight_decay", weightDecay);
      values.put("maximize", maximize);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.number("rho", rho), v.number("eps", eps), v.number("weight_decay", weightDecay),
          v.flag("maximize", maximize));
    }

    @Override
    public Adadelta build(SequencedCollection<Group> groups) {
      return new Adadelta(groups, this);
    }

    @Override
    public Adadelta build(List<Parameter> parameters) {
      return new Adadelta(parameters, this);
    }
  }
}
