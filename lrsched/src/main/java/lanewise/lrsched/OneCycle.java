package lanewise.lrsched;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The 1cycle policy: from a low rate up to {@code maxLr} and down to a rate far below the first, within {@code totalSteps} optimizer steps, while the
 * momentum goes the other way ({@link #momentum()}). An absolute schedule: the base rate is ignored.
 *
 * <p>With T = totalSteps, p = pctStart, initial = maxLr / divFactor, min = initial / finalDivFactor:
 *
 * <pre>
 * phase            ends at     learning rate      momentum
 * 1 of 2           pT - 1      initial to maxLr   maxMomentum to baseMomentum
 * 2 of 2           T - 1       maxLr to min       baseMomentum to maxMomentum
 *
 * 1 of 3           pT - 1      initial to maxLr   maxMomentum to baseMomentum
 * 2 of 3           2pT - 2     maxLr to initial   baseMomentum to maxMomentum
 * 3 of 3           T - 1       initial to min     maxMomentum
 * </pre>
 *
 * <p>Within a phase the values follow {@code annealStrategy}. The ends of the phases are real numbers: {@code maxLr} is taken exactly at step pT - 1
 * where the double pT is an integer, and passed between two steps otherwise. The last rate, min, belongs to step T - 1.
 *
 * <p>The same as PyTorch's wherever that is well defined, and defined where it is not:
 *
 * <ul>
 *   <li>step T (the scheduler step after the last optimizer step) keeps the value of step T - 1, where PyTorch extrapolates to a rate that is too
 *       high or negative; {@code strictOneCycle} refuses it;
 *   <li>pT <= 1 means no rise, also with three phases: the rate starts at {@code maxLr} and goes down to min over all steps;
 *   <li>p = 1 means no fall: the rate ends at {@code maxLr};
 *   <li>T = 1 is a single step at {@code maxLr};
 *   <li>three phases need 2pT - 2 < T - 1, else the last one would have no steps.
 * </ul>
 *
 * <p>Source: Smith, Topin, Super-Convergence (arXiv 1708.07120); PyTorch's {@code OneCycleLR}.
 *
 * @param maxLr highest rate, finite and >= 0
 * @param totalSteps number of optimizer steps, 1..2^53
 * @param pctStart fraction of the steps in which the rate rises, 0..1; default 0.3
 * @param annealStrategy shape of a phase; default {@code COS}
 * @param divFactor maxLr / first rate, > 0; default 25
 * @param finalDivFactor first rate / last rate, > 0; default 10^4
 * @param threePhase whether the fall takes as long as the rise and a third phase follows; default false
 * @param baseMomentum momentum at the highest rate, finite and >= 0; default 0.85
 * @param maxMomentum momentum at the lowest rates, finite and >= 0; default 0.95
 * @param strictOneCycle whether step T is refused instead of keeping the last value: then a training has exactly T optimizer steps and T - 1
 *     scheduler steps; default false
 */
public record OneCycle(
    double maxLr,
    long totalSteps,
    double pctStart,
    Annealing annealStrategy,
    double divFactor,
    double finalDivFactor,
    boolean threePhase,
    double baseMomentum,
    double maxMomentum,
    boolean strictOneCycle)
    implements Schedule {

  /** Checks the values. */
  public OneCycle {
    Checks.requireFinite("maxLr", maxLr, 0);
    Checks.requireBetween("totalSteps", totalSteps, 1, Checks.LONGEST);
    Checks.requireBetween("pctStart", pctStart, 0, 1);
    Checks.requirePresent("annealStrategy", annealStrategy);
    Checks.requirePositive("divFactor", divFactor);
    Checks.requirePositive("finalDivFactor", finalDivFactor);
    Checks.requireFinite("baseMomentum", baseMomentum, 0);
    Checks.requireFinite("maxMomentum", maxMomentum, 0);
    Checks.requireFinite("first rate maxLr / divFactor =", maxLr / divFactor, 0);
    Checks.requireFinite("last rate maxLr / divFactor / finalDivFactor =", maxLr / divFactor / finalDivFactor, 0);
    if (threePhase && !(2 * pctStart * totalSteps - 2 < totalSteps - 1)) {
      throw new IllegalArgumentException("pctStart " + pctStart + " with three phases and totalSteps " + totalSteps
          + " leaves no steps for the third; allowed: 2 pctStart totalSteps - 2 < totalSteps - 1");
    }
  }

  /** The schedule with PyTorch's defaults. */
  public static OneCycle of(double maxLr, long totalSteps) {
    return new OneCycle(maxLr, totalSteps, 0.3, Annealing.COS, 25, 1e4, false, 0.85, 0.95, false);
  }

  /** With another fraction of rising steps. */
  public OneCycle pctStart(double pctStart) {
    return new OneCycle(maxLr, totalSteps, pctStart, annealStrategy, divFactor, finalDivFactor, threePhase, baseMomentum, maxMomentum,
        strictOneCycle);
  }

  /** With another shape of the phases. */
  public OneCycle annealStrategy(Annealing annealStrategy) {
    return new OneCycle(maxLr, totalSteps, pctStart, annealStrategy, divFactor, finalDivFactor, threePhase, baseMomentum, maxMomentum,
        strictOneCycle);
  }

  /** With another ratio of the highest to the first rate. */
  public OneCycle divFactor(double divFactor) {
    return new OneCycle(maxLr, totalSteps, pctStart, annealStrategy, divFactor, finalDivFactor, threePhase, baseMomentum, maxMomentum,
        strictOneCycle);
  }

  /** With another ratio of the first to the last rate. */
  public OneCycle finalDivFactor(double finalDivFactor) {
    return new OneCycle(maxLr, totalSteps, pctStart, annealStrategy, divFactor, finalDivFactor, threePhase, baseMomentum, maxMomentum,
        strictOneCycle);
  }

  /** With two phases or three. */
  public OneCycle threePhase(boolean threePhase) {
    return new OneCycle(maxLr, totalSteps, pctStart, annealStrategy, divFactor, finalDivFactor, threePhase, baseMomentum, maxMomentum,
        strictOneCycle);
  }

  /** With another momentum at the highest rate and at the lowest. */
  public OneCycle momentum(double base, double max) {
    return new OneCycle(maxLr, totalSteps, pctStart, annealStrategy, divFactor, finalDivFactor, threePhase, base, max, strictOneCycle);
  }

  /** Refusing step T or keeping the last value there. */
  public OneCycle strictOneCycle(boolean strictOneCycle) {
    return new OneCycle(maxLr, totalSteps, pctStart, annealStrategy, divFactor, finalDivFactor, threePhase, baseMomentum, maxMomentum,
        strictOneCycle);
  }

  /** The rate of step 0 (unless there is no rise): maxLr / divFactor. */
  public double initialLr() {
    return maxLr / divFactor;
  }

  /** The rate of the last step: maxLr / divFactor / finalDivFactor. */
  public double minLr() {
    return initialLr() / finalDivFactor;
  }

  /**
   * The learning rate at a step.
   *
   * @throws IllegalArgumentException if the step is negative or beyond {@code totalSteps}, with {@code strictOneCycle} also at it
   */
  @Override
  public double at(long step, double base) {
    return curve(step, initialLr(), maxLr, minLr());
  }

  /** The momentum (beta1 of Adam's family) that belongs to these rates: a schedule of its own, with the same steps. */
  public Schedule momentum() {
    return new Momentum(this);
  }

  @Override
  public Optional<Schedule> cycledMomentum() {
    return Optional.of(momentum());
  }

  /** {@code totalSteps}. */
  @Override
  public OptionalLong length() {
    return OptionalLong.of(totalSteps);
  }

  /** The curve of both schedules: first to peak to last, with three phases first to peak to first to last. */
  private double curve(long step, double first, double peak, double last) {
    requireStep(step);
    long end = totalSteps - 1;
    long t = Math.min(step, end);
    double rise = pctStart * totalSteps - 1;
    if (rise <= 0) {
      return end == 0 ? peak : annealStrategy.between(peak, last, t, end - t);
    }
    if (t <= rise) {
      return annealStrategy.between(first, peak, t, rise - t);
    }
    if (!threePhase) {
      return annealStrategy.atStep(peak, last, t, rise, end);
    }
    double fall = 2 * rise;
    if (t <= fall) {
      return annealStrategy.between(peak, first, t - rise, fall - t);
    }
    return annealStrategy.atStep(first, last, t, fall, end);
  }

  private void requireStep(long step) {
    long last = strictOneCycle ? totalSteps - 1 : totalSteps;
    if (step < 0 || step > last) {
      throw new IllegalArgumentException("step " + step + " of a 1cycle of " + totalSteps + " steps; allowed: 0.." + last
          + ". Build it with the number of all optimizer steps: epochs times batches in an epoch");
    }
  }

  private record Momentum(OneCycle cycle) implements Schedule {
    @Override
    public double at(long step, double base) {
      return cycle.curve(step, cycle.maxMomentum, cycle.baseMomentum, cycle.maxMomentum);
    }
  }
}
