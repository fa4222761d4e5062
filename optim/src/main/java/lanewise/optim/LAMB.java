package lanewise.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.BiasCorrection;
import lanewise.optim.internal.Checks;
import lanewise.tensor.step.LambStep;
import lanewise.tensor.step.NormSweep;

/**
 * Adam's direction, made as long as the parameter: for large batches. With p a parameter, g its gradient, G the norm of all gradients of all groups
 * and t the number of steps of the group from 1:
 *
 * <pre>
 * g = g / max(1, G / maxGradNorm)                  unless maxGradNorm is empty
 * m = m + (1 - beta1) (g - m)                      without gradAveraging m = beta1 m + g
 * v = beta2 v + (1 - beta2) g^2
 * p = p (1 - lr weightDecay)                       decoupledDecay
 * u = (m / c1) / (sqrt(v) / sqrt(c2) + eps)        c1 = 1 - beta1^t, c2 = 1 - beta2^t; without biasCorrection both are 1
 * u = u + weightDecay p                            unless decoupledDecay
 * r = |p| / |u|                                    where weightDecay is not 0 or alwaysAdapt is set, and neither norm is 0; else r = 1
 * r = min(r, 1)                                    trustClip
 * p = p - lr r u
 * </pre>
 *
 * <p>Without weight decay it is Adam, so a group with decay 0 is the place for biases and normalisations. The norms are computed in double; the
 * direction is computed twice and nowhere stored. t counts the steps of the group, also those in which a parameter has no gradient.
 *
 * <p>A gradient that is not finite spoils all parameters through G, or its own one if maxGradNorm is empty.
 *
 * <p>State: {@code exp_avg} (m), {@code exp_avg_sq} (v): 8 bytes an element; the count {@code step} belongs to the group.
 *
 * <p>Not in PyTorch; names and defaults are timm's. Source: You et al., Large batch optimization for deep learning (arXiv 1904.00962), where G does
 * not occur.
 */
public final class LAMB extends ElementwiseOptimizer<LAMB.Options, LambStep> {
  private static final String STEP = "step";
  private static final List<String> COUNTERS = List.of(STEP);
  private static final StateLayout STATE = StateLayout.NONE.tensor("exp_avg").tensor("exp_avg_sq").notNegative();

  private final BiasCorrection first = new BiasCorrection();
  private final BiasCorrection second = new BiasCorrection();
  private final NormSweep norms = new NormSweep();
  private final BiConsumer<ParamGroup, Parameter> measure = (group, p) -> Clipping.add(norms, p, gradScale(group.options()));
  private double gradNorm;

  /** An optimizer of one group. */
  public LAMB(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public LAMB(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** The defaults of timm. */
  public static Options options() {
    return new Options(1e-3, true, 0.9, 0.999, 1e-6, 0.01, true, OptionalDouble.of(1), false, false, false);
  }

  @Override
  protected StateLayout stateLayout() {
    return STATE;
  }

  @Override
  protected LambStep newStep() {
    return new LambStep();
  }

  @Override
  protected void update() {
    boolean clips = false;
    List<ParamGroup> groups = paramGroups();
    for (int i = 0; i < groups.size(); i++) {
      clips |= ((Options) groups.get(i).options()).maxGradNorm.isPresent();
    }
    if (clips) {
      norms.begin(2);
      forEachWithGrad(measure);
      norms.run();
      gradNorm = norms.total();
    }
    super.update();
    for (int i = 0; i < groups.size(); i++) {
      groups.get(i).counter(STEP, groups.get(i).counter(STEP) + 1);
    }
  }

  @Override
  protected void describe(LambStep step, Options o, Memory memory) {
    long t = group().counter(STEP) + 1;
    step.clip(o.maxGradNorm.isPresent() ? 1 / Math.max(1, gradNorm / o.maxGradNorm.getAsDouble()) : 1)
        .averages(memory.tensor("exp_avg"), memory.tensor("exp_avg_sq"), o.beta1, o.beta2, o.gradAveraging)
        .decay(o.decoupledDecay ? 1 - o.lr * o.weightDecay : 1, o.decoupledDecay ? 0 : o.weightDecay)
        .update(o.lr, o.biasCorrection ? first.of(o.beta1, t) : 1, o.biasCorrection ? second.of(o.beta2, t) : 1, o.eps,
            o.weightDecay != 0 || o.alwaysAdapt, o.trustClip ? 1 : Double.POSITIVE_INFINITY);
  }

  /**
   * The options of {@link LAMB}.
   *
   * @param lr learning rate, finite and >= 0; default 1e-3
   * @param biasCorrection whether the averages are corrected for their beginning at 0; default true
   * @param beta1 share of the old average of the gradient, 0 <= beta1 < 1; default 0.9
   * @param beta2 share of the old average of its square, 0 <= beta2 < 1; default 0.999
   * @param eps added to the denominator, finite and >= 0; default 1e-6
   * @param weightDecay decay of the parameter, finite and >= 0; default 0.01
   * @param gradAveraging whether the gradient counts 1 - beta1 in its average, or 1; default true
   * @param maxGradNorm the most that the norm of all gradients is, > 0 and finite, or empty: any; default 1
   * @param trustClip whether the ratio is at most 1; default false
   * @param alwaysAdapt whether a parameter without decay adapts too; default false
   * @param decoupledDecay whether the decay is apart from the direction; default false
   */
  public record Options(double lr, boolean biasCorrection, double beta1, double beta2, double eps, double weightDecay, boolean gradAveraging,
      OptionalDouble maxGradNorm, boolean trustClip, boolean alwaysAdapt, boolean decoupledDecay) implements CyclesMomentum, DecaysWeights {
    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.requireBelowOne("beta1", beta1);
      Checks.requireBelowOne("beta2", beta2);
      Checks.requireNotNegative("eps", eps);
      Checks.requireNotNegative("weightDecay", weightDecay);
      maxGradNorm.ifPresent(norm -> Checks.requirePositive("maxGradNorm", norm));
    }

    @Override
    public Options lr(double lr) {
      return with(OptionValues.of("lr", lr));
    }

    /** With the correction of the averages or without. */
    public Options biasCorrection(boolean biasCorrection) {
      return with(OptionValues.of("bias_correction", biasCorrection));
    }

    /** With other shares of the averages. */
    public Options betas(double beta1, double beta2) {
      return with(OptionValues.of("betas", List.of(beta1, beta2)));
    }

    /** With another eps. */
    public Options eps(double eps) {
      return with(OptionValues.of("eps", eps));
    }

    @Override
    public Options weightDecay(double weightDecay) {
      return with(OptionValues.of("weight_decay", weightDecay));
    }

    /** With an average or a sum of the gradients. */
    public Options gradAveraging(boolean gradAveraging) {
      return with(OptionValues.of("grad_averaging", gradAveraging));
    }

    /** With another limit of the norm of all gradients. */
    public Options maxGradNorm(double maxGradNorm) {
      return with(OptionValues.of("max_grad_norm", maxGradNorm));
    }

    /** Without a limit of the norm of all gradients. */
    public Options noMaxGradNorm() {
      return with(OptionValues.of("max_grad_norm", Optional.empty()));
    }

    /** With the ratio limited to 1 or not. */
    public Options trustClip(boolean trustClip) {
      return with(OptionValues.of("trust_clip", trustClip));
    }

    /** With adaptation also where there is no decay. */
    public Options alwaysAdapt(boolean alwaysAdapt) {
      return with(OptionValues.of("always_adapt", alwaysAdapt));
    }

    /** With the decay apart from the direction. */
    public Options decoupledDecay(boolean decoupledDecay) {
      return with(OptionValues.of("decoupled_decay", decoupledDecay));
    }

    @Override
    public List<String> counters() {
      return COUNTERS;
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
      values.put("bias_correction", biasCorrection);
      values.put("betas", List.of(beta1, beta2));
      values.put("eps", eps);
      values.put("weight_decay", weightDecay);
      values.put("grad_averaging", gradAveraging);
      values.put("max_grad_norm", maxGradNorm.isPresent() ? (Object) maxGradNorm.getAsDouble() : Optional.empty());
      values.put("trust_clip", trustClip);
      values.put("always_adapt", alwaysAdapt);
      values.put("decoupled_decay", decoupledDecay);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      OptionalDouble limit = v.isNone("max_grad_norm") ? OptionalDouble.empty()
          : v.has("max_grad_norm") ? OptionalDouble.of(v.number("max_grad_norm", 1)) : maxGradNorm;
      return new Options(v.number("lr", lr), v.flag("bias_correction", biasCorrection), v.element("betas", 0, 2, beta1),
          v.element("betas", 1, 2, beta2), v.number("eps", eps), v.number("weight_decay", weightDecay), v.flag("grad_averaging", gradAveraging),
          limit, v.flag("trust_clip", trustClip), v.flag("always_adapt", alwaysAdapt), v.flag("decoupled_decay", decoupledDecay));
    }

    @Override
    public LAMB build(SequencedCollection<Group> groups) {
      return new LAMB(groups, this);
    }

    @Override
    public LAMB build(List<Parameter> parameters) {
      return new LAMB(parameters, this);
    }
  }
}
