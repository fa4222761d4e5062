package lanewise.lrsched;

import java.math.BigDecimal;
import lanewise.lrsched.CosineAnnealing.Tail;
import lanewise.lrsched.WarmupStableDecay.Shape;

/**
 * The values of all schedules in 60 digits, by the formulas of the specification in their textbook or their recursive form: counting, adding up and
 * multiplying where the implementation divides, searches and raises to powers.
 */
public final class Truth {
  private static final BigDecimal ONE = BigDecimal.ONE;

  private Truth() {}

  /** The rate at a real step, of the schedules that have one. */
  public static BigDecimal at(ContinuousSchedule schedule, BigDecimal t, BigDecimal b) {
    return switch (schedule) {
      case CosineAnnealingWarmRestarts s -> restarts(s, t, b);
      case CosineAnnealingWarmUpRestarts s -> warmUpRestarts(s, t, b);
      default -> throw new IllegalArgumentException("no truth for " + schedule);
    };
  }

  /** The momentum after step t of a schedule that may cycle it or not. One that no part has cycled yet is the optimizer's own. */
  public static BigDecimal momentum(Schedule schedule, long t, BigDecimal own) {
    return switch (schedule) {
      case Cyclic s -> cyclic(s, t, s.maxMomentum(), s.baseMomentum());
      case OneCycle s -> Oracle.oneCycle(s, t, s.maxMomentum(), s.baseMomentum(), s.maxMomentum());
      case Chained s -> s.schedules().stream().reduce(own, (value, part) -> momentum(part, t, value), (x, y) -> y);
      case Sequential s -> {
        long start = s.milestones().stream().filter(m -> m <= t).mapToLong(m -> m).max().orElse(0);
        BigDecimal left = start == 0 ? own : momentum(s, start - 1, own);
        yield momentum(s.schedules().get((int) s.milestones().stream().filter(m -> m <= t).count()), t - start, left);
      }
      default -> {
        if (schedule.cycledMomentum().isPresent()) {
          throw new IllegalArgumentException("no truth for the momentum of " + schedule);
        }
        yield own;
      }
    };
  }

  /** The rate at step t of a schedule of the library, for the base rate b. */
  public static BigDecimal at(Schedule schedule, long t, BigDecimal b) {
    return switch (schedule) {
      case LambdaSchedule s -> b.multiply(Exact.of(s.factor().applyAsDouble(t)));
      case Multiplicative s -> product(s, t, b);
      case Step s -> b.multiply(Exact.pow(s.gamma(), t / s.stepSize()));
      case MultiStep s -> b.multiply(Exact.pow(s.gamma(), s.milestones().stream().filter(m -> m <= t).count()));
      case Constant s -> t < s.totalIters() ? b.multiply(Exact.of(s.factor())) : b;
      case Factor s -> b.multiply(Exact.of(s.factor()));
      case Linear s -> t < s.totalIters() ? b.multiply(line(s.startFactor(), s.endFactor(), t, s.totalIters())) : b.multiply(Exact.of(s.endFactor()));
      case Exponential s -> b.multiply(Exact.pow(s.gamma(), t));
      case ExponentialDecay s -> b.multiply(Exact.pow(Exact.of(s.rate()), Exact.quotient(t, s.transitionSteps())));
      case Polynomial s -> mix(b, Exact.of(s.etaMin()),
          Exact.pow(ONE.subtract(Exact.quotient(Math.min(t, s.totalIters()), s.totalIters())), Exact.of(s.power())));
      case CosineAnnealing s -> mix(b, Exact.of(s.etaMin()), Exact.halfWave(Exact.quotient(s.tail() == Tail.HOLD ? Math.min(t, s.tMax()) : t,
          s.tMax())));
      case CosineAnnealingWarmRestarts s -> restarts(s, Exact.of(t), b);
      case CosineAnnealingWarmUpRestarts s -> warmUpRestarts(s, Exact.of(t), b);
      case Cyclic s -> cyclic(s, t, s.baseLr(), s.maxLr());
      case OneCycle s -> Oracle.oneCycle(s, t, s.initialLr(), s.maxLr(), s.minLr());
      case Swa s -> swa(s, t, b);
      case WarmupConstant s -> t < s.warmupSteps() ? b.multiply(Exact.quotient(t, s.warmupSteps())) : b;
      case CosineWave s -> b.multiply(wave(s.tail() == Tail.HOLD ? Math.min(t, s.steps()) : t, s.steps(), s.cycles(), s.minRatio()));
      case CosineHardRestarts s -> t >= s.steps() ? BigDecimal.ZERO
          : b.multiply(Exact.halfWave(Exact.of(s.cycles()).multiply(Exact.of(t)).remainder(Exact.of(s.steps())).divide(Exact.of(s.steps()),
          Exact.DIGITS)));
      case InverseSqrt s -> b.divide(ONE.add(Exact.quotient(t, s.timescale())).sqrt(Exact.DIGITS), Exact.DIGITS);
      case WarmupStableDecay s -> b.multiply(stable(s, t));
      case Piecewise s -> b.multiply(Exact.of(s.factors().get((int) s.milestones().stream().filter(m -> m <= t).count())));
      case Interpolate s -> b.multiply(interpolated(s, t));
      case TimmCosine s -> timm(s, t, b);
      case TimmTanh s -> timm(s, t, b);
      case Raised s -> b.multiply(Exact.pow(at(s.schedule(), t, ONE), Exact.of(s.exponent())));
      case Sequential s -> sequential(s, t, b);
      case Chained s -> s.schedules().stream().reduce(b, (value, part) -> at(part, t, value), (x, y) -> y);
      case Scaled s -> at(s.schedule(), t, b).multiply(Exact.of(s.factor()));
      case Offset s -> at(s.schedule(), t, b).add(Exact.of(s.amount()));
      case Clamped s -> at(s.schedule(), t, b).max(Exact.of(s.least())).min(Exact.of(s.greatest()));
      case Delayed s -> t < s.steps() ? b : at(s.schedule(), t - s.steps(), b);
      case Advanced s -> at(s.schedule(), t + s.steps(), b);
      case Repeated s -> repeated(s, t, b);
      case Warmup s -> t < s.steps() ? at(s.schedule(), 0, b).multiply(line(s.startFactor(), 1, t, s.steps())) : at(s.schedule(), t - s.steps(), b);
      case Lasting s -> at(s.schedule(), t, b);
      case FixedBase s -> at(s.schedule(), t, Exact.of(s.base()));
      case AsFactor s -> b.multiply(at(s.schedule(), t, ONE));
      case WithoutMomentum s -> at(s.schedule(), t, b);
      default -> throw new IllegalArgumentException("no truth for " + schedule);
    };
  }

  /** z + (a - z) share. */
  private static BigDecimal mix(BigDecimal a, BigDecimal z, BigDecimal share) {
    return z.add(a.subtract(z).multiply(share, Exact.DIGITS));
  }

  private static BigDecimal line(double a, double z, long t, long steps) {
    return mix(Exact.of(z), Exact.of(a), Exact.quotient(t, steps));
  }

  private static BigDecimal product(Multiplicative s, long t, BigDecimal b) {
    BigDecimal value = b;
    for (long k = 1; k <= t; k++) {
      value = value.multiply(Exact.of(s.factor().applyAsDouble(k)), Exact.DIGITS);
    }
    return value;
  }

  static BigDecimal restarts(CosineAnnealingWarmRestarts s, BigDecimal t, BigDecimal b) {
    BigDecimal length = Exact.of(s.t0());
    BigDecimal done = s.tMult() == 1 ? t.remainder(length) : t;
    while (done.compareTo(length) >= 0) {
      done = done.subtract(length);
      length = length.multiply(Exact.of((long) s.tMult()));
    }
    return mix(b, Exact.of(s.etaMin()), Exact.halfWave(done.divide(length, Exact.DIGITS)));
  }

  static BigDecimal warmUpRestarts(CosineAnnealingWarmUpRestarts s, BigDecimal t, BigDecimal b) {
    BigDecimal up = Exact.of(s.tUp());
    BigDecimal fall = Exact.of(s.t0() - s.tUp());
    BigDecimal done = t;
    long cycle = 0;
    if (s.tMult() == 1) {
      BigDecimal[] parts = t.divideAndRemainder(Exact.of(s.t0()));
      cycle = parts[0].longValueExact();
      done = parts[1];
    }
    while (done.compareTo(fall.add(up)) >= 0) {
      done = done.subtract(fall.add(up));
      fall = fall.multiply(Exact.of((long) s.tMult()));
      cycle++;
    }
    BigDecimal peak = Exact.of(s.etaMax()).multiply(Exact.pow(s.gamma(), cycle));
    if (done.compareTo(up) < 0) {
      return mix(peak, b, done.divide(up, Exact.DIGITS));
    }
    return mix(peak, b, Exact.halfWave(done.subtract(up).divide(fall, Exact.DIGITS)));
  }

  static BigDecimal cyclic(Cyclic s, long t, double end, double middle) {
    long up = s.stepSizeUp();
    long down = s.stepSizeDown();
    long cycle = Math.floorDiv(t, up + down);
    long tau = t - cycle * (up + down);
    BigDecimal way = tau <= up ? Exact.quotient(tau, up) : Exact.quotient(up + down - tau, down);
    double custom = s.scaleFn().map(f -> f.function().applyAsDouble(f.scaleMode() == Cyclic.ScaleMode.CYCLE ? cycle + 1 : t)).orElse(0.0);
    BigDecimal height = s.scaleFn().isPresent() ? Exact.of(custom) : switch (s.mode()) {
      case TRIANGULAR -> ONE;
      case TRIANGULAR2 -> Exact.pow(0.5, cycle);
      case EXP_RANGE -> Exact.pow(s.gamma(), t);
    };
    return mix(Exact.of(middle), Exact.of(end), way.multiply(height, Exact.DIGITS));
  }

  private static BigDecimal swa(Swa s, long t, BigDecimal b) {
    BigDecimal u = t >= s.annealEpochs() ? ONE : Exact.quotient(t, s.annealEpochs());
    return mix(b, Exact.of(s.swaLr()), s.annealStrategy() == Annealing.LINEAR ? ONE.subtract(u) : Exact.halfWave(u));
  }

  private static BigDecimal wave(long t, long steps, double cycles, double minRatio) {
    BigDecimal angle = Exact.of(2L).multiply(Exact.of(cycles)).multiply(Exact.of(t));
    BigDecimal reduced = angle.remainder(Exact.of(2 * steps)).divide(Exact.of(steps), Exact.DIGITS);
    return mix(ONE, Exact.of(minRatio), Exact.halfWave(reduced));
  }

  private static BigDecimal stable(WarmupStableDecay s, long t) {
    BigDecimal low = Exact.of(s.minRatio());
    if (t < s.warmupSteps()) {
      BigDecimal x = Exact.quotient(t, s.warmupSteps());
      return mix(ONE, low, rise(s.warmupType(), x));
    }
    long rest = t - s.warmupSteps() - s.stableSteps();
    if (rest < 0 || rest >= s.decaySteps()) {
      return rest < 0 ? ONE : low;
    }
    if (s.decayType() == Shape.COSINE) {
      return wave(rest, s.decaySteps(), s.cycles(), s.minRatio());
    }
    return mix(ONE, low, rise(s.decayType(), ONE.subtract(Exact.quotient(rest, s.decaySteps()))));
  }

  private static BigDecimal rise(Shape shape, BigDecimal x) {
    return switch (shape) {
      case LINEAR -> x;
      case COSINE -> ONE.subtract(Exact.halfWave(x));
      case ONE_MINUS_SQRT -> ONE.subtract(ONE.subtract(x).sqrt(Exact.DIGITS));
    };
  }

  private static BigDecimal interpolated(Interpolate s, long t) {
    Knot before = s.knots().getFirst();
    for (Knot knot : s.knots()) {
      if (knot.step() > t) {
        if (t < before.step()) {
          break;
        }
        BigDecimal u = Exact.quotient(t - before.step(), knot.step() - before.step());
        return mix(Exact.of(before.factor()), Exact.of(knot.factor()), s.shape() == Annealing.LINEAR ? ONE.subtract(u) : Exact.halfWave(u));
      }
      before = knot;
    }
    return Exact.of(before.factor());
  }

  private static BigDecimal timm(Schedule schedule, long t, BigDecimal b) {
    TimmCycles c = schedule instanceof TimmCosine cosine ? cosine.cycles() : ((TimmTanh) schedule).cycles();
    if (t < c.warmupT()) {
      boolean toCurve = schedule instanceof TimmTanh && !c.warmupPrefix();
      BigDecimal goal = toCurve ? timmCycle(schedule, c, c.warmupT(), b) : b;
      return mix(goal, Exact.of(c.warmupLrInit()), Exact.quotient(t, c.warmupT()));
    }
    return timmCycle(schedule, c, c.warmupPrefix() ? t - c.warmupT() : t, b);
  }

  private static BigDecimal timmCycle(Schedule schedule, TimmCycles c, long t, BigDecimal b) {
    BigDecimal low = Exact.of(c.lrMin());
    BigDecimal length = Exact.of(c.tInitial());
    BigDecimal done = Exact.of(t);
    long cycle = 0;
    if (c.cycleMul() == 1) {
      cycle = t / c.tInitial();
      done = Exact.of(t % c.tInitial());
    }
    while (done.compareTo(length) >= 0) {
      done = done.subtract(length);
      length = length.multiply(Exact.of(c.cycleMul()));
      cycle++;
    }
    if (cycle >= c.cycleLimit()) {
      return low;
    }
    BigDecimal peak = b.multiply(Exact.pow(c.cycleDecay(), cycle));
    BigDecimal u = done.divide(length, Exact.DIGITS);
    if (schedule instanceof TimmCosine s) {
      return mix(peak, low, Exact.halfWave(Exact.pow(u, Exact.of(s.kDecay()))));
    }
    TimmTanh s = (TimmTanh) schedule;
    BigDecimal x = mix(Exact.of(s.ub()), Exact.of(s.lb()), u);
    return mix(peak, low, ONE.divide(ONE.add(Exact.exp(x.add(x))), Exact.DIGITS));
  }

  private static BigDecimal sequential(Sequential s, long t, BigDecimal b) {
    int active = 0;
    long start = 0;
    for (long milestone : s.milestones()) {
      if (milestone <= t) {
        active++;
        start = milestone;
      }
    }
    return at(s.schedules().get(active), t - start, b);
  }

  private static BigDecimal repeated(Repeated s, long t, BigDecimal b) {
    long rounds = 1;
    long local = t;
    while (local >= s.period() && rounds < s.times()) {
      local -= s.period();
      rounds++;
    }
    return at(s.schedule(), local, b);
  }
}
