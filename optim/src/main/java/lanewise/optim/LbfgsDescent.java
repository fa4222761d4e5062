package lanewise.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import lanewise.tensor.Tensor;
import lanewise.tensor.step.Flat;

/** The iterations of one step of {@link LBFGS}, on a working copy of its state. */
final class LbfgsDescent {
  private final LBFGS.Options options;
  private final FlatParameters parameters;
  private final DoubleSupplier closure;
  private final double sign;
  private final DoubleSupplier scale;
  private final LbfgsWorkspace workspace;
  private final Curvature curvature;
  /** Gradients at the points that were tried along the present direction. */
  private final List<Tensor> tried = new ArrayList<>();
  private double allEvaluations;
  private double allIterations;
  private int evaluations;
  /** The present point, and the function there. */
  private final Tensor x;
  private double f;
  private Tensor g;
  /** A point along the direction. */
  private final Tensor trial;
  /** The last direction, how far it was followed, and the function before; meaningful once {@link #allIterations} is not 0. */
  private final Tensor direction;
  private double t;
  private Tensor before;
  private double fBefore;
  private boolean moved;

  /**
   * Reads the state.
   *
   * @param closure evaluates the function at the parameters, with gradients
   * @param scale the factor of the gradients of the last evaluation
   */
  LbfgsDescent(LBFGS.Options options, FlatParameters parameters, Memory memory, LbfgsWorkspace workspace, DoubleSupplier closure,
      DoubleSupplier scale) {
    this.options = options;
    this.parameters = parameters;
    this.closure = closure;
    this.sign = options.maximize() ? -1 : 1;
    this.scale = scale;
    this.workspace = workspace;
    this.curvature = new Curvature(memory, workspace);
    this.allEvaluations = memory.has("func_evals") ? memory.number("func_evals", 0) : 0;
    this.allIterations = memory.has("n_iter") ? memory.number("n_iter", 0) : 0;
    this.x = workspace.take();
    this.g = workspace.take();
    this.trial = workspace.take();
    this.direction = workspace.take();
    this.before = workspace.take();
    if (allIterations > 0) {
      direction.copyFrom(memory.tensor("d"));
      before.copyFrom(memory.tensor("prev_flat_grad"));
      t = memory.number("t", 0);
    }
  }

  /** Goes down as far as the options allow; returns the first value of the function. */
  double run() {
    parameters.values(x);
    double loss = evaluate();
    f = sign * loss;
    parameters.gradients(scale.getAsDouble(), g);
    double steepest = Flat.largest(g);
    if (!Double.isFinite(f) || !Double.isFinite(steepest) || steepest <= options.toleranceGrad()) {
      return loss;
    }
    int n = 0;
    boolean on = true;
    while (on && n < options.maxIter()) {
      n++;
      on = iterate(n == options.maxIter());
    }
    return loss;
  }

  /** Writes the state, and gives the working memory back: afterwards this object is used no more. */
  void save(Memory memory) {
    memory.put("func_evals", allEvaluations);
    memory.put("n_iter", allIterations);
    if (moved) {
      memory.tensor("d").copyFrom(direction);
      memory.put("t", t);
      curvature.save(memory);
      memory.tensor("prev_flat_grad").copyFrom(before);
      memory.put("prev_loss", fBefore);
    }
    workspace.give(x);
    workspace.give(trial);
    workspace.give(direction);
    workspace.give(g);
    if (before != g) {
      workspace.give(before);
    }
  }

  /** One direction and the move along it; false where the step ends. */
  private boolean iterate(boolean last) {
    boolean first = ++allIterations == 1;
    moved = true;
    if (first) {
      curvature.clear();
      Flat.scale(g, -1, direction);
    } else {
      curvature.learn(g, before, t, direction, options.historySize());
      curvature.direction(g, direction);
    }
    if (before != g) {
      workspace.give(before);
    }
    before = g;
    fBefore = f;
    t = first ? Math.min(1, 1 / Flat.sumAbs(g)) * options.lr() : options.lr();
    double slope = Flat.dot(g, direction);
    if (!(slope <= -options.toleranceChange()) || !Double.isFinite(slope)) {
      return false;
    }
    if (options.strongWolfe()) {
      search(slope);
    } else {
      go(last);
    }
    for (Tensor gradient : tried) {
      if (gradient != g) {
        workspace.give(gradient);
      }
    }
    tried.clear();
    return !last && evaluations < options.evaluations() && !(Flat.largest(g) <= options.toleranceGrad())
        && Flat.largest(direction) * Math.abs(t) > options.toleranceChange() && Math.abs(f - fBefore) >= options.toleranceChange();
  }

  /** Moves to a point that the line search finds. */
  private void search(double slope) {
    var start = new StrongWolfe.Point<>(0, f, slope, g);
    var found = StrongWolfe.search(this::at, start, t, Flat.largest(direction), options.evaluations() - evaluations);
    accept(found.point());
  }

  /**
   * Moves by the rate. In the last iteration the function is not evaluated again; else a point where it is not finite is refused, and the step halved
   * until it is, or until no evaluation is left: then the point is kept.
   */
  private void go(boolean last) {
    if (last) {
      place(t);
      parameters.values(x);
      return;
    }
    var next = at(t);
    while (!next.isFinite() && evaluations < options.evaluations()) {
      next = at(next.t() / 2);
    }
    accept(next.isFinite() ? next : new StrongWolfe.Point<>(0, f, 0, g));
  }

  private void accept(StrongWolfe.Point<Tensor> point) {
    t = point.t();
    f = point.f();
    g = point.gradient();
    place(t);
    parameters.values(x);
  }

  private StrongWolfe.Point<Tensor> at(double t) {
    place(t);
    double value = sign * evaluate();
    Tensor gradient = workspace.take();
    parameters.gradients(scale.getAsDouble(), gradient);
    tried.add(gradient);
    return new StrongWolfe.Point<>(t, value, Flat.dot(gradient, direction), gradient);
  }

  /** Puts the parameters at x + t direction. */
  private void place(double t) {
    Flat.move(x, t, direction, trial);
    parameters.write(trial);
  }

  private double evaluate() {
    double loss = closure.getAsDouble();
    evaluations++;
    allEvaluations++;
    return loss;
  }
}
