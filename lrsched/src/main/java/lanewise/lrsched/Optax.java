package lanewise.lrsched;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The schedules of optax by their names there: absolute schedules, whose values do not depend on the base rate. All values are finite and >= 0.
 *
 * <p>Two things are as in optax and unlike elsewhere here: a number of steps of 0 or less gives the constant first value where optax says so, and
 * boundaries come with the ratio of neighbouring values, not with the values.
 */
public final class Optax {
  private Optax() {}

  /** {@code constant_schedule}. */
  public static Schedule constant(double value) {
    return new Factor(1).withBase(value);
  }

  /**
   * {@code polynomial_schedule}: end + (init - end) (1 - k / T)^power with k = t - transitionBegin, brought into 0..T.
   *
   * @param transitionSteps T; 0 or less for the constant {@code init}
   * @param transitionBegin negative counts as 0
   */
  public static Schedule polynomial(double init, double end, double power, long transitionSteps, long transitionBegin) {
    if (transitionSteps <= 0) {
      return constant(init);
    }
    return delayed(new Polynomial(transitionSteps, power, end), transitionBegin).withBase(init);
  }

  /** {@code linear_schedule}: the polynomial of power 1. */
  public static Schedule linear(double init, double end, long transitionSteps, long transitionBegin) {
    return polynomial(init, end, 1, transitionSteps, transitionBegin);
  }

  /**
   * {@code piecewise_constant_schedule}: init times the product of the scales whose boundary is not after t.
   *
   * @param scales boundary >= 0 to scale, finite and >= 0
   */
  public static Schedule piecewiseConstant(double init, Map<Long, Double> scales) {
    List<Long> milestones = new ArrayList<>();
    List<Double> factors = new ArrayList<>(List.of(1.0));
    double product = 1;
    for (Map.Entry<Long, Double> scale : sorted(scales, 0, Long.MAX_VALUE).entrySet()) {
      product *= scale.getValue();
      if (scale.getKey() == 0) {
        factors.set(0, product);
      } else {
        milestones.add(scale.getKey());
        factors.add(product);
      }
    }
    return new Piecewise(milestones, factors).withBase(init);
  }

  /**
   * {@code piecewise_interpolate_schedule}: through init at 0 and, at every boundary, the value before times the scale.
   *
   * @param scales boundary 1..2^53 to scale, finite and >= 0
   */
  public static Schedule piecewiseInterpolate(Annealing shape, double init, Map<Long, Double> scales) {
    List<Knot> knots = new ArrayList<>(List.of(new Knot(0, 1)));
    double product = 1;
    for (Map.Entry<Long, Double> scale : sorted(scales, 1, Checks.LONGEST).entrySet()) {
      product *= scale.getValue();
      knots.add(new Knot(scale.getKey(), product));
    }
    return new Interpolate(knots, shape).withBase(init);
  }

  /**
   * {@code exponential_decay}: init rate^(k / T) with k = t - transitionBegin, init before that.
   *
   * @param transitionSteps T; 0 or less for the constant {@code init}
   * @param rate optax' decay_rate, finite and >= 0; 0 for the constant {@code init}
   * @param transitionBegin negative counts as 0
   * @param staircase whether the exponent is rounded down
   * @param end bound of the values: from below for rates under 1, from above for others; empty for none
   */
  public static Schedule exponentialDecay(double init, long transitionSteps, double rate, long transitionBegin, boolean staircase,
      OptionalDouble end) {
    Checks.requirePresent("end", end);
    Checks.requireFinite("rate", rate, 0);
    if (transitionSteps <= 0 || rate == 0) {
      return constant(init);
    }
    Schedule decay = staircase ? new Step(transitionSteps, rate) : new ExponentialDecay(transitionSteps, rate);
    Schedule values = delayed(decay, transitionBegin).withBase(init);
    if (end.isEmpty()) {
      return values;
    }
    return rate < 1 ? values.clamp(end.getAsDouble(), Double.POSITIVE_INFINITY) : values.clamp(0, end.getAsDouble());
  }

  /** {@code cosine_decay_schedule}: init ((1 - alpha) ((1 + cos(pi min(t, T) / T)) / 2)^exponent + alpha), alpha in 0..1. */
  public static Schedule cosineDecay(double init, long decaySteps, double alpha, double exponent) {
    Checks.requireBetween("alpha", alpha, 0, 1);
    CosineAnnealing cosine = CosineAnnealing.of(decaySteps).tail(CosineAnnealing.Tail.HOLD);
    if (exponent == 1) {
      return cosine.etaMin(alpha).asFactor().withBase(init);
    }
    return new Raised(cosine, exponent).scale(1 - alpha).offset(alpha).asFactor().withBase(init);
  }

  /**
   * {@code linear_onecycle_schedule}: straight lines through peak / div at 0, peak at floor(pctStart T), peak / div at floor(pctFinal T) and peak /
   * (div finalDiv) at T. The defaults are 0.3, 0.85, 25 and 10^4.
   */
  public static Schedule linearOnecycle(long transitionSteps, double peak, double pctStart, double pctFinal, double div, double finalDiv) {
    Checks.requireBetween("pctStart", pctStart, 0, 1);
    Checks.requireBetween("pctFinal", pctFinal, 0, 1);
    Checks.requirePositive("div", div);
    Checks.requirePositive("finalDiv", finalDiv);
    List<Knot> knots = List.of(new Knot(0, peak / div), new Knot((long) (pctStart * transitionSteps), peak),
        new Knot((long) (pctFinal * transitionSteps), peak / div), new Knot(transitionSteps, peak / (div * finalDiv)));
    return new Interpolate(knots, Annealing.LINEAR).withBase(1);
  }

  /**
   * {@code cosine_onecycle_schedule}: cosines through peak / div at 0, peak at floor(pctStart T) and peak / (div finalDiv) at T. The defaults are
   * 0.3, 25 and 10^4.
   */
  public static Schedule cosineOnecycle(long transitionSteps, double peak, double pctStart, double div, double finalDiv) {
    Checks.requireBetween("pctStart", pctStart, 0, 1);
    Checks.requirePositive("div", div);
    Checks.requirePositive("finalDiv", finalDiv);
    List<Knot> knots = List.of(new Knot(0, peak / div), new Knot((long) (pctStart * transitionSteps), peak),
        new Knot(transitionSteps, peak / (div * finalDiv)));
    return new Interpolate(knots, Annealing.COS).withBase(1);
  }

  /** {@code warmup_constant_schedule}: a straight line from init to peak, then peak. */
  public static Schedule warmupConstant(double init, double peak, long warmupSteps) {
    return linear(init, peak, warmupSteps, 0).lasting(warmupSteps).then(constant(peak));
  }

  /** {@code warmup_cosine_decay_schedule}: a straight line from init to peak, then {@link #cosineDecay} to end over decaySteps - warmupSteps. */
  public static Schedule warmupCosineDecay(double init, double peak, long warmupSteps, long decaySteps, double end, double exponent) {
    Checks.requireBetween("decaySteps", decaySteps, Lengths.plus(warmupSteps, 1), Checks.LONGEST);
    Schedule decay = cosineDecay(peak, decaySteps - warmupSteps, peak == 0 ? 0 : end / peak, exponent);
    return linear(init, peak, warmupSteps, 0).lasting(warmupSteps).then(decay);
  }

  /** {@code warmup_exponential_decay_schedule}: a straight line from init to peak, then {@link #exponentialDecay}. */
  public static Schedule warmupExponentialDecay(double init, double peak, long warmupSteps, long transitionSteps, double rate, long transitionBegin,
      boolean staircase, OptionalDouble end) {
    Schedule decay = exponentialDecay(peak, transitionSteps, rate, transitionBegin, staircase, end);
    return linear(init, peak, warmupSteps, 0).lasting(warmupSteps).then(decay);
  }

  /**
   * One part of {@link #sgdr}: the arguments of {@link #warmupCosineDecay}.
   *
   * @param init first value
   * @param peak value after the rise
   * @param warmupSteps steps of the rise
   * @param decaySteps steps of the part
   * @param end last value
   * @param exponent exponent of the cosine
   */
  public record Cycle(double init, double peak, long warmupSteps, long decaySteps, double end, double exponent) {
    Schedule schedule() {
      return warmupCosineDecay(init, peak, warmupSteps, decaySteps, end, exponent).lasting(decaySteps);
    }
  }

  /** {@code sgdr_schedule}: such parts one after the other. */
  public static Schedule sgdr(List<Cycle> cycles) {
    return Checks.copy("cycles", cycles).stream().map(Cycle::schedule).reduce(Schedule::then)
        .orElseThrow(() -> new IllegalArgumentException("cycles []; allowed: at least one"));
  }

  /** {@code join_schedules}: the same as {@link Sequential}. */
  public static Schedule join(List<Schedule> schedules, List<Long> boundaries) {
    return new Sequential(schedules, Checks.copy("boundaries", boundaries));
  }

  /** Boundaries and their scales in order, checked. */
  private static SortedMap<Long, Double> sorted(Map<Long, Double> scales, long least, long greatest) {
    Checks.requirePresent("scales", scales);
    scales.forEach((boundary, scale) -> Checks.requirePresent("boundary", boundary));
    SortedMap<Long, Double> sorted = new TreeMap<>(scales);
    sorted.forEach((boundary, scale) -> {
      Checks.requireBetween("boundary", (long) boundary, least, greatest);
      Checks.requirePresent("scale at " + boundary, scale);
      Checks.requireFinite("scale at " + boundary, scale, 0);
    });
    return sorted;
  }

  private static Schedule delayed(Schedule schedule, long begin) {
    return begin <= 0 ? schedule : schedule.delay(begin);
  }
}
