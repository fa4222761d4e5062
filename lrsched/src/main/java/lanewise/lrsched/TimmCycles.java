package lanewise.lrsched;

/**
 * The options that timm's schedules share: cycles, their ends, and a warm-up.
 *
 * @param tInitial steps of the first cycle, 1..2^53
 * @param lrMin the rate at the end of a cycle, finite and >= 0; default 0
 * @param cycleMul ratio of the lengths of neighbouring cycles, finite and >= 1; default 1
 * @param cycleDecay ratio of the peaks of neighbouring cycles, finite and > 0; default 1
 * @param cycleLimit number of cycles, >= 1; afterwards the rate is lrMin; default 1
 * @param warmupT steps of the warm-up, 0..2^53; default 0
 * @param warmupLrInit first rate of the warm-up, finite and >= 0; default 0
 * @param warmupPrefix whether the cycles begin after the warm-up; otherwise it takes the place of their first steps; default false
 */
public record TimmCycles(
    long tInitial, double lrMin, double cycleMul, double cycleDecay, long cycleLimit, long warmupT, double warmupLrInit, boolean warmupPrefix) {

  /** Checks the values. */
  public TimmCycles {
    Checks.requireBetween("tInitial", tInitial, 1, Checks.LONGEST);
    Checks.requireFinite("lrMin", lrMin, 0);
    Checks.requireFinite("cycleMul", cycleMul, 1);
    Checks.requirePositive("cycleDecay", cycleDecay);
    Checks.requireBetween("cycleLimit", cycleLimit, 1, Long.MAX_VALUE);
    Checks.requireBetween("warmupT", warmupT, 0, Checks.LONGEST);
    Checks.requireFinite("warmupLrInit", warmupLrInit, 0);
  }

  /** One cycle down to 0, without a warm-up. */
  public static TimmCycles of(long tInitial) {
    return new TimmCycles(tInitial, 0, 1, 1, 1, 0, 0, false);
  }

  /** With another rate at the end. */
  public TimmCycles lrMin(double lrMin) {
    return new TimmCycles(tInitial, lrMin, cycleMul, cycleDecay, cycleLimit, warmupT, warmupLrInit, warmupPrefix);
  }

  /** With more cycles: the ratio of their lengths, the ratio of their peaks, their number. */
  public TimmCycles cycles(double mul, double decay, long limit) {
    return new TimmCycles(tInitial, lrMin, mul, decay, limit, warmupT, warmupLrInit, warmupPrefix);
  }

  /** With a warm-up: its steps, its first rate, and whether the cycles begin after it. */
  public TimmCycles warmup(long steps, double lrInit, boolean prefix) {
    return new TimmCycles(tInitial, lrMin, cycleMul, cycleDecay, cycleLimit, steps, lrInit, prefix);
  }

  /** The curve within a cycle. */
  @FunctionalInterface
  interface Curve {
    /** The value with {@code done} steps behind and {@code left} ahead, from {@code peak}. */
    double at(double peak, double done, double left);
  }

  /** The rate at a step; the warm-up goes to {@code warmTo}. */
  double at(long step, double base, double warmTo, Curve curve) {
    if (step < warmupT) {
      return Annealing.LINEAR.between(warmupLrInit, warmTo, step, warmupT - step);
    }
    return inCycle(warmupPrefix ? step - warmupT : step, base, curve);
  }

  /** The rate at a step of the cycles. */
  double inCycle(long t, double base, Curve curve) {
    if (cycleMul == 1) {
      long cycle = t / tInitial;
      long done = t % tInitial;
      return cycle < cycleLimit ? curve.at(Powers.peak(base, cycleDecay, cycle), done, tInitial - done) : lrMin;
    }
    double done = t;
    double length = tInitial;
    long cycle = 0;
    double four = 1 + cycleMul * (1 + cycleMul * (1 + cycleMul));
    double ratio = cycleMul * cycleMul * cycleMul * cycleMul;
    while (cycle < cycleLimit && done >= length * four) {
      done -= length * four;
      length *= ratio;
      cycle += 4;
    }
    while (cycle < cycleLimit && done >= length) {
      done -= length;
      length *= cycleMul;
      cycle++;
    }
    return cycle < cycleLimit ? curve.at(Powers.peak(base, cycleDecay, cycle), done, length - done) : lrMin;
  }

  /** Steps of the warm-up, where it comes first, and of all cycles. */
  long length() {
    double all = cycleMul == 1 ? (double) tInitial * cycleLimit : tInitial * (StrictMath.pow(cycleMul, cycleLimit) - 1) / (cycleMul - 1);
    return Lengths.plus((long) Math.ceil(all), warmupPrefix ? warmupT : 0);
  }
}
