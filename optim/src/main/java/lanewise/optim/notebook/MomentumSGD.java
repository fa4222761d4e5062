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
import lanewise.optim.internal.Checks;
import lanewise.tensor.step.SgdStep;

/**
 * Gradient descent along a moving average, of the course notebook. With p a parameter and g its gradient, of each element:
 *
 * <pre>
 * p = p (1 - lr wd)
 * a = mom a + (1 - mom) g                      a begins with 0 and is not corrected for it
 * p = p - lr a
 * </pre>
 *
 * <p>{@link lanewise.optim.SGD} with momentum and dampening of mom differs in its first step, where the buffer is the whole gradient: after n steps
 * without decay by lr g1 mom (1 - mom^n) / (1 - mom).
 *
 * <p>State: {@code grad_avg} (a): 4 bytes an element.
 */
public final class MomentumSGD extends NotebookOptimizer<MomentumSGD.Options, SgdStep> {
  private static final StateLayout STATE = StateLayout.NONE.tensor("grad_avg");

  /** An optimizer of one group. */
  public MomentumSGD(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public MomentumSGD(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** The notebook's defaults; it has none for the rate. */
  public static Options options(double lr) {
    return new Options(lr, 0, 0.9);
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
  protected void describe(SgdStep step, Options o, Memory memory) {
    step.rate(o.lr, 1 - o.lr * o.wd).momentum(memory.tensor("grad_avg"), false, o.mom, o.mom, false);
  }

  /**
   * The options of {@link MomentumSGD}.
   *
   * @param lr learning rate, finite and >= 0
   * @param wd decay of the parameter, times the rate, finite and >= 0; default 0
   * @param mom share of the old average, 0 <= mom < 1; default 0.9
   */
  public record Options(double lr, double wd, double mom) implements CyclesMomentum, DecaysWeights {
    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.requireNotNegative("wd", wd);
      Checks.requireBelowOne("mom", mom);
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, wd, mom);
    }

    /** With another weight decay. */
    public Options wd(double wd) {
      return new Options(lr, wd, mom);
    }

    /** With another share of the old average. */
    public Options mom(double mom) {
      return new Options(lr, wd, mom);
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
      return mom;
    }

    @Override
    public Options cycledMomentum(double momentum) {
      return mom(momentum);
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
      values.put("mom", mom);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.number("wd", wd), v.number("mom", mom));
    }

    @Override
    public MomentumSGD build(SequencedCollection<Group> groups) {
      return new MomentumSGD(groups, this);
    }

    @Override
    public MomentumSGD build(List<Parameter> parameters) {
      return new MomentumSGD(parameters, this);
    }
  }
}
