package lanewise.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.Checks;
import lanewise.tensor.step.LionStep;

/**
 * Lion: every element moves by the rate, in the direction of the sign of an average. With p a parameter and g its gradient, of each element:
 *
 * <pre>
 * g = -g                                       maximize
 * u = sign(beta1 m + (1 - beta1) g)            the sign of 0 and of NaN is 0
 * u = u / share where u g > 0, else 0          caution; share: how many of the parameter's elements take part, at least 1/1000
 * p = p (1 - lr weightDecay) - lr u
 * m = m + (1 - beta2) (g - m)
 * </pre>
 *
 * <p>The rate wants to be three to ten times smaller than Adam's and the decay larger by as much. The scale of the gradients does not count. Caution
 * costs one more pass over gradient and average, and makes an element's step depend on the others of its parameter.
 *
 * <p>State: {@code exp_avg} (m): 4 bytes an element.
 *
 * <p>Not in PyTorch. Source: Chen et al., Symbolic discovery of optimization algorithms (arXiv 2302.06675), where the decay is added to u: the same
 * values; timm and optax agree. Caution: Liang et al., Cautious optimizers (arXiv 2411.16085), as timm has it.
 */
public final class Lion extends ElementwiseOptimizer<Lion.Options, LionStep> {
  private static final StateLayout STATE = StateLayout.NONE.tensor("exp_avg");

  /** An optimizer of one group. */
  public Lion(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public Lion(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** The defaults of timm. */
  public static Options options() {
    return new Options(1e-4, 0.9, 0.99, 0, false, false);
  }

  @Override
  protected StateLayout stateLayout() {
    return STATE;
  }

  @Override
  protected LionStep newStep() {
    return new LionStep();
  }

  @Override
  protected void describe(LionStep step, Options o, Memory memory) {
    step.average(memory.tensor("exp_avg"), o.beta1, o.beta2);
    double shrink = 1 - o.lr * o.weightDecay;
    if (o.caution) {
      step.updateCautious(o.lr, shrink);
    } else {
      step.update(o.lr, shrink);
    }
  }

  /**
   * The options of {@link Lion}.
   *
   * @param lr learning rate, finite and >= 0; default 1e-4
   * @param beta1 share of the average in the direction, 0 <= beta1 < 1; default 0.9
   * @param beta2 share of the old average in the new one, 0 <= beta2 < 1; default 0.99
   * @param weightDecay decay of the parameter, times the rate, finite and >= 0; default 0
   * @param caution move only where the direction agrees with the gradient; default false
   * @param maximize go uphill; default false
   */
  public record Options(double lr, double beta1, double beta2, double weightDecay, boolean caution, boolean maximize)
      implements CyclesMomentum, DecaysWeights {
    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.requireBelowOne("beta1", beta1);
      Checks.requireBelowOne("beta2", beta2);
      Checks.requireNotNegative("weightDecay", weightDecay);
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, beta1, beta2, weightDecay, caution, maximize);
    }

    @Override
    public Options weightDecay(double weightDecay) {
      return new Options(lr, beta1, beta2, weightDecay, caution, maximize);
    }

    /** With all elements, or only those whose direction agrees with the gradient. */
    public Options caution(boolean caution) {
      return new Options(lr, beta1, beta2, weightDecay, caution, maximize);
    }

    /** Uphill or downhill. */
    public Options maximize(boolean maximize) {
      return new Options(lr, beta1, beta2, weightDecay, caution, maximize);
    }

    /** With other shares of the average. */
    public Options betas(double beta1, double beta2) {
      return new Options(lr, beta1, beta2, weightDecay, caution, maximize);
    }

    @Override
    public double cycledMomentum() {
      return beta1;
    }

    @Override
    public Options cycledMomentum(double momentum) {
      return betas(momentum, beta2);
    }

    @Override
    public SequencedMap<String, Object> asMap() {
      SequencedMap<String, Object> values = new LinkedHashMap<>();
      values.put("lr", lr);
      values.put("betas", List.of(beta1, beta2));
      values.put("weight_decay", weightDecay);
      values.put("caution", caution);
      values.put("maximize", maximize);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.element("betas", 0, 2, beta1), v.element("betas", 1, 2, beta2), v.number("weight_decay", weightDecay),
          v.flag("caution", caution), v.flag("maximize", maximize));
    }

    @Override
    public Lion build(SequencedCollection<Group> groups) {
      return new Lion(groups, this);
    }

    @Override
    public Lion build(List<Parameter> parameters) {
      return new Lion(parameters, this);
    }
  }
}
