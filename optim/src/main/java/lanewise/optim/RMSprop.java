package lanewise.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.Checks;
import lanewise.tensor.step.RmspropStep;

/**
 * RMSprop: the gradient divided by the root of a moving average of its square. With p a parameter and g its gradient, of each element:
 *
 * <pre>
 * g = -g                                       maximize
 * g = g + weightDecay p
 * v = alpha v + (1 - alpha) g^2
 * h = h + (1 - alpha) (g - h)                  centered; then v - h^2, at least 0, stands for v below
 * x = g / (sqrt(v) + eps)
 * b = momentum b + x                           momentum > 0; then b stands for x below
 * p = p - lr x
 * </pre>
 *
 * <p>The averages begin at 0 and are not corrected for it: the first step is lr / sqrt(1 - alpha) long, ten times the rate with the default alpha.
 * {@link lanewise.optim.notebook.RMSProp} begins with the first square instead.
 *
 * <p>State: {@code step}, {@code square_avg} (v), with momentum {@code momentum_buffer} (b), centered {@code grad_avg} (h): 4 to 12 bytes an
 * element. What is switched on later begins with zeros, where PyTorch fails.
 *
 * <p>Different from PyTorch: a variance that rounding makes negative counts as 0, there it is NaN; alpha >= 1 is refused. TensorFlow adds eps inside
 * the root.
 *
 * <p>Source: PyTorch's {@code torch.optim.RMSprop}; Tieleman, Hinton, lecture 6.5 (2012), without eps and momentum; the centered form: Graves,
 * Generating sequences with recurrent neural networks (arXiv 1308.0850).
 */
public final class RMSprop extends ElementwiseOptimizer<RMSprop.Options, RmspropStep> {
  private static final StateLayout STATE = StateLayout.NONE.count("step").tensor("square_avg").notNegative().optionalTensor("momentum_buffer")
      .optionalTensor("grad_avg");

  /** An optimizer of one group. */
  public RMSprop(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public RMSprop(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-2, 0.99, 1e-8, 0, 0, false, false);
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
  protected void describe(RmspropStep step, Options o, Memory memory) {
    memory.nextStep();
    step.rate(o.lr, o.eps).weightDecay(o.weightDecay).average(memory.tensor("square_avg"), o.alpha);
    if (o.momentum > 0) {
      step.momentum(memory.tensor("momentum_buffer"), o.momentum);
    }
    if (o.centered) {
      step.centered(memory.tensor("grad_avg"), o.alpha);
    }
  }

  /**
   * The options of {@link RMSprop}.
   *
   * @param lr learning rate, finite and >= 0; default 1e-2
   * @param alpha share of the old averages, 0 <= alpha < 1; default 0.99
   * @param eps added to the root, finite and >= 0; default 1e-8. With 0 an element whose gradients were all 0 becomes NaN
   * @param weightDecay factor of the parameter that is added to the gradient, finite and >= 0; default 0
   * @param momentum factor of the buffer, finite and >= 0; default 0: no buffer
   * @param centered divide by the root of the variance; default false
   * @param maximize go uphill; default false
   */
  public record Options(double lr, double alpha, double eps, double weightDecay, double momentum, boolean centered, boolean maximize)
      implements CyclesMomentum, DecaysWeights {
    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.requireBelowOne("alpha", alpha);
      Checks.requireNotNegative("eps", eps);
      Checks.requireNotNegative("weightDecay", weightDecay);
      Checks.requireNotNegative("momentum", momentum);
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, alpha, eps, weightDecay, momentum, centered, maximize);
    }

    /** With another share of the old averages. */
    public Options alpha(double alpha) {
      return new Options(lr, alpha, eps, weightDecay, momentum, centered, maximize);
    }

    /** With another eps. */
    public Options eps(double eps) {
      return new Options(lr, alpha, eps, weightDecay, momentum, centered, maximize);
    }

    @Override
    public Options weightDecay(double weightDecay) {
      return new Options(lr, alpha, eps, weightDecay, momentum, centered, maximize);
    }

    /** With another momentum. */
    public Options momentum(double momentum) {
      return new Options(lr, alpha, eps, weightDecay, momentum, centered, maximize);
    }

    /** Divided by the root of the variance, or of the mean square. */
    public Options centered(boolean centered) {
      return new Options(lr, alpha, eps, weightDecay, momentum, centered, maximize);
    }

    /** Uphill or downhill. */
    public Options maximize(boolean maximize) {
      return new Options(lr, alpha, eps, weightDecay, momentum, centered, maximize);
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
    public SequencedMap<String, Object> asMap() {
      SequencedMap<String, Object> values = new LinkedHashMap<>();
      values.put("lr", lr);
      values.put("alpha", alpha);
      values.put("eps", eps);
      values.put("weight_decay", weightDecay);
      values.put("momentum", momentum);
      values.put("centered", centered);
      values.put("maximize", maximize);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.number("alpha", alpha), v.number("eps", eps), v.number("weight_decay", weightDecay),
          v.number("momentum", momentum), v.flag("centered", centered), v.flag("maximize", maximize));
    }

    @Override
    public RMSprop build(SequencedCollection<Group> groups) {
      return new RMSprop(groups, this);
    }

    @Override
    public RMSprop build(List<Parameter> parameters) {
      return new RMSprop(parameters, this);
    }
  }
}
