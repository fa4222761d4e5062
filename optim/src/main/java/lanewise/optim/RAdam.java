package lanewise.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.BiasCorrection;
import lanewise.optim.internal.Checks;
import lanewise.tensor.step.AdamStep;

/**
 * Rectified Adam: while too few gradients have been seen for their second average to be trusted it is left out, then the rate is scaled by how much
 * it can be trusted, as a warm-up would. With p a parameter, g its gradient and t the number of its steps from 1, of each element:
 *
 * <pre>
 * g = -g                                     maximize
 * g = g + weightDecay p                      or decoupled: p = p (1 - lr weightDecay)
 * m = m + (1 - beta1) (g - m)
 * v = beta2 v + (1 - beta2) g^2
 * p = p - lr r sqrt(c2) / c1 m / (sqrt(v) + eps)     if rho > 5
 * p = p - lr / c1 m                                  otherwise
 * </pre>
 *
 * <p>with these numbers, in double:
 *
 * <pre>
 * c1 = 1 - beta1^t, c2 = 1 - beta2^t
 * R = 2 / (1 - beta2) - 1, rho = R - 2 t beta2^t / c2
 * r = sqrt((rho - 4) (rho - 2) R / ((R - 4) (R - 2) rho))
 * </pre>
 *
 * <p>With beta2 = 0.999 the second average counts from the sixth step on; with beta2 up to 2/3 it never does. Until then the steps grow with the
 * gradients.
 *
 * <p>Like PyTorch's, and unlike {@link Adam}, eps is added before the bias correction: early it weighs more. The paper begins at rho > 4.
 *
 * <p>State: {@code step}, {@code exp_avg} (m), {@code exp_avg_sq} (v): 8 bytes an element.
 *
 * <p>Source: PyTorch's {@code torch.optim.RAdam}; Liu et al., On the variance of the adaptive learning rate and beyond (arXiv 1908.03265).
 */
public final class RAdam extends ElementwiseOptimizer<RAdam.Options, AdamStep> {
  private static final StateLayout STATE = StateLayout.NONE.count("step").tensor("exp_avg").tensor("exp_avg_sq").notNegative();

  private final BiasCorrection first = new BiasCorrection();
  private final BiasCorrection second = new BiasCorrection();

  /** An optimizer of one group. */
  public RAdam(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public RAdam(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-3, 0.9, 0.999, 1e-8, 0, false, false);
  }

  @Override
  protected StateLayout stateLayout() {
    return STATE;
  }

  @Override
  protected AdamStep newStep() {
    return new AdamStep();
  }

  @Override
  protected void describe(AdamStep step, Options o, Memory memory) {
    long t = memory.nextStep();
    if (o.decoupledWeightDecay) {
      step.decoupledDecay(1 - o.lr * o.weightDecay);
    } else {
      step.coupledDecay(o.weightDecay);
    }
    step.averages(memory.tensor("exp_avg"), memory.tensor("exp_avg_sq"), o.beta1, o.beta2);
    double rate = o.lr / first.of(o.beta1, t);
    double c2 = second.of(o.beta2, t);
    double limit = 2 / (1 - o.beta2) - 1;
    double rho = limit - 2 * t * (1 - c2) / c2;
    if (rho > 5) {
      double rectified = Math.sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho));
      step.updateUncorrected(rate * rectified * Math.sqrt(c2), o.eps);
    } else {
      step.updatePlain(rate);
    }
  }

  /**
   * The options of {@link RAdam}.
   *
   * @param lr learning rate, finite and >= 0; default 1e-3
   * @param beta1 share of the old average of the gradient, 0 <= beta1 < 1; default 0.9
   * @param beta2 share of the old average of its square, 0 <= beta2 < 1; default 0.999
   * @param eps added to the root, finite and >= 0; default 1e-8. With 0 an element whose gradients were all 0 becomes NaN
   * @param weightDecay factor of the parameter that is added to the gradient, finite and >= 0; default 0
   * @param maximize go uphill; default false
   * @param decoupledWeightDecay let the parameter decay by itself, as in {@link AdamW}; default false
   */
  public record Options(double lr, double beta1, double beta2, double eps, double weightDecay, boolean maximize, boolean decoupledWeightDecay)
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
      return new Options(lr, beta1, beta2, eps, weightDecay, maximize, decoupledWeightDecay);
    }

    /** With other shares of the old averages. */
    public Options betas(double beta1, double beta2) {
      return new Options(lr, beta1, beta2, eps, weightDecay, maximize, decoupledWeightDecay);
    }

    /** With another eps. */
    public Options eps(double eps) {
      return new Options(lr, beta1, beta2, eps, weightDecay, maximize, decoupledWeightDecay);
    }

    @Override
    public Options weightDecay(double weightDecay) {
      return new Options(lr, beta1, beta2, eps, weightDecay, maximize, decoupledWeightDecay);
    }

    /** Uphill or downhill. */
    public Options maximize(boolean maximize) {
      return new Options(lr, beta1, beta2, eps, weightDecay, maximize, decoupledWeightDecay);
    }

    /** With the decay apart from the gradient or in it. */
    public Options decoupledWeightDecay(boolean decoupledWeightDecay) {
      return new Options(lr, beta1, beta2, eps, weightDecay, maximize, decoupledWeightDecay);
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
      values.put("decoupled_weight_decay", decoupledWeightDecay);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.element("betas", 0, 2, beta1), v.element("betas", 1, 2, beta2), v.number("eps", eps),
          v.number("weight_decay", weightDecay), v.flag("maximize", maximize), v.flag("decoupled_weight_decay", decoupledWeightDecay));
    }

    @Override
    public RAdam build(SequencedCollection<Group> groups) {
      return new RAdam(groups, this);
    }

    @Override
    public RAdam build(List<Parameter> parameters) {
      return new RAdam(parameters, this);
    }
  }
}
