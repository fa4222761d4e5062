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
 * Adam with Nesterov's momentum: the step looks ahead by one gradient, with a momentum that rises from about half of beta1 to beta1. With p a
 * parameter, g its gradient and t the number of its steps from 1, of each element:
 *
 * <pre>
 * g = -g                                     maximize
 * g = g + weightDecay p                      or decoupled: p = p (1 - lr weightDecay)
 * m = m + (1 - beta1) (g - m)
 * v = beta2 v + (1 - beta2) g^2
 * d = sqrt(v / (1 - beta2^t)) + eps
 * p = p - lr ((1 - mu(t)) / (1 - M) g + mu(t + 1) / (1 - M mu(t + 1)) m) / d
 * </pre>
 *
 * <p>with mu(t) = beta1 (1 - 0.96^(t momentumDecay) / 2) and M = mu(1) mu(2) ... mu(t), in double, for each parameter its own.
 *
 * <p>PyTorch subtracts the two terms one after the other; here they are added first.
 *
 * <p>State: {@code step}, {@code mu_product} (M, from 1), {@code exp_avg} (m), {@code exp_avg_sq} (v): 8 bytes an element.
 *
 * <p>Source: PyTorch's {@code torch.optim.NAdam}; Dozat, Incorporating Nesterov momentum into Adam (2016).
 */
public final class NAdam extends ElementwiseOptimizer<NAdam.Options, AdamStep> {
  private static final StateLayout STATE = StateLayout.NONE.count("step").number("mu_product").notNegative().tensor("exp_avg")
      .tensor("exp_avg_sq").notNegative();

  private final BiasCorrection second = new BiasCorrection();
  private final Momentum now = new Momentum();
  private final Momentum next = new Momentum();

  /** An optimizer of one group. */
  public NAdam(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public NAdam(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(2e-3, 0.9, 0.999, 1e-8, 0, 4e-3, false, false);
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
    double mu = now.of(o.beta1, t * o.momentumDecay);
    double muNext = next.of(o.beta1, (t + 1) * o.momentumDecay);
    double product = memory.number("mu_product", 1) * mu;
    memory.put("mu_product", product);
    step.averages(memory.tensor("exp_avg"), memory.tensor("exp_avg_sq"), o.beta1, o.beta2)
        .updateNesterov(o.lr, (1 - mu) / (1 - product), muNext / (1 - product * muNext), second.of(o.beta2, t), o.eps);
  }

  /** beta (1 - 0.96^x / 2), remembered: parameters that are stepped together share both numbers. */
  private static final class Momentum {
    private static final double LOG = StrictMath.log(0.96);

    private double beta = Double.NaN;
    private double x;
    private double value;

    double of(double beta, double x) {
      if (beta != this.beta || x != this.x) {
        this.beta = beta;
        this.x = x;
        this.value = beta * (1 - 0.5 * StrictMath.exp(x * LOG));
      }
      return value;
    }
  }

  /**
   * The options of {@link NAdam}.
   *
   * @param lr learning rate, finite and >= 0; default 2e-3
   * @param beta1 share of the old average of the gradient, 0 <= beta1 < 1; default 0.9
   * @param beta2 share of the old average of its square, 0 <= beta2 < 1; default 0.999
   * @param eps added to the root, finite and >= 0; default 1e-8. With 0 an element whose gradients were all 0 becomes NaN
   * @param weightDecay factor of the parameter that is added to the gradient, finite and >= 0; default 0
   * @param momentumDecay how fast the momentum rises to beta1, finite and >= 0; default 4e-3. With 0 it is half of beta1 for ever
   * @param decoupledWeightDecay let the parameter decay by itself, as in {@link AdamW}; default false
   * @param maximize go uphill; default false
   */
  public record Options(double lr, double beta1, double beta2, double eps, double weightDecay, double momentumDecay, boolean decoupledWeightDecay,
      boolean maximize) implements CyclesMomentum, DecaysWeights {
    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.requireBelowOne("beta1", beta1);
      Checks.requireBelowOne("beta2", beta2);
      Checks.requireNotNegative("eps", eps);
      Checks.requireNotNegative("weightDecay", weightDecay);
      Checks.requireNotNegative("momentumDecay", momentumDecay);
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, beta1, beta2, eps, weightDecay, momentumDecay, decoupledWeightDecay, maximize);
    }

    /** With other shares of the old averages. */
    public Options betas(double beta1, double beta2) {
      return new Options(lr, beta1, beta2, eps, weightDecay, momentumDecay, decoupledWeightDecay, maximize);
    }

    /** With another eps. */
    public Options eps(double eps) {
      return new Options(lr, beta1, beta2, eps, weightDecay, momentumDecay, decoupledWeightDecay, maximize);
    }

    @Override
    public Options weightDecay(double weightDecay) {
      return new Options(lr, beta1, beta2, eps, weightDecay, momentumDecay, decoupledWeightDecay, maximize);
    }

    /** With another rise of the momentum. */
    public Options momentumDecay(double momentumDecay) {
      return new Options(lr, beta1, beta2, eps, weightDecay, momentumDecay, decoupledWeightDecay, maximize);
    }

    /** With the decay apart from the gradient or in it. */
    public Options decoupledWeightDecay(boolean decoupledWeightDecay) {
      return new Options(lr, beta1, beta2, eps, weightDecay, momentumDecay, decoupledWeightDecay, maximize);
    }

    /** Uphill or downhill. */
    public Options maximize(boolean maximize) {
      return new Options(lr, beta1, beta2, eps, weightDecay, momentumDecay, decoupledWeightDecay, maximize);
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
      values.put("momentum_decay", momentumDecay);
      values.put("decoupled_weight_decay", decoupledWeightDecay);
      values.put("maximize", maximize);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.element("betas", 0, 2, beta1), v.element("betas", 1, 2, beta2), v.number("eps", eps),
          v.number("weight_decay", weightDecay), v.number("momentum_decay", momentumDecay), v.flag("decoupled_weight_decay", decoupledWeightDecay),
          v.flag("maximize", maximize));
    }

    @Override
    public NAdam build(SequencedCollection<Group> groups) {
      return new NAdam(groups, this);
    }

    @Override
    public NAdam build(List<Parameter> parameters) {
      return new NAdam(parameters, this);
    }
  }
}
