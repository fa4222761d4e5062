package lanewise.optim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.function.BiConsumer;
import lanewise.autograd.Parameter;
import lanewise.tensor.step.Step;
import lanewise.tensor.step.Sweep;

/**
 * An optimizer whose rule for an element needs that element's numbers only: all parameters of all groups are updated in one sweep of the workers,
 * each number is read once and written once.
 *
 * @param <O> its options
 * @param <K> its step
 */
public abstract class ElementwiseOptimizer<O extends OptimizerOptions, K extends Step> extends Optimizer {
  private final Map<Parameter, Entry<K>> entries = new LinkedHashMap<>();
  private final Sweep sweep = new Sweep();
  private final BiConsumer<ParamGroup, Parameter> add = this::add;
  private ParamGroup group;

  /** Takes the groups. */
  protected ElementwiseOptimizer(SequencedCollection<Group> groups, O defaults) {
    super(groups, defaults);
  }

  /** A step for one parameter; kept and described anew each time. */
  protected abstract K newStep();

  /**
   * Describes the step of one parameter; its gradient, with the sign of {@code maximize}, has been described already.
   *
   * @param options the options of its group
   * @param memory what is remembered about it
   */
  protected abstract void describe(K step, O options, Memory memory);

  /** The group of the parameter that is being described, for a rule with numbers of the whole group. */
  protected final ParamGroup group() {
    return group;
  }

  @Override
  protected void update() {
    sweep.clear();
    try {
      describeEachWithGrad(add);
    } catch (RuntimeException | Error failure) {
      // the steps hold the arrays of state that is undone
      sweep.clear();
      entries.clear();
      throw failure;
    }
    sweep.run();
  }

  private void add(ParamGroup group, Parameter p) {
    Entry<K> entry = entries.get(p);
    if (entry == null) {
      entry = new Entry<>(newStep(), memory(p));
      entries.put(p, entry);
    }
    @SuppressWarnings("unchecked") // a group takes options of the optimizer's own kind only
    O options = (O) group.options();
    this.group = group;
    double scale = gradScale(options);
    if (p.hasRowSparseGrad()) {
      entry.step.begin(p.value(), p.rowSparseGrad(), scale);
    } else {
      entry.step.begin(p.value(), p.grad(), scale);
    }
    describe(entry.step, options, entry.memory);
    sweep.add(entry.step);
  }

  private record Entry<K>(K step, Memory memory) {}
}
