package lanewise.optim;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * The hooks of one optimizer, {@link Optimizer#hooks()}, and those of all optimizers, {@link #global()}, of which only the step hooks are called.
 *
 * <p>Around a step the order is: global pre, own pre, the step, own post, global post; within each, the order of registration, a prepended one first.
 * An exception of a pre hook ends the step before anything is changed; one of a post hook finds the step done, and passes on.
 */
public final class OptimizerHooks {
  private static final OptimizerHooks GLOBAL = new OptimizerHooks();

  private final Hooks<StepPreHook> stepPre = new Hooks<>();
  private final Hooks<Consumer<Optimizer>> stepPost = new Hooks<>();
  private final Hooks<Consumer<Optimizer>> stateDictPre = new Hooks<>();
  private final Hooks<BiFunction<Optimizer, OptimizerState, OptimizerState>> stateDictPost = new Hooks<>();
  private final Hooks<BiFunction<Optimizer, OptimizerState, OptimizerState>> loadPre = new Hooks<>();
  private final Hooks<Consumer<Optimizer>> loadPost = new Hooks<>();

  OptimizerHooks() {}

  /** The step hooks of all optimizers. */
  public static OptimizerHooks global() {
    return GLOBAL;
  }

  /** A hook before each step; what it returns is the closure that the step uses. */
  public HookHandle registerStepPreHook(StepPreHook hook) {
    return stepPre.add(hook, false);
  }

  /** A hook after each step. */
  public HookHandle registerStepPostHook(Consumer<Optimizer> hook) {
    return stepPost.add(hook, false);
  }

  /** A hook before a state dictionary is made. */
  public HookHandle registerStateDictPreHook(Consumer<Optimizer> hook, boolean prepend) {
    return stateDictPre.add(hook, prepend);
  }

  /** A hook that may replace a state dictionary that was made. */
  public HookHandle registerStateDictPostHook(BiFunction<Optimizer, OptimizerState, OptimizerState> hook, boolean prepend) {
    return stateDictPost.add(hook, prepend);
  }

  /** A hook that may replace a state dictionary before it is loaded. */
  public HookHandle registerLoadStateDictPreHook(BiFunction<Optimizer, OptimizerState, OptimizerState> hook, boolean prepend) {
    return loadPre.add(hook, prepend);
  }

  /** A hook after a state dictionary was loaded. */
  public HookHandle registerLoadStateDictPostHook(Consumer<Optimizer> hook, boolean prepend) {
    return loadPost.add(hook, prepend);
  }

  static Optional<DoubleSupplier> beforeStep(Optimizer optimizer, Optional<DoubleSupplier> closure) {
    return before(optimizer.hooks().stepPre, optimizer, before(GLOBAL.stepPre, optimizer, closure));
  }

  /** Without an iterator, which is garbage in every step. */
  private static Optional<DoubleSupplier> before(Hooks<StepPreHook> hooks, Optimizer optimizer, Optional<DoubleSupplier> closure) {
    Optional<DoubleSupplier> use = closure;
    List<StepPreHook> all = hooks.all();
    for (int i = 0; i < all.size(); i++) {
      use = present(all.get(i), all.get(i).before(optimizer, use));
    }
    return use;
  }

  private static <T> T present(Object hook, T returned) {
    if (returned == null) {
      throw new IllegalStateException("the hook " + hook + " returned null; allowed: what it was given, or a replacement");
    }
    return returned;
  }

  static void afterStep(Optimizer optimizer) {
    call(optimizer.hooks().stepPost, optimizer);
    call(GLOBAL.stepPost, optimizer);
  }

  OptimizerState aroundSave(Optimizer optimizer, Supplier<OptimizerState> save) {
    call(stateDictPre, optimizer);
    return apply(stateDictPost, optimizer, save.get());
  }

  void aroundLoad(Optimizer optimizer, OptimizerState state, Consumer<OptimizerState> load) {
    load.accept(apply(loadPre, optimizer, state));
    call(loadPost, optimizer);
  }

  private static void call(Hooks<Consumer<Optimizer>> hooks, Optimizer optimizer) {
    List<Consumer<Optimizer>> all = hooks.all();
    for (int i = 0; i < all.size(); i++) {
      all.get(i).accept(optimizer);
    }
  }

  private static OptimizerState apply(Hooks<BiFunction<Optimizer, OptimizerState, OptimizerState>> hooks, Optimizer optimizer, OptimizerState state) {
    OptimizerState use = state;
    for (BiFunction<Optimizer, OptimizerState, OptimizerState> hook : hooks.all()) {
      use = present(hook, hook.apply(optimizer, use));
    }
    return use;
  }
}
