package lanewise.optim;

import java.util.List;
import java.util.OptionalDouble;
import lanewise.autograd.Parameter;
import lanewise.tensor.step.NormSweep;

/**
 * The clipping of an optimizer: before an update it computes the norm of all gradients, and the factor by which the steps multiply them. Makes no
 * garbage.
 */
final class Clipping {
  /** Keeps the coefficient finite where all gradients are 0; PyTorch's. */
  private static final double EPS = 1e-6;

  private final NormSweep norms = new NormSweep();
  private boolean on;
  private double maxNorm;
  private double normType = 2;
  private boolean errorIfNonfinite;
  private boolean measured;
  private double last;
  private double factor = 1;

  static void requireMaxNorm(double maxNorm) {
    if (!(maxNorm >= 0)) {
      throw new IllegalArgumentException("max norm " + maxNorm + "; allowed: >= 0");
    }
  }

  /** The factor that brings gradients of this norm down to {@code maxNorm}; NaN for NaN, 1 for a limit that is infinite. */
  static double coefficient(double maxNorm, double norm) {
    return maxNorm == Double.POSITIVE_INFINITY ? 1 : Math.min(1, maxNorm / (norm + EPS));
  }

  /** Adds the gradient of a parameter that has one. */
  static void add(NormSweep norms, Parameter p, double scale) {
    if (p.hasRowSparseGrad()) {
      norms.add(p.rowSparseGrad(), scale);
    } else {
      norms.add(p.grad(), scale);
    }
  }

  void set(double maxNorm, double normType) {
    requireMaxNorm(maxNorm);
    norms.begin(normType);
    this.maxNorm = maxNorm;
    this.normType = normType;
    on = true;
  }

  void off() {
    on = false;
    measured = false;
  }

  void errorIfNonfinite(boolean error) {
    errorIfNonfinite = error;
  }

  /** There is no last norm: the step that it belonged to has failed. */
  void forget() {
    measured = false;
  }

  /** The factor found by the last {@link #measure}. */
  double factor() {
    return factor;
  }

  /** The norm found by the last {@link #measure} with clipping on. */
  OptionalDouble last() {
    return measured ? OptionalDouble.of(last) : OptionalDouble.empty();
  }

  /**
   * Finds the factor for the gradients that are there.
   *
   * @throws IllegalArgumentException if one is not finite and that is an error
   */
  void measure(List<ParamGroup> groups) {
    factor = 1;
    if (!on && !errorIfNonfinite) {
      return;
    }
    norms.begin(on ? normType : 2);
    for (int i = 0; i < groups.size(); i++) {
      List<Parameter> parameters = groups.get(i).parameters();
      for (int j = 0; j < parameters.size(); j++) {
        if (parameters.get(j).hasGrad()) {
          add(norms, parameters.get(j), 1);
        }
      }
    }
    norms.run();
    double norm = norms.total();
    if (errorIfNonfinite && !Double.isFinite(norm)) {
      throw new IllegalArgumentException(firstNonfinite(groups) + " is not finite; allowed, because errorIfNonfinite is set: finite");
    }
    if (on) {
      last = norm;
      measured = true;
      factor = coefficient(maxNorm, norm);
    }
  }

  private String firstNonfinite(List<ParamGroup> groups) {
    int number = 0;
    for (int i = 0; i < groups.size(); i++) {
      List<Parameter> parameters = groups.get(i).parameters();
      for (int j = 0; j < parameters.size(); j++) {
        if (parameters.get(j).hasGrad() && !Double.isFinite(norms.norm(number++))) {
          return "the gradient of parameter " + j + " of group " + i + " of shape " + parameters.get(j).shape();
        }
      }
    }
    return "the norm of all gradients, of type " + normType + ",";
  }
}
