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
 * Adam: steps that follow a moving average of the gradient, measured in the root of a moving average of its square. With p a parameter, g its
 * gradient and t the number of its steps from 1, of each element:
 *
 * <pre>
 * g = -g                                     maximize
 * g = g + weightDecay p                      or decoupled: p = p (1 - lr weightDecay)
 * m = m + (1 - beta1) (g - m)
 * v = beta2 v + (1 - beta2) g^2
 * x = max(x, v)                              amsgrad; then x stands for v below
 * p = p - lr / c1 m / (sqrt(v) / sqrt(c2) + eps)     c1 = 1 - beta1^t, c2 = 1 - beta2^t
 * </pre>
 *
 * <p>The first step moves each element by lr g / (|g| + eps), whatever the betas are; the size of the gradients does not count, only how they differ
 * from step to step. The coupled decay goes through the averages and the root, so that it hardly depends on how large the parameter is; with {@code
 * decoupledWeightDecay} this is {@link AdamW}. The bias corrections are computed in double, t is counted for each parameter.
 *
 * <p>State: {@code step}, {@code exp_avg} (m), {@code exp_avg_sq} (v), with amsgrad {@code max_exp_avg_sq} (x): 8 or 12 bytes an element. Amsgrad
 * that is switched on later begins with x = 0, where PyTorch fails.
 *
 * <p>Source: PyTorch's {@code torch.optim.Adam}; Kingma, Ba, Adam: a method for stochastic optimization (arXiv 1412.6980); Reddi, Kale, Kumar, On the
 * convergence of Adam and beyond (2018), for amsgrad, which has no bias corrections there.
 */
public final class Adam extends ElementwiseOptimizer<Adam.Options, AdamStep> {
  static final StateLayout STATE = StateLayout.NONE.count("step").tensor("exp_avg").tensor("exp_avg_sq").notNegative()
      .optionalTensor("max_exp_avg_sq").notNegative();

  private final BiasCorrection first = new BiasCorrection();
  private final BiasCorrection second = new BiasCorrection();

  /** An optimizer of one group. */
  public Adam(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public Adam(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-3, 0.9, 0.999, 1e-8, 0, false, false, false);
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
    step.averages(memory.tensor("exp_avg"), memory.tensor("exp_avg_sq"), o.beta1, o.beta2)
        .update(o.lr, first.of(o.beta1, t), second.of(o.beta2, t), o.eps);
    if (o.amsgrad) {
      step.amsgrad(memory.tensor("max_exp_avg_sq"));
    }
  }

  /**
   * The options of {@link Adam}.
   *
   * @param lr learning rate, finite and >= 0; default 1e-3
   * @param beta1 share of the old average of the gradient, 0 <= beta1 < 1; default 0.9
   * @param beta2 share of the old average of its square, 0 <= beta2 < 1; default 0.999
   * @param eps added to the root, finite and >= 0; default 1e-8. With 0 an element whose gradients were all 0 becomes NaN
   * @param weightDecay factor of the parameter that is added to the gradient, or decoupled: taken from the parameter, times the rate; finite and
   *     >= 0; default 0
   * @param amsgrad divide by the largest second average so far; default false
   * @param maximize go uphill; default false
   * @param decoupledWeightDecay let the parameter decay by itself, as in {@link AdamW}; default false
   */
  public record Options(double lr, double beta1, double beta2, double eps, double weightDecay, boolean amsgrad, boolean maximize,
      boolean decoupledWeightDecay) implements CyclesMomentum, DecaysWeights {
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
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay);
    }

    /** With other shares of the old averages. */
    public Options betas(double beta1, double beta2) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay);
    }

    /** With another eps. */
    public Options eps(double eps) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay);
    }

    @Override
    public Options weightDecay(double weightDecay) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay);
    }

    /** With the largest second average or the present one. */
    public Options amsgrad(boolean amsgrad) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay);
    }

    /** Uphill or downhill. */
    public Options maximize(boolean maximize) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay);
    }

    /** With the decay apart from the gradient or in it. */
    public Options decoupledWeightDecay(boolean decoupledWeightDecay) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize, decoupledWeightDecay);
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
      values.put("amsgrad", amsgrad);
      values.put("maximize", maximize);
      values.put("decoupled_weight_decay", decoupledWeightDecay);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.element("betas", 0, 2, beta1), v.element("betas", 1, 2, beta2), v.number("eps", eps),
          v.number("weight_decay", weightDecay), v.flag("amsgrad", amsgrad), v.flag("maximize", maximize),
          v.flag("decoupled_weight_decay", decoupledWeightDecay));
    }

    @Override
    public Adam build(SequencedCollection<Group> groups) {
      return new Adam(groups, this);
    }

    @Override
    public Adam build(List<Parameter> parameters) {
      return new Adam(parameters, this);
    }
  }
}
