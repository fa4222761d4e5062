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
 * Adam for gradients of which only some rows are there, as those of an embedding: the other rows keep their values and their averages, which do not
 * even fade. With p a parameter, g its gradient and t the number of its steps from 1, of each element of these rows:
 *
 * <pre>
 * g = -g                                     maximize
 * m = m + (1 - beta1) (g - m)
 * v = beta2 v + (1 - beta2) g^2
 * p = p - lr sqrt(c2) / c1 m / (sqrt(v) + eps)     c1 = 1 - beta1^t, c2 = 1 - beta2^t
 * </pre>
 *
 * <p>t counts the steps of the parameter, not those of a row, also where the gradient has no row at all: a row that is met late is corrected too
 * little, its first step is smaller. Like PyTorch's, and unlike {@link Adam}, eps is added before the bias correction. A dense gradient is an error.
 *
 * <p>State: {@code step}, {@code exp_avg} (m), {@code exp_avg_sq} (v), of all rows: 8 bytes an element.
 *
 * <p>Source: PyTorch's {@code torch.optim.SparseAdam}.
 */
public final class SparseAdam extends ElementwiseOptimizer<SparseAdam.Options, AdamStep> {
  private static final StateLayout STATE = StateLayout.NONE.count("step").tensor("exp_avg").tensor("exp_avg_sq").notNegative();

  private final BiasCorrection first = new BiasCorrection();
  private final BiasCorrection second = new BiasCorrection();

  /** An optimizer of one group. */
  public SparseAdam(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(parameters)), options);
  }

  /** An optimizer of several groups; what a group does not say it takes from {@code options}. */
  public SparseAdam(SequencedCollection<Group> groups, Options options) {
    super(groups, options);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1e-3, 0.9, 0.999, 1e-8, false);
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
  protected boolean takesRowSparse() {
    return true;
  }

  @Override
  protected boolean takesDense() {
    return false;
  }

  @Override
  protected void describe(AdamStep step, Options o, Memory memory) {
    long t = memory.nextStep();
    double c1 = first.of(o.beta1, t);
    double c2 = second.of(o.beta2, t);
    step.averages(memory.tensor("exp_avg"), memory.tensor("exp_avg_sq"), o.beta1, o.beta2)
        .updateUncorrected(o.lr * Math.sqrt(c2) / c1, o.eps);
  }

  /**
   * The options of {@link SparseAdam}.
   *
   * @param lr learning rate, finite and > 0, also at the ends of a schedule; default 1e-3
   * @param beta1 share of the old average of the gradient, 0 <= beta1 < 1; default 0.9
   * @param beta2 share of the old average of its square, 0 <= beta2 < 1; default 0.999
   * @param eps added to the root, finite and > 0; default 1e-8
   * @param maximize go uphill; default false
   */
  public record Options(double lr, double beta1, double beta2, double eps, boolean maximize) implements CyclesMomentum {
    /** Checks the values. */
    public Options {
      Checks.requirePositive("lr", lr);
      Checks.requireBelowOne("beta1", beta1);
      Checks.requireBelowOne("beta2", beta2);
      Checks.requirePositive("eps", eps);
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, beta1, beta2, eps, maximize);
    }

    /** With other shares of the old averages. */
    public Options betas(double beta1, double beta2) {
      return new Options(lr, beta1, beta2, eps, maximize);
    }

    /** With another eps. */
    public Options eps(double eps) {
      return new Options(lr, beta1, beta2, eps, maximize);
    }

    /** Uphill or downhill. */
    public Options maximize(boolean maximize) {
      return new Options(lr, beta1, beta2, eps, maximize);
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
      values.put("maximize", maximize);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      return new Options(v.number("lr", lr), v.element("betas", 0, 2, beta1), v.element("betas", 1, 2, beta2), v.number("eps", eps),
          v.flag("maximize", maximize));
    }

    @Override
    public SparseAdam build(SequencedCollection<Group> groups) {
      return new SparseAdam(groups, this);
    }

    @Override
    public SparseAdam build(List<Parameter> parameters) {
      return new SparseAdam(parameters, this);
    }
  }
}
