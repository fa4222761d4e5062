package lanewise.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.function.DoubleSupplier;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.Checks;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;

/**
 * The limited-memory BFGS method, for a function that gives the same value at the same point: all parameters of the one group are a single vector x,
 * a parameter without a gradient counts as one with a gradient of zeros. A step evaluates the closure up to {@code maxEval} times and makes up to
 * {@code maxIter} iterations:
 *
 * <pre>
 * f, g = closure()                              once at the beginning; with maximize both are negated
 * stop where max |g| <= toleranceGrad
 * y = g - (g before), s = t d                   from the second iteration on, also over steps
 * keep the pair where y . s > 1e-10, with ro = 1 / (y . s); H = (y . s) / (y . y)
 * d = -g in the very first iteration, else the two-loop recursion over the newest historySize pairs with H in its middle
 * t = lr, in the very first iteration lr min(1, 1 / sum |g|)
 * stop where g . d > -toleranceChange
 * x = x + t d; f, g = closure()                 without line search; not evaluated after the last iteration
 * x, f, g, t = strong Wolfe search from t       with it
 * stop where max |g| <= toleranceGrad, max |t d| <= toleranceChange, |f - f before| < toleranceChange, or the budget is spent
 * </pre>
 *
 * <p>{@code step(closure)} returns the first value of the closure, with its own sign; {@code step()} throws. If a call of the closure fails,
 * parameters and state are as they were. Where value or gradient are not finite in the middle of a step, the step is halved or ends at the best
 * finite point (PyTorch goes on with NaN); where they are not finite at its beginning, nothing moves.
 *
 * <p>Products are in double and have one order of sum: the same bits for any number of threads.
 *
 * <p>State, under the first parameter: {@code func_evals}, {@code n_iter} (totals), {@code d}, {@code t}, {@code old_dirs} (y), {@code old_stps} (s),
 * {@code ro}, {@code H_diag}, {@code prev_flat_grad}, {@code prev_loss}: 8 + 8 historySize bytes an element at most. PyTorch's {@code al} is working
 * memory and is passed over.
 *
 * <p>Source: PyTorch's {@code torch.optim.LBFGS}; Nocedal, Wright, Numerical optimization, chapters 3 and 7.
 */
public final class LBFGS extends Optimizer {
  private static final List<String> AFTER_AN_ITERATION = List.of("d", "t", "H_diag", "prev_flat_grad");

  private final FlatParameters parameters;
  private final LbfgsWorkspace workspace;
  private final StateLayout layout;

  /**
   * An optimizer of these parameters.
   *
   * @throws IllegalArgumentException if there are none
   */
  public LBFGS(List<Parameter> parameters, Options options) {
    this((SequencedCollection<Group>) List.of(Group.group(requireSome(parameters))), options);
  }

  /** An optimizer of one group, which may be empty: a step then evaluates the closure once. */
  public LBFGS(SequencedCollection<Group> groups, Options options) {
    super(groups.stream().map(g -> fixed(g, options)).toList(), options.fixed());
    parameters = new FlatParameters(paramGroups().getFirst().parameters());
    workspace = new LbfgsWorkspace(parameters.size());
    Shape vector = Shape.of(parameters.size());
    layout = Curvature.pairs(StateLayout.NONE.count("func_evals").count("n_iter").ignored("al").optionalTensor("d", vector).optionalNumber("t"),
        parameters.size()).optionalTensor("prev_flat_grad", vector).optionalNumber("prev_loss").agreeing(LBFGS::fault)
        .needing(Curvature::needs);
  }

  /** PyTorch's defaults. */
  public static Options options() {
    return new Options(1, 20, OptionalInt.empty(), 1e-7, 1e-9, 100, false, false);
  }

  @Override
  boolean keepsStateOf(Parameter parameter) {
    return parameter == paramGroups().getFirst().parameters().getFirst();
  }

  @Override
  protected StateLayout stateLayout() {
    return layout;
  }

  @Override
  protected boolean takesRowSparse() {
    return true;
  }

  @Override
  protected void update() {
    throw new IllegalStateException("step() of LBFGS, which evaluates its function several times; use step(closure)");
  }

  @Override
  protected double update(DoubleSupplier closure) {
    ParamGroup group = paramGroups().getFirst();
    if (group.parameters().isEmpty()) {
      return evaluate(closure);
    }
    Tensor start = workspace.take();
    parameters.values(start);
    Memory memory = memory(group.parameters().getFirst());
    Options options = (Options) group.options();
    LbfgsDescent descent = new LbfgsDescent(options, parameters, memory, workspace, () -> {
      double value = evaluate(closure);
      requireGradients();
      return value;
    }, () -> gradScale(options));
    try {
      double loss = descent.run();
      descent.save(memory);
      workspace.give(start);
      return loss;
    } catch (RuntimeException | Error e) {
      parameters.write(start);
      throw e;
    }
  }

  private static List<Parameter> requireSome(List<Parameter> parameters) {
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("an empty list of parameters; an optimizer needs at least one");
    }
    return parameters;
  }

  private static Group fixed(Group group, Options defaults) {
    return group.resolve(defaults) instanceof Options own ? group.options(own.fixed()) : group;
  }

  private static Optional<String> fault(ParamState saved) {
    boolean iterated = saved.number("n_iter").orElse(0) > 0;
    List<String> missing = AFTER_AN_ITERATION.stream().filter(name -> iterated && !saved.names().contains(name)).toList();
    return missing.isEmpty() ? Curvature.fault(saved) : Optional.of("after n_iter iterations there have to be " + String.join(", ", missing));
  }

  /**
   * The options of {@link LBFGS}.
   *
   * @param lr how far a direction is followed, or the first trial of the line search, finite and >= 0; default 1
   * @param maxIter most iterations of a step, >= 1; default 20
   * @param maxEval no iteration begins after so many calls of the closure in a step, >= 1; default empty: 1.25 maxIter, fixed when an optimizer
   *     is made
   * @param toleranceGrad stop where no element of the gradient is larger, finite and >= 0; default 1e-7
   * @param toleranceChange stop where value or parameters change by less, finite and >= 0; default 1e-9
   * @param historySize most pairs that are kept, >= 1; default 100
   * @param strongWolfe whether to search along each direction; default false. PyTorch: {@code line_search_fn="strong_wolfe"}
   * @param maximize go uphill; default false
   */
  public record Options(double lr, int maxIter, OptionalInt maxEval, double toleranceGrad, double toleranceChange, int historySize,
      boolean strongWolfe, boolean maximize) implements OptimizerOptions {
    private static final String SEARCH = "strong_wolfe";

    /** Checks the values. */
    public Options {
      Checks.requireNotNegative("lr", lr);
      Checks.requireAtLeastOne("maxIter", maxIter);
      Checks.requireAtLeastOne("maxEval", maxEval.orElse(1));
      Checks.requireNotNegative("toleranceGrad", toleranceGrad);
      Checks.requireNotNegative("toleranceChange", toleranceChange);
      Checks.requireAtLeastOne("historySize", historySize);
    }

    @Override
    public Options lr(double lr) {
      return new Options(lr, maxIter, maxEval, toleranceGrad, toleranceChange, historySize, strongWolfe, maximize);
    }

    /** With another number of iterations. */
    public Options maxIter(int maxIter) {
      return new Options(lr, maxIter, maxEval, toleranceGrad, toleranceChange, historySize, strongWolfe, maximize);
    }

    /** With a budget of evaluations. */
    public Options maxEval(int maxEval) {
      return new Options(lr, maxIter, OptionalInt.of(maxEval), toleranceGrad, toleranceChange, historySize, strongWolfe, maximize);
    }

    /** With other tolerances. */
    public Options tolerances(double grad, double change) {
      return new Options(lr, maxIter, maxEval, grad, change, historySize, strongWolfe, maximize);
    }

    /** With another number of pairs. */
    public Options historySize(int historySize) {
      return new Options(lr, maxIter, maxEval, toleranceGrad, toleranceChange, historySize, strongWolfe, maximize);
    }

    /** With the line search or without. */
    public Options strongWolfe(boolean strongWolfe) {
      return new Options(lr, maxIter, maxEval, toleranceGrad, toleranceChange, historySize, strongWolfe, maximize);
    }

    /** Uphill or downhill. */
    public Options maximize(boolean maximize) {
      return new Options(lr, maxIter, maxEval, toleranceGrad, toleranceChange, historySize, strongWolfe, maximize);
    }

    /** The budget of evaluations: {@code maxEval}, or what it is where it is empty. */
    public int evaluations() {
      return maxEval.orElse((int) Math.min(Integer.MAX_VALUE, maxIter * 5L / 4));
    }

    /** With a budget that later changes of maxIter leave alone. */
    Options fixed() {
      return maxEval(evaluations());
    }

    @Override
    public int mostGroups() {
      return 1;
    }

    @Override
    public boolean needsParameters() {
      return false;
    }

    @Override
    public SequencedMap<String, Object> asMap() {
      SequencedMap<String, Object> values = new LinkedHashMap<>();
      values.put("lr", lr);
      values.put("max_iter", maxIter);
      values.put("max_eval", maxEval.isPresent() ? (Object) maxEval.getAsInt() : Optional.empty());
      values.put("tolerance_grad", toleranceGrad);
      values.put("tolerance_change", toleranceChange);
      values.put("history_size", historySize);
      values.put("line_search_fn", strongWolfe ? (Object) SEARCH : Optional.empty());
      values.put("maximize", maximize);
      return values;
    }

    @Override
    public Options with(OptionValues v) {
      OptionalInt budget = v.isNone("max_eval") ? OptionalInt.empty()
          : v.has("max_eval") ? OptionalInt.of(v.whole("max_eval", 1)) : maxEval;
      boolean search = v.isNone("line_search_fn") ? false : searches(v.value("line_search_fn", strongWolfe ? SEARCH : Optional.empty()));
      return new Options(v.number("lr", lr), v.whole("max_iter", maxIter), budget, v.number("tolerance_grad", toleranceGrad),
          v.number("tolerance_change", toleranceChange), v.whole("history_size", historySize), search, v.flag("maximize", maximize));
    }

    private static boolean searches(Object lineSearch) {
      if (!lineSearch.equals(SEARCH) && !lineSearch.equals(Optional.empty())) {
        throw new IllegalArgumentException("line_search_fn " + lineSearch + "; allowed: none, " + SEARCH);
      }
      return lineSearch.equals(SEARCH);
    }

    @Override
    public LBFGS build(SequencedCollection<Group> groups) {
      return new LBFGS(groups, this);
    }

    @Override
    public LBFGS build(List<Parameter> parameters) {
      return new LBFGS(parameters, this);
    }
  }
}
