package lanewise.optim.notebook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import lanewise.autograd.Parameter;
import lanewise.optim.DecaysWeights;
import lanewise.optim.Group;
import lanewise.optim.Memory;
import lanewise.optim.OptionValues;
import lanewise.optim.StateLayout;
import lanewise.optim.internal.Checks;
import lanewise.tensor.step.RmspropStep;

/**
 * RMSprop of the course notebook: its average begins with the first square, so that the first steps are no longer than the others. With p a parameter
 * and g its gradient, of each element:
 *
 * <pre>
 * p = p (1 - lr wd)
 * s = g^2                                      first step
 * s = sqrMom s + (1 - sqrMom) g^2              later steps
 * p = p - lr g / (sqrt(s) + eps)
 * </pre>
 *
 * <p>The first step moves each element by about lr against the sign of its gradient; that of {@link lanewise.optim.RMSprop} is 1 / sqrt(1 - alpha)
 * times as long.
 *
 * <p>State: {@code sqr_avg} (s): 4 bytes an element.
 */
public final class RMSProp extends NotebookOptimizer<RMSProp.Options, RmspropStep> {
  private static final StateLayout STATE = StateLayout.NONE.tensor("sqr_avg").notNegative();

  /** An optimizer of one group. */
  public RMSProp(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public RMSProp(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** The notebook's defaults; it has none for the rate. */
  public static Options options(double lr) {
    return new Options(lr, 0, 0.99, 1e-5);
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
    boolean first = !memory.has("sqr_avg");
    step.rate(o.lr, o.eps).decoupledDecay(1 - o.lr * o.wd);
    if (first) {
      step.firstOfAverage(memory.tensor("sqr_avg"));
    } else {
      step.average(memory.tensor("sqr_avg"), o.sqrMom);
    }
  }

  /**
   * The options of {@link RMSProp}.
   *
   * @param lr learning rate, finite and >= 0
   * @param wd decay of the parameter, times the rate, finite and >= 0; default 0
   * @param sqrMom share of the old average, 0 <= sqrMom < 1; default 0.99
   * @param eps added to the root, finite and >= 0; default 1e-5
   */
  public record Options(double lr, double wd, double sqrMom, double eps) implements DecaysWeights {
    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.requireNotNegative("wd", wd);
      Checks.requireBelowOne("sqrMom", sqrMom);
      Checks.requireNotNegative("eps", eps);
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, wd, sqrMom, eps);
    }

    /** With another weight decay. */
    public Options wd(double wd) {
      return new Options(lr, wd, sqrMom, eps);
    }

    /** With another share of the old average. */
    public Options sqrMom(double sqrMom) {
      return new Options(lr, wd, sqrMom, eps);
    }

    /** With another eps. */
    public Options eps(double eps) {
      return new Options(lr, wd, sqrMom, eps);
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
    public List<String> counters() {
      return NotebookOptimizer.COUNTERS;
    }

    @Override
    public SequencedMap<String, Object> asMap() {
      SequencedMap<String, Object> values = new LinkedHashMap<>();
      values.put("lr", lr);
      values.put("wd", wd);
      values.put("sqr_mom", sqrMom);
      values.put("eps", eps);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.number("wd", wd), v.number("sqr_mom", sqrMom), v.number("eps", eps));
    }

    @Override
    public RMSProp build(SequencedCollection<Group> groups) {
      return new RMSProp(groups, this);
    }

    @Override
    public RMSProp build(List<Parameter> parameters) {
      return new RMSProp(parameters, this);
    }
  }
}
