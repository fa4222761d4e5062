package lanewise.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.Checks;
import lanewise.tensor.step.RmspropStep;

/**
 * Adagrad: the gradient divided by the root of the sum of all its squares so far, so that rare features keep a large rate. With p a parameter, g its
 * gradient and t the number of its steps from 1, of each element:
 *
 * <pre>
 * g = -g                                       maximize
 * g = g + weightDecay p
 * s = s + g^2                                  s begins with initialAccumulatorValue
 * p = p - lr / (1 + (t - 1) lrDecay) g / (sqrt(s) + eps)
 * </pre>
 *
 * <p>Of a gradient of some rows only these rows are touched, in the sum as well; weight decay, which would touch the others, is refused there. The
 * count of steps goes on, whatever rows there are.
 *
 * <p>State: {@code step}, {@code sum} (s): 4 bytes an element. PyTorch makes it with the optimizer, from the constructor's initial value; here it is
 * made in a parameter's first step, and each group has its own initial value.
 *
 * <p>Source: PyTorch's {@code torch.optim.Adagrad}; Duchi, Hazan, Singer, Adaptive subgradient methods (2011), whose full-matrix form and projection
 * are not here.
 */
public final class Adagrad extends ElementwiseOptimizer<Adagrad.Options, RmspropStep> {
  private static final StateLayout STATE = StateLayout.NONE.count("step").tensor("sum").notNegative();

  /** An optimizer of one group. */
  public Adagrad(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public Adagrad(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-2, 0, 0, 0, 1e-10, false);
  }

  @Override
  protected StateLayout stateLayout() {
    return STATE;
  }

  @Override
  protected RmspropStep newStep() {
    return new RmspropStep();
  }

  @Override
  protected boolean takesRowSparse() {
    return true;
  }

  @Override
  protected void update() {
    forEachWithGrad(Gradients.NO_DECAY_OF_ROWS);
    super.update();
  }

  @Override
  protected void describe(RmspropStep step, Options o, Memory memory) {
    double rate = o.lr / (1 + (memory.nextStep() - 1) * o.lrDecay);
    step.rate(rate, o.eps).weightDecay(o.weightDecay).sum(memory.tensor("sum", o.initialAccumulatorValue));
  }

  /**
   * The options of {@link Adagrad}.
   *
   * @param lr learning rate, finite and >= 0; default 1e-2
   * @param lrDecay decay of the rate: in step t it is divided by 1 + (t - 1) lrDecay, finite and >= 0; default 0
   * @param weightDecay factor of the parameter that is added to the gradient, finite and >= 0; default 0
   * @param initialAccumulatorValue what the sums begin with, finite and >= 0; default 0
   * @param eps added to the root, finite and >= 0; default 1e-10. With 0 an element whose gradients were all 0 becomes NaN
   * @param maximize go uphill; default false
   */
  public record Options(double lr, double lrDecay, double weightDecay, double initialAccumulatorValue, double eps, boolean maximize)
      implements DecaysWeights {
    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.requireNotNegative("lrDecay", lrDecay);
      Checks.requireNotNegative("weightDecay", weightDecay);
      Checks.requireNotNegative("initialAccumulatorValue", initialAccumulatorValue);
      Checks.requireNotNegative("eps", eps);
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize);
    }

    /** With another decay of the rate. */
    public Options lrDecay(double lrDecay) {
      return new Options(lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize);
    }

    @Override
    public Options weightDecay(double weightDecay) {
      return new Options(lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize);
    }

    /** With sums that begin elsewhere. */
    public Options initialAccumulatorValue(double initialAccumulatorValue) {
      return new Options(lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize);
    }

    /** With another eps. */
    public Options eps(double eps) {
      return new Options(lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize);
    }

    /** Uphill or downhill. */
    public Options maximize(boolean maximize) {
      return new Options(lr, lrDecay, weightDecay, initialAccumulatorValue, eps, maximize);
    }

    @Override
    public SequencedMap<String, Object> asMap() {
      SequencedMap<String, Object> values = new LinkedHashMap<>();
      values.put("lr", lr);
      values.put("lr_decay", lrDecay);
      values.put("weight_decay", weightDecay);
      values.put("initial_accumulator_value", initialAccumulatorValue);
      values.put("eps", eps);
      values.put("maximize", maximize);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.number("lr_decay", lrDecay), v.number("weight_decay", weightDecay),
          v.number("initial_accumulator_value", initialAccumulatorValue), v.number("eps", eps), v.flag("maximize", maximize));
    }

    @Override
    public Adagrad build(SequencedCollection<Group> groups) {
      return new Adagrad(groups, this);
    }

    @Override
    public Adagrad build(List<Parameter> parameters) {
      return new Adagrad(parameters, this);
    }
  }
}
