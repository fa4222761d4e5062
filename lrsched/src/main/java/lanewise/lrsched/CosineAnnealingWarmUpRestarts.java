package lanewise.lrsched;

import java.util.OptionalLong;

/**
 * Cycles that rise in a straight line from the base rate to a peak and fall back along half a cosine; the peak changes by {@code gamma} and the fall
 * by {@code tMult} from cycle to cycle. Here the base rate is the <em>low</em> one:
 *
 * <pre>{@code
 * L_c = (t0 - tUp) tMult^c + tUp,  S_0 = 0,  S_(c+1) = S_c + L_c,  M_c = etaMax gamma^c,  tau = t - S_c
 * lr(t) = b + (M_c - b) tau / tUp                                        for tau < tUp
 *         b + (M_c - b) (1 + cos(pi (tau - tUp) / (L_c - tUp))) / 2      else
 * }</pre>
 *
 * <p>lr(S_c) = b (with tUp > 0) and lr(S_c + tUp) = M_c exactly. A peak below the base rate turns the curve upside down. The cycles go on for ever;
 * the natural length is the first one. Real steps are possible: {@link #at(double, double)}.
 *
 * <p>Source: the class of that name that is commonly used with PyTorch. Differences: its {@code step(epoch)} ignores tUp in the lengths of cycles,
 * does not count cycles before t0 and finds the cycle by a floating logarithm; here whole lengths are added up, and tUp = t0, which leaves no fall,
 * is refused.
 *
 * @param t0 steps of the first cycle, 1..2^53
 * @param tMult ratio of the falls of neighbouring cycles, 1..2^31 - 1; default 1
 * @param etaMax the first peak, finite and >= 0; default 0.1
 * @param tUp steps of the rise in every cycle, 0..t0 - 1; default 0
 * @param gamma ratio of neighbouring peaks, finite and > 0; default 1
 */
public record CosineAnnealingWarmUpRestarts(long t0, int tMult, double etaMax, long tUp, double gamma) implements ContinuousSchedule {
  /** Checks the values. */
  public CosineAnnealingWarmUpRestarts {
    Checks.requireBetween("t0", t0, 1, Checks.LONGEST);
    Checks.requireBetween("tMult", (long) tMult, 1, Integer.MAX_VALUE);
    Checks.requireFinite("etaMax", etaMax, 0);
    Checks.requireBetween("tUp", tUp, 0, t0 - 1);
    Checks.requirePositive("gamma", gamma);
  }

  /** The schedule with the defaults: equal cycles without a rise, peaks of 0.1. */
  public static CosineAnnealingWarmUpRestarts of(long t0) {
    return new CosineAnnealingWarmUpRestarts(t0, 1, 0.1, 0, 1);
  }

  /** With another ratio of falls. */
  public CosineAnnealingWarmUpRestarts tMult(int tMult) {
    return new CosineAnnealingWarmUpRestarts(t0, tMult, etaMax, tUp, gamma);
  }

  /** With another first peak. */
  public CosineAnnealingWarmUpRestarts etaMax(double etaMax) {
    return new CosineAnnealingWarmUpRestarts(t0, tMult, etaMax, tUp, gamma);
  }

  /** With another rise. */
  public CosineAnnealingWarmUpRestarts tUp(long tUp) {
    return new CosineAnnealingWarmUpRestarts(t0, tMult, etaMax, tUp, gamma);
  }

  /** With another ratio of peaks. */
  public CosineAnnealingWarmUpRestarts gamma(double gamma) {
    return new CosineAnnealingWarmUpRestarts(t0, tMult, etaMax, tUp, gamma);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    if (tMult == 1) {
      return inCycle(step / t0, step % t0, t0 - tUp, base);
    }
    long done = step;
    long fall = t0 - tUp;
    long cycle = 0;
    if (tMult < Powers.STRIDES) {
      long four = Powers.sumOfFour(tMult);
      long ratio = Powers.fourth(tMult);
      long most = Long.MAX_VALUE - 4 * tUp >> Powers.bitsOfFourth(tMult);
      while (fall <= most && done >= fall * four + 4 * tUp) {
        done -= fall * four + 4 * tUp;
        fall *= ratio;
        cycle += 4;
      }
    }
    while (done - tUp >= fall) {
      done -= fall + tUp;
      cycle++;
      if (fall > (Long.MAX_VALUE - tUp) / tMult) {
        return inCycle(cycle, done, (double) fall * tMult, base);
      }
      fall *= tMult;
    }
    return inCycle(cycle, done, fall, base);
  }

  @Override
  public double at(double step, double base) {
    Checks.requireStep(step);
    if (tMult == 1) {
      double done = step % t0;
      return inCycle(Math.round((step - done) / t0), done, t0 - tUp, base);
    }
    double done = step;
    double fall = t0 - tUp;
    long cycle = 0;
    while (done >= fall + tUp) {
      done -= fall + tUp;
      cycle++;
      fall *= tMult;
    }
    return inCycle(cycle, done, fall, base);
  }

  private double inCycle(long cycle, double done, double fall, double base) {
    double peak = Powers.peak(etaMax, gamma, cycle);
    if (done < tUp) {
      return Annealing.LINEAR.between(base, peak, done, tUp - done, tUp);
    }
    return Annealing.COS.between(peak, base, done - tUp, fall - (done - tUp), fall);
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(t0);
  }
}
