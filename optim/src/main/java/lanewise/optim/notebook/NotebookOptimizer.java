package lanewise.optim.notebook;

import java.util.List;
import java.util.SequencedCollection;
import lanewise.optim.ElementwiseOptimizer;
import lanewise.optim.Group;
import lanewise.optim.OptimizerOptions;
import lanewise.optim.ParamGroup;
import lanewise.tensor.step.Step;

/**
 * What the optimizers of the course notebook have in common: a decay apart from the gradient, a count {@code i} of all steps, and gradients that are
 * filled with zeros between them.
 *
 * @param <O> its options
 * @param <K> its step
 */
abstract class NotebookOptimizer<O extends OptimizerOptions, K extends Step> extends ElementwiseOptimizer<O, K> {
  private static final String COUNT = "i";
  /** The count, of which each group has a copy. */
  static final List<String> COUNTERS = List.of(COUNT);

  private long before;

  NotebookOptimizer(SequencedCollection<Group> groups, O defaults) {
    super(groups, defaults);
  }

  /**
   * Fills the gradients with zeros, as {@code zeroGrad(false)} does: a parameter that has had a gradient once goes on to decay and to follow its
   * average, also where the next backward pass does not reach it. One that never had a gradient stays without.
   */
  @Override
  public void zeroGrad() {
    zeroGrad(false);
  }

  /** Steps before this one; one count for all parameters, of the first group, which the other groups repeat. */
  final long stepsBefore() {
    return before;
  }

  @Override
  protected void update() {
    List<ParamGroup> groups = paramGroups();
    before = groups.getFirst().counter(COUNT);
    super.update();
    for (int i = 0; i < groups.size(); i++) {
      groups.get(i).counter(COUNT, before + 1);
    }
  }
}
