package lanewise.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.Checks;
import lanewise.tensor.step.SgdStep;

/**
 * Stochastic gradient descent, with momentum where wanted. With p a parameter and g its gradient, of each element:
 *
 * <pre>
 * g = -g                                maximize
 * g = g + weightDecay p
 * b = g                                 momentum, first step (dampening does not count there)
 * b = momentum b + (1 - dampening) g    later steps
 * d = b, or g + momentum b              nesterov; without momentum d = g
 * p = p - lr d
 * </pre>
 *
 * <p>The rate multiplies the buffer where it is used (Sutskever's form has it inside the buffer; the two agree for a constant rate). Momentum that is
 * switched on later begins with the gradient of that moment; switched off, the buffer sleeps.
 *
 * <p>Of a gradient of some rows only these rows are touched. With momentum the others move on by their buffers, as if their gradients were zeros
 * (PyTorch's values; its buffer is sparse), and the rows are laid out among zeros for that: 4 more bytes an element. Weight decay, which would touch
 * all rows, is refused there.
 *
 * <p>State: {@code momentum_buffer}, 4 bytes an element, with momentum only.
 *
 * <p>Source: PyTorch's {@code torch.optim.SGD}; Sutskever et al., On the importance of initialization and momentum (2013).
 */
public final class SGD extends ElementwiseOptimizer<SGD.Options, SgdStep> {
  private static final StateLayout STATE = StateLayout.NONE.optionalTensor("momentum_buffer");

  /** An optimizer of one group. */
  public SGD(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public SGD(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-3, 0, 0, 0, false, false);
  }

  @Override
  protected StateLayout stateLayout() {
    return STATE;
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
  protected SgdStep newStep() {
    return new SgdStep();
  }

  @Override
  protected void describe(SgdStep step, Options o, Memory memory) {
    step.rate(o.lr).weightDecay(o.weightDecay);
    if (o.momentum != 0) {
      boolean first = !memory.has("momentum_buffer");
      step.momentum(memory.tensor("momentum_buffer"), first, o.momentum, o.dampening, o.nesterov);
    }
  }

  /**
   * The options of {@link SGD}.
   *
   * @param lr learning rate, finite and >= 0; default 1e-3
   * @param momentum factor of the buffer, finite and >= 0; default 0: no buffer
   * @param dampening how much of the gradient does not reach the buffer, finite; default 0
   * @param weightDecay factor of the parameter that is added to the gradient, finite and >= 0; default 0
   * @param nesterov Nesterov's momentum, which needs momentum > 0 and dampening 0; default false
   * @param maximize go uphill; default false
   */
  public record Options(double lr, double momentum, double dampening, double weightDecay, boolean nesterov, boolean maximize)
      implements CyclesMomentum, DecaysWeights {
    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.requireNotNegative("momentum", momentum);
      Checks.requireFinite("dampening", dampening);
      Checks.requireNotNegative("weightDecay", weightDecay);
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, maximize);
    }

    /** With another momentum. */
    public Options momentum(double momentum) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, maximize);
    }

    /** With another dampening. */
    public Options dampening(double dampening) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, maximize);
    }

    @Override
    public Options weightDecay(double weightDecay) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, maximize);
    }

    /** With Nesterov's momentum or without. */
    public Options nesterov(boolean nesterov) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, maximize);
    }

    /** Uphill or downhill. */
    public Options maximize(boolean maximize) {
      return new Options(lr, momentum, dampening, weightDecay, nesterov, maximize);
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
      values.put("maximize", maximize);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.number("momentum", momentum), v.number("dampening", dampening), v.number("weight_decay", weightDecay),
          v.flag("nesterov", nesterov), v.flag("maximize", maximize));
    }

    @Override
    public SGD build(SequencedCollection<Group> groups) {
      return new SGD(groups, this);
    }

    @Override
    public SGD build(List<Parameter> parameters) {
      return new SGD(parameters, this);
    }
  }
}
