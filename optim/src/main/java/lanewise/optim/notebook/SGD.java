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
import lanewise.tensor.step.SgdStep;

/**
 * Plain gradient descent of the course notebook. With p a parameter and g its gradient, of each element:
 *
 * <pre>
 * p = p (1 - lr wd)
 * p = p - lr g
 * </pre>
 *
 * <p>The decay is the derivative of an L2 term of wd / 2 p^2, and here, in contrast to the other three, it makes no difference whether it stands in
 * the gradient: {@link lanewise.optim.SGD} with this weight decay takes the same steps, up to rounding.
 *
 * <p>State: none.
 */
public final class SGD extends NotebookOptimizer<SGD.Options, SgdStep> {
  private static final StateLayout STATE = StateLayout.NONE;

  /** An optimizer of one group. */
  public SGD(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public SGD(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** The notebook's defaults; it has none for the rate. */
  public static Options options(double lr) {
    return new Options(lr, 0);
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
    step.rate(o.lr, 1 - o.lr * o.wd);
  }

  /**
   * The options of {@link SGD}.
   *
   * @param lr learning rate, finite and >= 0
   * @param wd decay of the parameter, times the rate, finite and >= 0; default 0
   */
  public record Options(double lr, double wd) implements DecaysWeights {
    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.requireNotNegative("wd", wd);
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, wd);
    }

    /** With another weight decay. */
    public Options wd(double wd) {
      return new Options(lr, wd);
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
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.number("wd", wd));
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
