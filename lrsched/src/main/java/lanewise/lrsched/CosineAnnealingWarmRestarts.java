package lanewise.lrsched;

import java.util.OptionalLong;

/**
 * Half a cosine from the base rate to {@code etaMin}, again and again, each time {@code tMult} times as long as before:
 *
 * <pre>{@code
 * lr(t) = etaMin + (b - etaMin) (1 + cos(pi (t - S_c) / L_c)) / 2   for S_c <= t < S_(c+1)
 * L_c = t0 tMult^c,  S_0 = 0,  S_(c+1) = S_c + L_c
 * }</pre>
 *
 * <p>lr(S_c) = b exactly. {@code etaMin} itself is not reached at whole steps: the last one of a cycle has etaMin + (b - etaMin) (1 - cos(pi / L_c))
 * / 2. The restarts go on for ever; the natural length is the first cycle. Real steps are possible: {@link #at(double, double)}.
 *
 * <p>The cycle is found by adding up whole lengths. PyTorch's {@code step(epoch)} takes a floating logarithm, which selects the end of the previous
 * cycle at some exact restarts (tMult 3, t = 121 t0), and resumes in the wrong place with tMult > 1.
 *
 * <p>Source: Loshchilov, Hutter, SGDR (arXiv 1608.03983); PyTorch's {@code CosineAnnealingWarmRestarts}.
 *
 * @param t0 steps of the first cycle, 1..2^53
 * @param tMult ratio of the lengths of neighbouring cycles, 1..2^31 - 1; default 1
 * @param etaMin the rate at the end of a cycle, finite and >= 0; default 0
 */
public record CosineAnnealingWarmRestarts(long t0, int tMult, double etaMin) implements ContinuousSchedule {
  /** Checks the values. */
  public CosineAnnealingWarmRestarts {
    Checks.requireBetween("t0", t0, 1, Checks.LONGEST);
    Checks.requireBetween("tMult", (long) tMult, 1, Integer.MAX_VALUE);
    Checks.requireFinite("etaMin", etaMin, 0);
  }

  /** The schedule with PyTorch's defaults: cycles of equal length down to 0. */
  public static CosineAnnealingWarmRestarts of(long t0) {
    return new CosineAnnealingWarmRestarts(t0, 1, 0);
  }

  /** With another ratio of lengths. */
  public CosineAnnealingWarmRestarts tMult(int tMult) {
    return new CosineAnnealingWarmRestarts(t0, tMult, etaMin);
  }

  /** With another rate at the end of a cycle. */
  public CosineAnnealingWarmRestarts etaMin(double etaMin) {
    return new CosineAnnealingWarmRestarts(t0, tMult, etaMin);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    long done = step;
    long length = t0;
    if (tMult == 1) {
      done %= t0;
    } else {
      if (tMult < Powers.STRIDES) {
        long four = Powers.sumOfFour(tMult);
        long ratio = Powers.fourth(tMult);
        long most = Long.MAX_VALUE >> Powers.bitsOfFourth(tMult);
        while (length <= most && done >= length * four) {
          done -= length * four;
          length *= ratio;
        }
      }
      while (done >= length) {
        done -= length;
        if (length > Long.MAX_VALUE / tMult) {
          return Annealing.COS.between(base, etaMin, done, (double) length * tMult - done);
        }
        length *= tMult;
      }
    }
    return Annealing.COS.between(base, etaMin, done, length - done);
  }

  @Override
  public double at(double step, double base) {
    Checks.requireStep(step);
    double done = step % t0;
    double length = t0;
    if (tMult > 1) {
      done = step;
      while (done >= length) {
        done -= length;
        length *= tMult;
      }
    }
    return Annealing.COS.between(base, etaMin, done, length - done, length);
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(t0);
  }
}
