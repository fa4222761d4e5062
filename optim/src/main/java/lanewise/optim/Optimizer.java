package lanewise.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedCollection;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import lanewise.autograd.EnableGrad;
import lanewise.autograd.Parameter;

/**
 * Changes parameters along their gradients. A loop calls {@link #zeroGrad}, computes a loss and its backward pass, then calls {@link #step}.
 *
 * <p>Parameters come in groups ({@link ParamGroup}), each with its own options. What is remembered about a parameter (momentum, moving averages, its
 * own count of steps) is made in the first step in which it has a gradient. A parameter without a gradient is left alone: no update, no weight decay,
 * no count. A gradient of zeros is a gradient.
 *
 * <p>Names, defaults and update rules are PyTorch's ({@code torch.optim}). Different from there: a parameter that occurs twice is an error also
 * within a group, and the options of groups are checked like the constructor's.
 *
 * <p>Not for several threads at once.
 */
public abstract class Optimizer {
  private final OptimizerOptions defaults;
  private final List<ParamGroup> groups = new ArrayList<>();
  private final List<ParamGroup> view = Collections.unmodifiableList(groups);
  private final Memories memories = new Memories();
  private final OptimizerHooks hooks = new OptimizerHooks();
  private final Clipping clipping = new Clipping();
  private long steps;

  /**
   * Takes the groups.
   *
   * @param groups descriptions in order, with at least one parameter in all
   * @param defaults options of a group where it has none of its own
   * @throws IllegalArgumentException if there is no parameter, a parameter occurs twice, only some groups have names, or options are not valid
   */
  protected Optimizer(SequencedCollection<Group> groups, OptimizerOptions defaults) {
    defaults.requireConsistent();
    this.defaults = defaults;
    if (groups.isEmpty() || defaults.needsParameters() && groups.stream().allMatch(g -> g.parameters().isEmpty())) {
      throw new IllegalArgumentException("an empty list of parameters; an optimizer needs at least one");
    }
    for (Group g : groups) {
      adopt(g);
    }
  }

  /** The groups, in order; the list is a view that cannot be changed. */
  public final List<ParamGroup> paramGroups() {
    return view;
  }

  /**
   * Adds a group, at any time: for example a layer that is to be trained from now on. What is remembered about other parameters stays.
   *
   * @throws IllegalArgumentException if a parameter is in a group already, the group has names and the others have none (or the reverse), or its
   *     options are not valid; nothing is changed then
   */
  public final void addParamGroup(Group group) {
    adopt(group);
  }

  /**
   * Marks all gradients absent, so that the next step passes over parameters which no backward pass has reached; the optimizers of
   * {@link lanewise.optim.notebook} fill them with zeros instead. {@link #zeroGrad(boolean)} says which.
   */
  public void zeroGrad() {
    zeroGrad(true);
  }

  /**
   * Marks all gradients absent, or fills those that are there with zeros.
   *
   * @param setToNone true: absent, the next step passes over the parameter; false: zeros, with which momentum, averages and decay go on
   */
  public final void zeroGrad(boolean setToNone) {
    for (ParamGroup group : groups) {
      group.parameters().forEach(setToNone ? Parameter::zeroGrad : Parameter::fillGradWithZeros);
    }
  }

  /** Changes every parameter that has a gradient, in the order of the groups. */
  public final void step() {
    step(Optional.empty());
  }

  /**
   * Evaluates a function once (some optimizers: several times), then changes every parameter that has a gradient.
   *
   * @param closure clears the gradients, computes a loss and its backward pass, and returns the loss; called with recording on, whatever {@code
   *     NoGrad} is open
   * @return what the first call returned. If a call fails, this optimizer has changed neither parameters nor state ({@link LBFGS}, which moves
   *     parameters between calls, puts them back as they were before the first). What else the closure has written until then, say gradients, is not
   *     undone, and a hook that fails after the step finds it done
   */
  public final double step(DoubleSupplier closure) {
    return step(Optional.of(closure));
  }

  private double step(Optional<DoubleSupplier> closure) {
    double loss = Double.NaN;
    try {
      requireReady();
      Optional<DoubleSupplier> use = OptimizerHooks.beforeStep(this, closure);
      if (use.isPresent()) {
        loss = update(use.get());
      } else {
        requireGradients();
        update();
      }
    } catch (RuntimeException | Error failure) {
      clipping.forget();
      throw failure;
    }
    steps++;
    OptimizerHooks.afterStep(this);
    return loss;
  }

  /** Number of calls of {@link #step} that have made their change. */
  public final long stepCount() {
    return steps;
  }

  /** The hooks of this optimizer. */
  public final OptimizerHooks hooks() {
    return hooks;
  }

  /**
   * Whether a gradient that is not finite is an error: the step then throws before it changes anything. It costs one more pass over the gradients;
   * default false: each rule says what becomes of NaN and infinity.
   */
  public final void errorIfNonfinite(boolean error) {
    clipping.errorIfNonfinite(error);
  }

  /** {@link #clipGradNorm(double, double)} with the 2-norm. */
  public final void clipGradNorm(double maxNorm) {
    clipGradNorm(maxNorm, 2);
  }

  /**
   * From now on each step multiplies the gradients by min(1, maxNorm / (norm + 1e-6)), norm being that of all gradients of all groups together. The
   * gradients stay as they are, they are multiplied where the step reads them; parameters and state end with the same bits as after {@link
   * Gradients#clipGradNorm}. A setting like {@link #errorIfNonfinite}: it is not part of the state dictionary.
   *
   * @param maxNorm at least 0, not NaN; infinity measures without clipping
   * @param normType p of the norm, above 0 or infinity
   * @throws IllegalArgumentException if one is outside its range; nothing is changed then
   */
  public final void clipGradNorm(double maxNorm, double normType) {
    clipping.set(maxNorm, normType);
  }

  /** Ends what {@link #clipGradNorm(double, double)} began. */
  public final void noClipGradNorm() {
    clipping.off();
  }

  /** The norm of all gradients in the last call of {@link #step}, before clipping; empty where it did not clip, or failed before it was done. */
  public final OptionalDouble lastGradNorm() {
    return clipping.last();
  }

  /** A copy of what is remembered about a parameter now; empty before its first step. Asking makes no state. */
  public final ParamState state(Parameter parameter) {
    return memories.snapshot(parameter);
  }

  /** A copy of everything that the next steps depend on, gradients and parameters excepted. */
  public final OptimizerState stateDict() {
    requireReady();
    return hooks.aroundSave(this, () -> StateDict.save(this));
  }

  /** {@link #loadStateDict(OptimizerState, boolean)}, strict. */
  public final void loadStateDict(OptimizerState state) {
    loadStateDict(state, true);
  }

  /**
   * Takes over a saved state: what is remembered, and all options of the groups, rates included. Later steps are then the same, bit for bit, as those
   * of the optimizer that was saved. Parameters are told apart by their numbers; names have to be the same where both sides have them, and are taken
   * over where only the state has them. A state with kind and shapes, as {@link #stateDict} makes it, has all options; in another one, PyTorch's, one
   * may be missing, which keeps the value of the group, or not be known, which is passed over with a warning.
   *
   * @param strict whether entries of a parameter, and options in a state with kind and shapes, are errors where they are missing or not known; else
   *     missing entries begin anew, missing options keep their value, and what is not known is passed over with a warning
   * @throws IllegalArgumentException with a list of all differences, if the state is of another kind, of other groups, names or shapes, or damaged;
   *     nothing is changed then
   */
  public final void loadStateDict(OptimizerState state, boolean strict) {
    requireReady();
    hooks.aroundLoad(this, state, s -> StateDict.load(this, s, strict));
  }

  /**
   * Called before a step, a save and a load.
   *
   * @throws IllegalStateException where the parameters are lent to something else for the time being
   */
  protected void requireReady() {}

  /** Whether anything is ever remembered about a parameter. */
  boolean keepsStateOf(Parameter parameter) {
    return true;
  }

  /** The entries of the state that this optimizer keeps for a parameter. */
  protected abstract StateLayout stateLayout();

  /** The update of all groups with the gradients that are there. Options are to be read from the groups each time. */
  protected abstract void update();

  /** Evaluates the closure and updates; returns the first loss. */
  protected double update(DoubleSupplier closure) {
    double loss = evaluate(closure);
    requireGradients();
    update();
    return loss;
  }

  /** Calls a closure with recording on. */
  protected static double evaluate(DoubleSupplier closure) {
    try (var _ = EnableGrad.open()) {
      return closure.getAsDouble();
    }
  }

  /** Whether {@link #update} takes gradients of some rows only. */
  protected boolean takesRowSparse() {
    return false;
  }

  /** Whether {@link #update} takes gradients of all elements. */
  protected boolean takesDense() {
    return true;
  }

  /**
   * Checks that every gradient is of a kind that this optimizer takes, and finite where that is asked for, and finds the factor of clipping.
   *
   * @throws IllegalArgumentException if not; nothing is changed
   */
  protected final void requireGradients() {
    ParamGroups.requireGradientKinds(groups, takesRowSparse(), takesDense(), getClass().getSimpleName());
    clipping.measure(groups);
  }

  /** The factor of a gradient in an update with these options: that of clipping, negative to go uphill. */
  protected final double gradScale(OptimizerOptions options) {
    return options.maximize() ? -clipping.factor() : clipping.factor();
  }

  /** What is remembered about a parameter, made if it is not there. */
  protected final Memory memory(Parameter parameter) {
    return memories.of(parameter, stateLayout());
  }

  /** Takes over what is remembered about the parameters. */
  final void adopt(Map<Parameter, Memory> loaded) {
    memories.take(loaded, stateLayout());
  }

  /** The kind in saved states: the class, with its package below this one. */
  final String kind() {
    return getClass().getName().substring(Optimizer.class.getPackageName().length() + 1);
  }

  /** Calls {@code task} for every parameter that has a gradient, with its group, in order. Makes no garbage. */
  protected final void forEachWithGrad(BiConsumer<ParamGroup, Parameter> task) {
    ParamGroups.forEachWithGrad(groups, task);
  }

  /**
   * As {@link #forEachWithGrad}, for tasks that ask what is remembered about a parameter, count there and make state: where one fails, numbers are as
   * they were before the first, and tensors and lists that were made since are forgotten. What is in a tensor or a list that was there before is not
   * looked at. To be called before the first parameter changes.
   */
  protected final void describeEachWithGrad(BiConsumer<ParamGroup, Parameter> task) {
    memories.allOrNothing(groups, task);
  }

  /** The groups and their options in PyTorch's form. */
  @Override
  public final String toString() {
    return ParamGroups.text(getClass().getSimpleName(), groups);
  }

  private void adopt(Group group) {
    groups.add(ParamGroups.next(groups, group, defaults));
  }
}
