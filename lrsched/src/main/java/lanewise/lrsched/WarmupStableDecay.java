package lanewise.lrsched;

import java.util.OptionalLong;

/**
 * A rise, a plateau at the base rate and a fall: with W = warmupSteps, S = stableSteps, D = decaySteps, r = minRatio,
 *
 * <pre>{@code
 * lr(t) = b (r + (1 - r) up(t / W))             for t < W
 *         b                                     for t < W + S
 *         b (r + (1 - r) down((t - W - S) / D)) for t < W + S + D
 *         b r                                   from there on
 *
 * shape            up(x)                  down(x)
 * LINEAR           x                      1 - x
 * COSINE           (1 - cos(pi x)) / 2    (1 + cos(2 pi cycles x)) / 2
 * ONE_MINUS_SQRT   1 - sqrt(1 - x)        1 - sqrt(x)
 * }</pre>
 *
 * <p>The natural length is W + S + D. PyTorch has no such schedule. Source: transformers' {@code warmup_stable_decay}.
 *
 * @param warmupSteps W, 0..2^53
 * @param stableSteps S, 0..2^53
 * @param decaySteps D, 0..2^53
 * @param warmupType shape of the rise; default {@code LINEAR}
 * @param decayType shape of the fall; default {@code LINEAR}
 * @param minRatio first and last rate / base rate, 0..1; default 0
 * @param cycles waves of a cosine fall, > 0 and at most 2^20; default 1/2
 */
public record WarmupStableDecay(
    long warmupSteps, long stableSteps, long decaySteps, Shape warmupType, Shape decayType, double minRatio, double cycles) implements Schedule {

  /** The shape of the rise or of the fall. */
  public enum Shape {
    /** A straight line. */
    LINEAR,
    /** A cosine. */
    COSINE,
    /** One minus the root. */
    ONE_MINUS_SQRT
  }

  /** Checks the values. */
  public WarmupStableDecay {
    Checks.requireBetween("warmupSteps", warmupSteps, 0, Checks.LONGEST);
    Checks.requireBetween("stableSteps", stableSteps, 0, Checks.LONGEST);
    Checks.requireBetween("decaySteps", decaySteps, 0, Checks.LONGEST);
    Checks.requirePresent("warmupType", warmupType);
    Checks.requirePresent("decayType", decayType);
    Checks.requireBetween("minRatio", minRatio, 0, 1);
    Checks.requireBetween("cycles", cycles, Double.MIN_NORMAL, 1 << 20);
  }

  /** The schedule with transformers' defaults: straight lines from 0 and to 0. */
  public static WarmupStableDecay of(long warmupSteps, long stableSteps, long decaySteps) {
    return new WarmupStableDecay(warmupSteps, stableSteps, decaySteps, Shape.LINEAR, Shape.LINEAR, 0, 0.5);
  }

  /** With another shape of the rise. */
  public WarmupStableDecay warmupType(Shape warmupType) {
    return new WarmupStableDecay(warmupSteps, stableSteps, decaySteps, warmupType, decayType, minRatio, cycles);
  }

  /** With another shape of the fall. */
  public WarmupStableDecay decayType(Shape decayType) {
    return new WarmupStableDecay(warmupSteps, stableSteps, decaySteps, warmupType, decayType, minRatio, cycles);
  }

  /** With another first and last rate. */
  public WarmupStableDecay minRatio(double minRatio) {
    return new WarmupStableDecay(warmupSteps, stableSteps, decaySteps, warmupType, decayType, minRatio, cycles);
  }

  /** With another number of waves in a cosine fall. */
  public WarmupStableDecay cycles(double cycles) {
    return new WarmupStableDecay(warmupSteps, stableSteps, decaySteps, warmupType, decayType, minRatio, cycles);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    if (step < warmupSteps) {
      return base * up(step, warmupSteps - step);
    }
    long t = step - warmupSteps;
    if (t < stableSteps) {
      return base;
    }
    t -= stableSteps;
    return base * (t < decaySteps ? down(t, decaySteps - t) : minRatio);
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(warmupSteps + stableSteps + decaySteps);
  }

  private double up(double done, double left) {
    return switch (warmupType) {
      case LINEAR -> Annealing.LINEAR.between(minRatio, 1, done, left);
      case COSINE -> Annealing.COS.between(minRatio, 1, done, left);
      case ONE_MINUS_SQRT -> minRatio + (1 - minRatio) * oneMinusSqrt(done, left);
    };
  }

  private double down(long done, long left) {
    return switch (decayType) {
      case LINEAR -> Annealing.LINEAR.between(1, minRatio, done, left);
      case COSINE -> CosineWave.factor(done, decaySteps, cycles, minRatio);
      case ONE_MINUS_SQRT -> minRatio + (1 - minRatio) * oneMinusSqrt(left, done);
    };
  }

  /** 1 - sqrt(right / (left + right)) without cancellation. */
  private static double oneMinusSqrt(double left, double right) {
    double whole = left + right;
    return left / whole / (1 + Math.sqrt(right / whole));
  }
}
