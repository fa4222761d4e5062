package lanewise.optim.notebook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.optim.CyclesMomentum;
import lanewise.optim.DecaysWeights;
import lanewise.optim.Group;
import lanewise.optim.Memory;
import lanewise.optim.OptionValues;
import lanewise.optim.StateLayout;
import lanewise.optim.internal.BiasCorrection;
import lanewise.optim.internal.Checks;
import lanewise.tensor.step.AdamStep;

/**
 * Adam of the course notebook, with eps inside the root and one count of steps for all parameters. With p a parameter and g its gradient, and i the
 * number of steps before this one, of each element:
 *
 * <pre>
 * p = p (1 - lr wd)
 * a = beta1 a + (1 - beta1) g
 * s = beta2 s + (1 - beta2) g^2
 * p = p - lr a / c1 / sqrt(s / c2 + eps)       c1 = 1 - beta1^(i + 1), c2 = 1 - beta2^(i + 1)
 * </pre>
 *
 * <p>With gradients well below sqrt(eps) = 0.003 the steps are strongly damped: they are g lr / sqrt(eps) long. The count belongs to the optimizer: a
 * parameter that is first reached in a later step is corrected too little, by the count of all. {@link lanewise.optim.Adam} counts for each parameter
 * and has eps outside.
 *
 * <p>State: {@code avg} (a), {@code sqr_avg} (s): 8 bytes an element; and {@code i}, among the options of each group.
 */
public final class Adam extends NotebookOptimizer<Adam.Options, AdamStep> {
  private static final StateLayout STATE = StateLayout.NONE.tensor("avg").tensor("sqr_avg").notNegative();

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

  /** The notebook's defaults; it has none for the rate. */
  public static Options options(double lr) {
    return new Options(lr, 0, 0.9, 0.99, 1e-5);
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
    long t = stepsBefore() + 1;
    step.decoupledDecay(1 - o.lr * o.wd).averages(memory.tensor("avg"), memory.tensor("sqr_avg"), o.beta1, o.beta2)
        .updateEpsInside(o.lr, first.of(o.beta1, t), second.of(o.beta2, t), o.eps);
  }

  /**
   * The options of {@link Adam}.
   *
   * @param lr learning rate, finite and >= 0
   * @param wd decay of the parameter, times the rate, finite and >= 0; default 0
   * @param beta1 share of the old average of the gradient, 0 <= beta1 < 1; default 0.9
   * @param beta2 share of the old average of its square, 0 <= beta2 < 1; default 0.99
   * @param eps added inside the root, finite and >= 0; default 1e-5. With 0 an element whose gradients were all 0 becomes NaN
   */
  public record Options(double lr, double wd, double beta1, double beta2, double eps) implements CyclesMomentum, DecaysWeights {
    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.requireNotNegative("wd", wd);
      Checks.requireBelowOne("beta1", beta1);
      Checks.requireBelowOne("beta2", beta2);
      Checks.requireNotNegative("eps", eps);
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, wd, beta1, beta2, eps);
    }

    /** With another weight decay. */
    public Options wd(double wd) {
      return new Options(lr, wd, beta1, beta2, eps);
    }

    /** With another share of the old average of the gradient. */
    public Options beta1(double beta1) {
      return new Options(lr, wd, beta1, beta2, eps);
    }

    /** With another share of the old average of the square. */
    public Options beta2(double beta2) {
      return new Options(lr, wd, beta1, beta2, eps);
    }

    /** With another eps. */
    public Options eps(double eps) {
      return new Options(lr, wd, beta1, beta2, eps);
    }

    @Override
    public double weightDecay() {
      return wd;
    }

    @Override
    public Options weightDecay(double weightDecay) {
      return wd(weightDecay);
    }

    @Override
    public double cycledMomentum() {
      return beta1;
    }

    @Override
    public Options cycledMomentum(double momentum) {
      return beta1(momentum);
    }

    @Override
    public List<String> counters() {
      return NotebookOptimizer.COUNTERS;
    }

    @Override
    public SequencedMap<String, Object> asMap() {
      SequencedMap<String, Object> values = new LinkedHashMap<>();
      values.put("lr", lr);
      values.put("wd", wd);
      values.put("beta1", beta1);
      values.put("beta2", beta2);
      values.put("eps", eps);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.number("wd", wd), v.number("beta1", beta1), v.number("beta2", beta2), v.number("eps", eps));
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
