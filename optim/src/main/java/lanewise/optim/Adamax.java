package lanewise.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.BiasCorrection;
import lanewise.optim.internal.Checks;
import lanewise.tensor.step.AdamaxStep;

/**
 * Adam with the largest gradient of late in the place of the root of the second average. With p a parameter, g its gradient and t the number of its
 * steps from 1, of each element:
 *
 * <pre>
 * g = -g                                     maximize
 * g = g + weightDecay p
 * m = m + (1 - beta1) (g - m)
 * u = max(beta2 u, |g| + eps)
 * p = p - lr / c1 m / u                      c1 = 1 - beta1^t
 * </pre>
 *
 * <p>The first step moves each element by nearly lr, and none moves it by much more: 1.01 lr with the default betas. u needs no bias correction; a
 * NaN gradient makes it NaN for ever. The paper has no eps.
 *
 * <p>State: {@code step}, {@code exp_avg} (m), {@code exp_inf} (u): 8 bytes an element.
 *
 * <p>Source: PyTorch's {@code torch.optim.Adamax}; Kingma, Ba, Adam: a method for stochastic optimization (arXiv 1412.6980), section 7.
 */
public final class Adamax extends ElementwiseOptimizer<Adamax.Options, AdamaxStep> {
  private static final StateLayout STATE = StateLayout.NONE.count("step").tensor("exp_avg").tensor("exp_inf").notNegative();

  private final BiasCorrection first = new BiasCorrection();

  /** An optimizer of one group. */
  public Adamax(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public Adamax(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(2e-3, 0.9, 0.999, 1e-8, 0, false);
  }

  @Override
  protected StateLayout stateLayout() {
    return STATE;
  }

  @Override
  protected AdamaxStep newStep() {
    return new AdamaxStep();
  }

  @Override
  protected void describe(AdamaxStep step, Options o, Memory memory) {
    long t = memory.nextStep();
    step.weightDecay(o.weightDecay)
        .averages(memory.tensor("exp_avg"), memory.tensor("exp_inf"), o.beta1, o.beta2)
        .update(o.lr, first.of(o.beta1, t), o.eps);
  }

  /**
   * The options of {@link Adamax}.
   *
   * @param lr learning rate, finite and >= 0; default 2e-3
   * @param beta1 share of the old average of the gradient, 0 <= beta1 < 1; default 0.9
   * @param beta2 share of the old maximum that a new one has to exceed, 0 <= beta2 < 1; default 0.999
   * @param eps added to the size of the gradient, finite and >= 0; default 1e-8. With 0 an element whose gradients were all 0 becomes NaN
   * @param weightDecay factor of the parameter that is added to the gradient, finite and >= 0; default 0
   * @param maximize go uphill; default false
   */
  public record Options(double lr, double beta1, double beta2, double eps, double weightDecay, boolean maximize)
      implements CyclesMomentum, DecaysWeights {
    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.requireBelowOne("beta1", beta1);
      Checks.requireBelowOne("beta2", beta2);
      Checks.requireNotNegative("eps", eps);
      Checks.requireNotNegative("weightDecay", weightDecay);
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, beta1, beta2, eps, weightDecay, maximize);
    }

    /** With other shares of the old averages. */
    public Options betas(double beta1, double beta2) {
      return new Options(lr, beta1, beta2, eps, weightDecay, maximize);
    }

    /** With another eps. */
    public Options eps(double eps) {
      return new Options(lr, beta1, beta2, eps, weightDecay, maximize);
    }

    @Override
    public Options weightDecay(double weightDecay) {
      return new Options(lr, beta1, beta2, eps, weightDecay, maximize);
    }

    /** Uphill or downhill. */
    public Options maximize(boolean maximize) {
      return new Options(lr, beta1, beta2, eps, weightDecay, maximize);
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
      values.put("eps", eps);
      values.put("weight_decay", weightDecay);
      values.put("maximize", maximize);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.element("betas", 0, 2, beta1), v.element("betas", 1, 2, beta2), v.number("eps", eps),
          v.number("weight_decay", weightDecay), v.flag("maximize", maximize));
    }

    @Override
    public Adamax build(SequencedCollection<Group> groups) {
      return new Adamax(groups, this);
    }

    @Override
    public Adamax build(List<Parameter> parameters) {
      return new Adamax(parameters, this);
    }
  }
}
