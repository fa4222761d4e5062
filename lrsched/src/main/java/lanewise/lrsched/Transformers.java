package lanewise.lrsched;

import java.util.OptionalLong;

/**
 * The schedules of transformers' {@code optimization.py} by their names there: factor schedules that rise in a straight line from 0 to the base rate
 * in W warm-up steps (not at all with W = 0) and, where they end, do so after N steps altogether.
 *
 * <p>N has to be greater than W, where transformers puts max(1, N - W). What follows after N is said at each.
 */
public final class Transformers {
  private static final long TIMESCALE = 10_000;

  private Transformers() {}

  /** {@code constant}: the base rate. */
  public static Schedule constant() {
    return new Factor(1);
  }

  /** {@code constant_with_warmup}: the rise, then the base rate. */
  public static Schedule constantWithWarmup(long warmupSteps) {
    return new WarmupConstant(warmupSteps);
  }

  /** {@code linear}: the rise, then a straight line to 0 at N, where it stays. */
  public static Schedule linear(long warmupSteps, long totalSteps) {
    return rise(warmupSteps).then(new Linear(1, 0, rest(warmupSteps, totalSteps)));
  }

  /** {@code cosine}: the rise, then {@link CosineWave}; after N it goes on and rises again. */
  public static Schedule cosine(long warmupSteps, long totalSteps, double cycles) {
    return rise(warmupSteps).then(CosineWave.of(rest(warmupSteps, totalSteps)).cycles(cycles));
  }

  /** {@code cosine_with_restarts}: the rise, then {@link CosineHardRestarts}; 0 from N on. */
  public static Schedule cosineWithRestarts(long warmupSteps, long totalSteps, int cycles) {
    return rise(warmupSteps).then(new CosineHardRestarts(rest(warmupSteps, totalSteps), cycles));
  }

  /**
   * {@code polynomial}: the rise, then the power of the steps that are left, down to the factor lrEnd / lrInit, where it stays.
   *
   * @param lrEnd last rate of a group with the rate lrInit, finite and >= 0, less than lrInit; default 1e-7
   * @param lrInit the optimizer's default rate
   * @param power default 1
   */
  public static Schedule polynomial(long warmupSteps, long totalSteps, double lrInit, double lrEnd, double power) {
    Checks.requirePositive("lrInit", lrInit);
    Checks.requireFinite("lrEnd", lrEnd, 0);
    if (lrEnd >= lrInit) {
      throw new IllegalArgumentException("lrEnd " + lrEnd + "; allowed: less than lrInit " + lrInit);
    }
    return rise(warmupSteps).then(Polynomial.of(rest(warmupSteps, totalSteps), power).etaMin(lrEnd / lrInit).asFactor());
  }

  /** {@code inverse_sqrt} with its default timescale: W, or 10000 where W is 0. */
  public static Schedule inverseSqrt(long warmupSteps) {
    return inverseSqrt(warmupSteps, warmupSteps == 0 ? TIMESCALE : warmupSteps);
  }

  /** {@code inverse_sqrt}: the rise, then {@link InverseSqrt}. */
  public static Schedule inverseSqrt(long warmupSteps, long timescale) {
    return rise(warmupSteps).then(new InverseSqrt(timescale));
  }

  /** {@code cosine_with_min_lr}: {@code cosine} between 1 and {@code minRatio} (min_lr / lr, or min_lr_rate). */
  public static Schedule cosineWithMinLr(long warmupSteps, long totalSteps, double cycles, double minRatio) {
    return rise(warmupSteps).then(CosineWave.of(rest(warmupSteps, totalSteps)).cycles(cycles).minRatio(minRatio));
  }

  /** {@code cosine_warmup_with_min_lr}: {@code cosine_with_min_lr}, both parts one step ahead: the rise begins at 1 / W. */
  public static Schedule cosineWarmupWithMinLr(long warmupSteps, long totalSteps, double cycles, double minRatio) {
    return rise(warmupSteps).advance(1).lasting(warmupSteps).then(ahead(warmupSteps, totalSteps, cycles, minRatio));
  }

  /** {@code cosine_warmup_with_min_lr} with a warmup_lr_rate: the rise goes from there to 1 in W - 1 steps. */
  public static Schedule cosineWarmupWithMinLr(long warmupSteps, long totalSteps, double cycles, double minRatio, double warmupLrRate) {
    Schedule rise = new Linear(warmupLrRate, 1, Math.max(1, warmupSteps - 1));
    return rise.lasting(warmupSteps).then(ahead(warmupSteps, totalSteps, cycles, minRatio));
  }

  /** {@code warmup_stable_decay} with as many stable steps as make N: S = N - W - D. */
  public static WarmupStableDecay warmupStableDecay(long warmupSteps, long decaySteps, long totalSteps) {
    return WarmupStableDecay.of(warmupSteps, totalSteps - warmupSteps - decaySteps, decaySteps);
  }

  /**
   * A schedule by its name in transformers, with the defaults of its other options.
   *
   * @param name {@code constant}, {@code constant_with_warmup}, {@code linear}, {@code cosine}, {@code cosine_with_restarts} or {@code inverse_sqrt}
   * @param warmupSteps W; needed but for {@code constant}
   * @param totalSteps N; needed for {@code linear}, {@code cosine} and {@code cosine_with_restarts}
   * @throws IllegalArgumentException if the name is unknown, a number is missing, or the schedule has options without a default
   */
  public static Schedule byName(String name, OptionalLong warmupSteps, OptionalLong totalSteps) {
    Checks.requirePresent("name", name);
    return switch (name) {
      case "constant" -> constant();
      case "constant_with_warmup" -> constantWithWarmup(needed(name, "warmupSteps", warmupSteps));
      case "linear" -> linear(needed(name, "warmupSteps", warmupSteps), needed(name, "totalSteps", totalSteps));
      case "cosine" -> cosine(needed(name, "warmupSteps", warmupSteps), needed(name, "totalSteps", totalSteps), 0.5);
      case "cosine_with_restarts" -> cosineWithRestarts(needed(name, "warmupSteps", warmupSteps), needed(name, "totalSteps", totalSteps), 1);
      case "inverse_sqrt" -> inverseSqrt(needed(name, "warmupSteps", warmupSteps));
      default -> throw new IllegalArgumentException("name \"" + name
          + "\"; allowed: constant, constant_with_warmup, linear, cosine, cosine_with_restarts, inverse_sqrt (others have options of their own)");
    };
  }

  private static Schedule ahead(long warmupSteps, long totalSteps, double cycles, double minRatio) {
    return CosineWave.of(rest(warmupSteps, totalSteps)).cycles(cycles).minRatio(minRatio).advance(1);
  }

  private static Linear rise(long warmupSteps) {
    Checks.requireBetween("warmupSteps", warmupSteps, 0, Checks.LONGEST);
    return new Linear(0, 1, warmupSteps);
  }

  private static long rest(long warmupSteps, long totalSteps) {
    if (totalSteps <= warmupSteps) {
      throw new IllegalArgumentException("totalSteps " + totalSteps + "; allowed: more than warmupSteps " + warmupSteps);
    }
    return totalSteps - warmupSteps;
  }

  private static long needed(String schedule, String name, OptionalLong value) {
    return value.orElseThrow(() -> new IllegalArgumentException(name + " is not given; " + schedule + " needs it"));
  }
}
