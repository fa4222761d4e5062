package lanewise.optim;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.BiConsumer;
import lanewise.autograd.Parameter;
import lanewise.optim.internal.Checks;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Tensor;
import lanewise.tensor.step.ClipStep;
import lanewise.tensor.step.NormSweep;
import lanewise.tensor.step.Step;
import lanewise.tensor.step.Sweep;

/**
 * What is done to the gradients of many parameters between the backward pass and the step: clipping and scaling. Parameters without a gradient are
 * passed over. Norms are computed in double in a fixed order: the same bits on every machine and for any number of threads.
 *
 * <p>{@link Optimizer#clipGradNorm(double)} clips inside the step, with the same bits and without a second pass over the gradients.
 *
 * <p>Source: PyTorch's {@code torch.nn.utils.clip_grad_norm_} and its relations; Pascanu et al., On the difficulty of training recurrent neural
 * networks (arXiv 1211.5063).
 */
public final class Gradients {
  /** Refuses a gradient of some rows where there is weight decay, which would move the other rows as well. */
  static final BiConsumer<ParamGroup, Parameter> NO_DECAY_OF_ROWS = Gradients::requireNoDecayOfRows;

  private Gradients() {}

  /** {@link #clipGradNorm(Collection, double, double, boolean)} with the 2-norm; a norm that is not finite is no error. */
  public static double clipGradNorm(Collection<Parameter> parameters, double maxNorm) {
    return clipGradNorm(parameters, maxNorm, 2, false);
  }

  /** {@link #clipGradNorm(Collection, double, double, boolean)}; a norm that is not finite is no error. */
  public static double clipGradNorm(Collection<Parameter> parameters, double maxNorm, double normType) {
    return clipGradNorm(parameters, maxNorm, normType, false);
  }

  /**
   * Multiplies all gradients by min(1, maxNorm / (norm + 1e-6)), where norm is that of all of them together.
   *
   * <p>A NaN among the gradients makes all of them NaN, an infinite one makes the finite ones 0, unless that is to be an error.
   *
   * @param maxNorm at least 0, not NaN; 0 makes all gradients 0, infinity changes none
   * @param normType p of the norm, above 0 or infinity
   * @param errorIfNonfinite whether a norm that is not finite is an error
   * @return the norm before; 0 where there is no gradient
   * @throws IllegalArgumentException if an argument is outside its range, a parameter occurs twice, or the norm is not finite and is to be; nothing
   *     is changed then
   */
  public static double clipGradNorm(Collection<Parameter> parameters, double maxNorm, double normType, boolean errorIfNonfinite) {
    Clipping.requireMaxNorm(maxNorm);
    double norm = getTotalNorm(parameters, normType, errorIfNonfinite);
    multiply(parameters, Clipping.coefficient(maxNorm, norm));
    return norm;
  }

  /** {@link #getTotalNorm(Collection, double, boolean)} with the 2-norm; a norm that is not finite is no error. */
  public static double getTotalNorm(Collection<Parameter> parameters) {
    return getTotalNorm(parameters, 2, false);
  }

  /**
   * The norm of all gradients together: (sum of |g|^p)^(1/p), or the largest |g|.
   *
   * @param normType p, above 0 or infinity
   * @param errorIfNonfinite whether a norm that is not finite is an error
   * @return the norm; 0 where there is no gradient
   * @throws IllegalArgumentException if the type is outside its range, a parameter occurs twice, or the norm is not finite and is to be
   */
  public static double getTotalNorm(Collection<Parameter> parameters, double normType, boolean errorIfNonfinite) {
    requireDistinct(parameters);
    NormSweep norms = new NormSweep();
    norms.begin(normType);
    for (Parameter p : parameters) {
      if (p.hasGrad()) {
        Clipping.add(norms, p, 1);
      }
    }
    norms.run();
    double norm = norms.total();
    if (errorIfNonfinite && !Double.isFinite(norm)) {
      throw new IllegalArgumentException("the norm of the gradients is " + norm + "; allowed, because errorIfNonfinite is set: finite");
    }
    return norm;
  }

  /**
   * Multiplies all gradients by min(1, maxNorm / (totalNorm + 1e-6)): the second half of {@link #clipGradNorm(Collection, double)}, for a norm that
   * was computed elsewhere or over more parameters than these.
   *
   * @throws IllegalArgumentException if maxNorm is below 0 or NaN, totalNorm is below 0, or a parameter occurs twice; nothing is changed then
   */
  public static void clipGradsWithNorm(Collection<Parameter> parameters, double maxNorm, double totalNorm) {
    Clipping.requireMaxNorm(maxNorm);
    if (totalNorm < 0) {
      throw new IllegalArgumentException("total norm " + totalNorm + "; allowed: >= 0 or NaN");
    }
    requireDistinct(parameters);
    multiply(parameters, Clipping.coefficient(maxNorm, totalNorm));
  }

  /**
   * Limits each element of all gradients to -clipValue..clipValue; infinities become the limit, NaN stays.
   *
   * @param clipValue at least 0
   * @throws IllegalArgumentException if it is below 0 or NaN, or a parameter occurs twice; nothing is changed then
   */
  public static void clipGradValue(Collection<Parameter> parameters, double clipValue) {
    if (!(clipValue >= 0)) {
      throw new IllegalArgumentException("clip value " + clipValue + "; allowed: >= 0");
    }
    requireDistinct(parameters);
    change(parameters, true, clipValue);
  }

  /**
   * Multiplies all gradients by a number: the mean over k parts of a batch that does not fit into memory at once, from the sum that k backward passes
   * have left.
   *
   * <pre>{@code
   * optimizer.zeroGrad();
   * for (Batch part : parts) {                       // k parts of the same size
   *   try (var scope = Scope.open()) {
   *     crossEntropy(model.forward(Variable.of(part.images())), part.labels()).backward();
   *   }
   * }
   * Gradients.scale(model.parameters(), 1.0 / k);
   * optimizer.step();
   * }</pre>
   *
   * <p>Batch normalisation still sees each part by itself.
   *
   * @param factor finite
   * @throws IllegalArgumentException if it is not, or a parameter occurs twice; nothing is changed then
   */
  public static void scale(Collection<Parameter> parameters, double factor) {
    Checks.requireFinite("factor", factor);
    requireDistinct(parameters);
    multiply(parameters, factor);
  }

  /** Whether all elements of the gradient of a parameter are finite; true where it has none. */
  public static boolean isFinite(Parameter p) {
    return Double.isFinite(getTotalNorm(Set.of(p)));
  }

  private static void multiply(Collection<Parameter> parameters, double factor) {
    if ((float) factor != 1) {
      change(parameters, false, factor);
    }
  }

  private static void change(Collection<Parameter> parameters, boolean clamp, double number) {
    Sweep sweep = new Sweep();
    for (Parameter p : parameters) {
      if (p.hasGrad()) {
        Tensor g = p.hasRowSparseGrad() ? ownRows(p) : p.grad();
        sweep.add(clamp ? new ClipStep().clamp(g, number) : new ClipStep().scale(g, number));
      }
    }
    sweep.run();
  }

  /** Row-sparse gradients are immutable and may be held by others: the parameter gets a copy, whose values are ours to change. */
  private static Tensor ownRows(Parameter p) {
    RowSparse rows = p.rowSparseGrad();
    Tensor copy = Step.zerosLike(rows.values());
    copy.copyFrom(rows.values());
    p.zeroGrad();
    p.backward(rows.values(copy));
    return copy;
  }

  static void requireDistinct(Collection<Parameter> parameters) {
    Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>(2 * parameters.size()));
    for (Parameter p : parameters) {
      if (p == null) {
        throw new IllegalArgumentException("parameter " + seen.size() + " of " + parameters.size() + " is null; allowed: none");
      }
      if (!seen.add(p)) {
        throw new IllegalArgumentException("a parameter of shape " + p.shape() + " occurs more than once; allowed: once each");
      }
    }
  }

  private static void requireNoDecayOfRows(ParamGroup group, Parameter p) {
    if (p.hasRowSparseGrad() && group.options() instanceof DecaysWeights o && o.weightDecay() != 0) {
      throw new IllegalArgumentException("weightDecay " + o.weightDecay() + " with a row-sparse gradient of a parameter of shape " + p.shape()
          + "; allowed: 0");
    }
  }
}
