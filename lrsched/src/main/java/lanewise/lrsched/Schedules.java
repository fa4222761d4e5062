package lanewise.lrsched;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;

/**
 * All schedules by short names, to be imported statically:
 *
 * <pre>{@code
 * import static lanewise.lrsched.Schedules.*;
 *
 * Schedule s = linear(0.1, 1, 100).then(cosine(900));
 * double lr = s.at(250, 0.01);
 * }</pre>
 *
 * <p>They return the records themselves, so that options follow: {@code cosine(900).etaMin(1e-5)}. See also {@link Transformers} and {@link Optax}.
 */
public final class Schedules {
  private Schedules() {}

  /** A factor given by a function of the step: {@link LambdaSchedule}. */
  public static LambdaSchedule lambda(String name, LongToDoubleFunction factor) {
    return new LambdaSchedule(name, factor);
  }

  /** The product of a function's values at steps 1 to t: {@link Multiplicative}. */
  public static Multiplicative multiplicative(String name, LongToDoubleFunction factor) {
    return new Multiplicative(name, factor);
  }

  /** Times gamma after every {@code stepSize} steps: {@link Step}. */
  public static Step step(long stepSize, double gamma) {
    return new Step(stepSize, gamma);
  }

  /** Times gamma at each milestone: {@link MultiStep}. */
  public static MultiStep multiStep(double gamma, long... milestones) {
    return new MultiStep(LongStream.of(milestones).boxed().toList(), gamma);
  }

  /** The base rate times a factor, at every step: {@link Factor}. */
  public static Factor constant(double factor) {
    return new Factor(factor);
  }

  /** The base rate times a factor in 0..1 for some steps, then the base rate: {@link Constant}. */
  public static Constant constant(double factor, long steps) {
    return new Constant(factor, steps);
  }

  /** A straight line between two fractions of the base rate: {@link Linear}. */
  public static Linear linear(double start, double end, long steps) {
    return new Linear(start, end, steps);
  }

  /** Times gamma at every step: {@link Exponential}. */
  public static Exponential exponential(double gamma) {
    return new Exponential(gamma);
  }

  /** Times a rate over so many steps, evenly in between: {@link ExponentialDecay}. */
  public static ExponentialDecay exponentialDecay(long transitionSteps, double rate) {
    return new ExponentialDecay(transitionSteps, rate);
  }

  /** A power of the steps that are left: {@link Polynomial}. */
  public static Polynomial polynomial(long steps, double power) {
    return Polynomial.of(steps, power);
  }

  /** Half a cosine down to 0 that rises again afterwards: {@link CosineAnnealing}. */
  public static CosineAnnealing cosine(long steps) {
    return CosineAnnealing.of(steps);
  }

  /** Half a cosine down to a rate: {@link CosineAnnealing}. */
  public static CosineAnnealing cosine(long steps, double etaMin) {
    return CosineAnnealing.of(steps).etaMin(etaMin);
  }

  /** Any number of waves of a cosine: {@link CosineWave}. */
  public static CosineWave cosineWave(long steps, double cycles) {
    return CosineWave.of(steps).cycles(cycles);
  }

  /** Half cosines of equal length, then 0: {@link CosineHardRestarts}. */
  public static CosineHardRestarts cosineHardRestarts(long steps, int cycles) {
    return new CosineHardRestarts(steps, cycles);
  }

  /** Half cosines again and again: {@link CosineAnnealingWarmRestarts}. */
  public static CosineAnnealingWarmRestarts warmRestarts(long t0, int tMult) {
    return CosineAnnealingWarmRestarts.of(t0).tMult(tMult);
  }

  /** Rises and half cosines again and again, from the base rate up to a peak and back: {@link CosineAnnealingWarmUpRestarts}. */
  public static CosineAnnealingWarmUpRestarts warmUpRestarts(long t0, int tMult, double etaMax, long tUp, double gamma) {
    return new CosineAnnealingWarmUpRestarts(t0, tMult, etaMax, tUp, gamma);
  }

  /** A zigzag between two rates: {@link Cyclic}. */
  public static Cyclic cyclic(double baseLr, double maxLr, long up, long down) {
    return Cyclic.of(baseLr, maxLr).stepSize(up, down);
  }

  /** The 1cycle policy: {@link OneCycle}. */
  public static OneCycle oneCycle(double maxLr, long totalSteps) {
    return OneCycle.of(maxLr, totalSteps);
  }

  /** The way to the constant rate of weight averaging: {@link Swa}. */
  public static Swa swa(double swaLr, long annealEpochs) {
    return new Swa(swaLr, annealEpochs, Annealing.COS);
  }

  /** A straight line from 0 to the base rate, then the base rate: {@link WarmupConstant}. */
  public static WarmupConstant warmupConstant(long steps) {
    return new WarmupConstant(steps);
  }

  /** A decay with the root of the steps: {@link InverseSqrt}. */
  public static InverseSqrt inverseSqrt(long timescale) {
    return new InverseSqrt(timescale);
  }

  /** A rise, a plateau and a fall: {@link WarmupStableDecay}. */
  public static WarmupStableDecay warmupStableDecay(long warmup, long stable, long decay) {
    return WarmupStableDecay.of(warmup, stable, decay);
  }

  /** Stairs, a factor of its own between any two milestones: {@link Piecewise}. */
  public static Piecewise piecewise(List<Long> milestones, List<Double> factors) {
    return new Piecewise(milestones, factors);
  }

  /** Straight lines through points: {@link Interpolate}. */
  public static Interpolate interpolate(Knot... knots) {
    return interpolate(Annealing.LINEAR, knots);
  }

  /** A curve through points: {@link Interpolate}. */
  public static Interpolate interpolate(Annealing shape, Knot... knots) {
    return new Interpolate(Arrays.asList(knots), shape);
  }

  /** A point for {@link #interpolate}. */
  public static Knot knot(long step, double factor) {
    return new Knot(step, factor);
  }

  /** timm's cosine: {@link TimmCosine}. */
  public static TimmCosine timmCosine(TimmCycles cycles) {
    return new TimmCosine(cycles, 1);
  }

  /** timm's hyperbolic tangent: {@link TimmTanh}. */
  public static TimmTanh timmTanh(TimmCycles cycles) {
    return TimmTanh.of(cycles);
  }

  /** Schedules one after the other, each from its milestone on: {@link Sequential}. */
  public static Sequential join(List<? extends Schedule> schedules, List<Long> milestones) {
    return new Sequential(Checks.copy("schedules", schedules), milestones);
  }

  /** Schedules at the same time; of factor schedules the product: {@link Chained}. */
  public static Chained product(Schedule... schedules) {
    return new Chained(Arrays.asList(schedules));
  }
}
