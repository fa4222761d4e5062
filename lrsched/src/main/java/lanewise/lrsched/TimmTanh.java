package lanewise.lrsched;

import java.util.OptionalLong;

/**
 * timm's hyperbolic tangent schedule: with the cycle number i and u the part of cycle i that is behind, M_i = b cycleDecay^i,
 *
 * <pre>{@code lr(t) = lrMin + (M_i - lrMin) (1 - tanh(lb (1 - u) + ub u)) / 2   for i < cycleLimit, then lrMin}</pre>
 *
 * <p>and before that a straight line from warmupLrInit in warmupT steps: to b where the warm-up is a prefix, else to the value of the cycles at its
 * end. The rate begins a little below b, by the tail of the tangent. The natural length is that of all cycles, and of the warm-up where it is a
 * prefix.
 *
 * <p>PyTorch has no such schedule. Source: {@code TanhLRScheduler} of timm; arXiv 1806.01593.
 *
 * @param cycles the cycles and the warm-up
 * @param lb argument of the tangent at the start of a cycle, finite; default -7
 * @param ub argument at its end, finite and > lb; default 3
 */
public record TimmTanh(TimmCycles cycles, double lb, double ub) implements Schedule {
  /** Checks the values. */
  public TimmTanh {
    Checks.requirePresent("cycles", cycles);
    Checks.requireFinite("lb", lb, -Double.MAX_VALUE);
    Checks.requireFinite("ub", ub, Math.nextUp(lb));
  }

  /** The schedule with timm's defaults. */
  public static TimmTanh of(TimmCycles cycles) {
    return new TimmTanh(cycles, -7, 3);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    boolean rising = step < cycles.warmupT();
    double warmTo = rising && !cycles.warmupPrefix() ? cycles.inCycle(cycles.warmupT(), base, this::curve) : base;
    return cycles.at(step, base, warmTo, this::curve);
  }

  private double curve(double peak, double done, double left) {
    // 2 x = 2 lb + 2 (ub - lb) u in two doubles, since the exponential turns its absolute error into a relative one.
    double whole = done + left;
    double u = done / whole;
    double uRest = (Math.fma(-u, whole, done) - u * (Math.max(done, left) - whole + Math.min(done, left))) / whole;
    double width = 2 * ub - 2 * lb;
    double far = width * u;
    double x = 2 * lb + far;
    double lowRest = Math.abs(lb) * 2 >= Math.abs(far) ? 2 * lb - x + far : far - x + 2 * lb;
    double xRest = lowRest + Math.fma(width, u, -far) + width * uRest + widthRest() * u;
    if (!(Math.abs(x) < 1000)) {
      // The exponentials are 0 or infinite, and the width may be so, too.
      x = 2 * (lb * (left / whole) + ub * u);
      xRest = 0;
    }
    // (1 - tanh x) / 2 and (1 + tanh x) / 2 without cancellation
    return share(peak, x, xRest) + share(cycles.lrMin(), -x, -xRest);
  }

  /** value / (1 + e^(x + xRest)): with what is rounded off the denominator, so that the error is that of the exponential and one rounding. */
  private static double share(double value, double x, double xRest) {
    double power = StrictMath.exp(x);
    double whole = 1 + power;
    double share = value / whole;
    if (power > 1e250 || share < 1e-250 || share > 1e250) {
      return value / (1 + power * (1 + xRest));
    }
    double wholeRest = (power < 1 ? 1 - whole + power : power - whole + 1) + power * xRest;
    return share + (Math.fma(-share, whole, value) - share * wholeRest) / whole;
  }

  /** What the double 2 (ub - lb) lacks of the exact difference. */
  private double widthRest() {
    double width = ub - lb;
    double back = width - ub;
    return 2 * (ub - (width - back) - (lb + back));
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(cycles.length());
  }
}
