package lanewise.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.Checks;
import lanewise.tensor.step.NormSweep;
import lanewise.tensor.step.SgdStep;

/**
 * Layer-wise adaptive rate scaling: stochastic gradient descent in which each parameter moves in proportion to its own norm. With p a parameter and g
 * its gradient, where weightDecay is not 0 or alwaysAdapt is set:
 *
 * <pre>
 * r = trustCoeff |p| / (|g| + weightDecay |p| + eps)     1 where |p| or |g| is 0
 * r = min(r / lr, 1)                                     trustClip
 * g = r (g + weightDecay p)
 * </pre>
 *
 * <p>Then the momentum and the step of {@link SGD}; without adaptation it is SGD altogether, so a group with decay 0 is the place for biases and
 * normalisations. The norms are computed in double, in a pass of their own over p and g. With trustClip and a rate of 0 the ratio is 1.
 *
 * <p>A gradient that is not finite spoils its whole parameter.
 *
 * <p>State: {@code momentum_buffer}, 4 bytes an element, with momentum only.
 *
 * <p>Not in PyTorch; names and defaults are timm's. Source: You et al., Large batch training of convolutional networks (arXiv 1708.03888), where the
 * ratio multiplies the rate and the buffer remembers the step instead of the gradient.
 */
public final class LARS extends ElementwiseOptimizer<LARS.Options, SgdStep> {
  private static final StateLayout STATE = StateLayout.NONE.optionalTensor("momentum_buffer");

  private final NormSweep norms = new NormSweep();
  private final BiConsumer<ParamGroup, Parameter> measure = this::measure;
  /** The norm of the parameter that is described next, where it adapts; that of its gradient follows. */
  private int next;

  /** An optimizer of one group. */
  public LARS(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public LARS(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** The defaults of timm. */
  public static Options options() {
    return new Options(1, 0, 0, 0, false, 1e-3, 1e-8, false, false);
  }

  @Override
  protected StateLayout stateLayout() {
    return STATE;
  }

  @Override
  protected SgdStep newStep() {
    return new SgdStep();
  }

  @Override
  protected void update() {
    norms.begin(2);
    forEachWithGrad(measure);
    norms.run();
    next = 0;
    super.update();
  }

  private void measure(ParamGroup group, Parameter p) {
    Options o = (Options) group.options();
    if (o.adapts()) {
      norms.add(p.value(), 1);
      norms.add(p.grad(), gradScale(o));
    }
  }

  @Override
  protected void describe(SgdStep step, Options o, Memory memory) {
    step.rate(o.lr).weightDecay(o.weightDecay);
    if (o.adapts()) {
      step.trust(o.ratio(norms.norm(next), norms.norm(next + 1)));
      next += 2;
    }
    if (o.momentum != 0) {
      boolean first = !memory.has("momentum_buffer");
      step.momentum(memory.tensor("momentum_buffer"), first, o.momentum, o.dampening, o.nesterov);
    }
  }

  /**
   * The options of {@link LARS}.
   *
   * @param lr learning rate, finite and >= 0; default 1
   * @param momentum factor of the buffer, finite and >= 0; default 0: no buffer
   * @param dampening how much of the gradient does not reach the buffer, finite; default 0
   * @param weightDecay factor of the parameter that is added to the gradient, finite and >= 0; default 0: no adaptation
   * @param nesterov Nesterov's momentum, which needs momentum > 0 and dampening 0; default false
   * @param trustCoeff how far a parameter moves of its own norm, finite and >= 0; default 1e-3
   * @param eps added to the denominator of the ratio, finite and >= 0; default 1e-8
   * @param trustClip whether the rate itself is the most that the ratio makes of it (LARC); default false
   * @param alwaysAdapt whether a parameter without decay adapts too; default false
   */
  public record Options(double lr, double momentum, double dampening, double weightDecay, boolean nesterov, double trustCoeff, double eps,
      boolean trustClip, boolean alwaysAdapt) implements CyclesMomentum, DecaysWeights {
    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.requireNotNegative("momentum", momentum);
      Checks.requireFinite("dampening", dampening);
      Checks.requireNotNegative("weightDecay", weightDecay);
      Checks.requireNotNegative("trustCoeff", trustCoeff);
      Checks.requireNotNegative("eps", eps);
    }

    boolean adapts() {
      return weightDecay != 0 || alwaysAdapt;
    }

    double ratio(double parameter, double gradient) {
      double ratio = parameter > 0 && gradient > 0 ? trustCoeff * parameter / (gradient + weightDecay * parameter + eps) : 1;
      return trustClip ? lr == 0 ? 1 : Math.min(ratio / lr, 1) : ratio;
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, trustCoeff, eps, trustClip, alwaysAdapt);
    }

    /** With another momentum. */
    public Options momentum(double momentum) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, trustCoeff, eps, trustClip, alwaysAdapt);
    }

    /** With another dampening. */
    public Options dampening(double dampening) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, trustCoeff, eps, trustClip, alwaysAdapt);
    }

    @Override
    public Options weightDecay(double weightDecay) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, trustCoeff, eps, trustClip, alwaysAdapt);
    }

    /** With Nesterov's momentum or without. */
    public Options nesterov(boolean nesterov) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, trustCoeff, eps, trustClip, alwaysAdapt);
    }

    /** With another share of the norm. */
    public Options trustCoeff(double trustCoeff) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, trustCoeff, eps, trustClip, alwaysAdapt);
    }

    /** With another eps. */
    public Options eps(double eps) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, trustCoeff, eps, trustClip, alwaysAdapt);
    }

    /** With the ratio limited or not. */
    public Options trustClip(boolean trustClip) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, trustCoeff, eps, trustClip, alwaysAdapt);
    }

    /** With adaptation also where there is no decay. */
    public Options alwaysAdapt(boolean alwaysAdapt) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, trustCoeff, eps, trustClip, alwaysAdapt);
    }

    @Override
    public double cycledMomentum() {
      return momentum;
    }

    @Override
    public Options cycledMomentum(double momentum) {
      return momentum(momentum);
    }

    @Override
    public void requireConsistent() {
      if (nesterov && (momentum == 0 || dampening != 0)) {
        throw new IllegalArgumentException("nesterov with momentum " + momentum + " and dampening " + dampening
            + "; allowed: momentum > 0 and dampening 0");
      }
    }

    @Override
    public SequencedMap<String, Object> asMap() {
      SequencedMap<String, Object> values = new LinkedHashMap<>();
      values.put("lr", lr);
      values.put("momentum", momentum);
      values.put("dampening", dampening);
      values.put("weight_decay", weightDecay);
      values.put("nesterov", nesterov);
      values.put("trust_coeff", trustCoeff);
      values.put("eps", eps);
      values.put("trust_clip", trustClip);
      values.put("always_adapt", alwaysAdapt);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.number("momentum", momentum), v.number("dampening", dampening), v.number("weight_decay", weightDecay),
          v.flag("nesterov", nesterov), v.number("trust_coeff", trustCoeff), v.number("eps", eps), v.flag("trust_clip", trustClip),
          v.flag("always_adapt", alwaysAdapt));
    }

    @Override
    public LARS build(SequencedCollection<Group> groups) {
      return new LARS(groups, this);
    }

    @Override
    public LARS build(List<Parameter> parameters) {
      return new LARS(parameters, this);
    }
  }
}
