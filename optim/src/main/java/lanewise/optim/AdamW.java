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
 * Adam with decoupled weight decay. With p a parameter, g its gradient and t the number of its steps from 1, of each element:
 *
 * <pre>
 * g = -g                                     maximize
 * p = p (1 - lr weightDecay)
 * m = m + (1 - beta1) (g - m)
 * v = beta2 v + (1 - beta2) g^2
 * x = max(x, v)                              amsgrad; then x stands for v below
 * p = p - lr / c1 m / (sqrt(v) / sqrt(c2) + eps)     c1 = 1 - beta1^t, c2 = 1 - beta2^t
 * </pre>
 *
 * <p>The first step moves each element by lr g / (|g| + eps), whatever the betas are. The bias corrections are computed in double, t is counted for
 * each parameter.
 *
 * <p>State: {@code step}, {@code exp_avg} (m), {@code exp_avg_sq} (v), with amsgrad {@code max_exp_avg_sq} (x): 8 or 12 bytes an element. Amsgrad
 * that is switched on later begins with x = 0.
 *
 * <p>Source: PyTorch's {@code torch.optim.AdamW}; Loshchilov, Hutter, Decoupled weight decay regularization (arXiv 1711.05101), where the decay is
 * not multiplied by the rate.
 */
public final class AdamW extends ElementwiseOptimizer<AdamW.Options, AdamStep> {
  private final BiasCorrection first = new BiasCorrection();
  private final BiasCorrection second = new BiasCorrection();

  /** An optimizer of one group. */
  public AdamW(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public AdamW(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-3, 0.9, 0.999, 1e-8, 1e-2, false, false);
  }

  @Override
  protected StateLayout stateLayout() {
    return Adam.STATE;
  }

  @Override
  protected AdamStep newStep() {
    return new AdamStep();
  }

  @Override
  protected void describe(AdamStep step, Options o, Memory memory) {
    long t = memory.nextStep();
    step.decoupledDecay(1 - o.lr * o.weightDecay)
        .averages(memory.tensor("exp_avg"), memory.tensor("exp_avg_sq"), o.beta1, o.beta2)
        .update(o.lr, first.of(o.beta1, t), second.of(o.beta2, t), o.eps);
    if (o.amsgrad) {
      step.amsgrad(memory.tensor("max_exp_avg_sq"));
    }
  }

  /**
   * The options of {@link AdamW}.
   *
   * @param lr learning rate, finite and >= 0; default 1e-3
   * @param beta1 share of the old average of the gradient, 0 <= beta1 < 1; default 0.9
   * @param beta2 share of the old average of its square, 0 <= beta2 < 1; default 0.999
   * @param eps added to the root, finite and >= 0; default 1e-8. With 0 an element whose gradients were all 0 becomes NaN
   * @param weightDecay decay of the parameter, times the rate, finite and >= 0; default 1e-2
   * @param amsgrad divide by the largest second average so far; default false
   * @param maximize go uphill; default false
   */
  public record Options(double lr, double beta1, double beta2, double eps, double weightDecay, boolean amsgrad, boolean maximize)
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
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize);
    }

    /** With other shares of the old averages. */
    public Options betas(double beta1, double beta2) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize);
    }

    /** With another eps. */
    public Options eps(double eps) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize);
    }

    @Override
    public Options weightDecay(double weightDecay) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize);
    }

    /** With the largest second average or the present one. */
    public Options amsgrad(boolean amsgrad) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize);
    }

    /** Uphill or downhill. */
    public Options maximize(boolean maximize) {
      return new Options(lr, beta1, beta2, eps, weightDecay, amsgrad, maximize);
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
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.element("betas", 0, 2, beta1), v.element("betas", 1, 2, beta2), v.number("eps", eps),
          v.number("weight_decay", weightDecay), v.flag("amsgrad", amsgrad), v.flag("maximize", maximize));
    }

    @Override
    public AdamW build(SequencedCollection<Group> groups) {
      return new AdamW(groups, this);
    }

    @Override
    public AdamW build(List<Parameter> parameters) {
      return new AdamW(parameters, this);
    }
  }
}
