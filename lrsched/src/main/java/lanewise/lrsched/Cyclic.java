package lanewise.lrsched;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongToDoubleFunction;

/**
 * A zigzag between two rates, with the momentum going the other way ({@link #momentum()}). An absolute schedule: the base rate of the group is
 * ignored.
 *
 * <p>With P = stepSizeUp + stepSizeDown, tau = t mod P, the cycle number c = floor(t / P) + 1, and s = tau / stepSizeUp on the way up, (P - tau) /
 * stepSizeDown down:
 *
 * <pre>{@code
 * lr(t)       = baseLr + (maxLr - baseLr) s k
 * momentum(t) = maxMomentum - (maxMomentum - baseMomentum) s k
 * k = 1 (TRIANGULAR), 2^(1 - c) (TRIANGULAR2), gamma^t (EXP_RANGE), or scaleFn of c or t
 * }</pre>
 *
 * <p>The cycles go on for ever; the natural length is one cycle. tau and c are whole numbers, where PyTorch divides t by P in floating point and
 * misses the ends of late cycles; its 2^(c - 1) overflows. Its scheduler also takes an {@code initial_lr} that an earlier one has left for the first
 * step; here the rate is baseLr.
 *
 * <p>Source: Smith, Cyclical Learning Rates for Training Neural Networks (arXiv 1506.01186); PyTorch's {@code CyclicLR}.
 *
 * @param baseLr the low rate, finite and >= 0
 * @param maxLr the high rate, finite and >= baseLr
 * @param stepSizeUp steps up, 1..2^53; default 2000
 * @param stepSizeDown steps down, 1..2^53; default the same as up
 * @param mode what becomes of the height of the cycles; default {@code TRIANGULAR}; without effect with a scaleFn
 * @param gamma the factor of {@code EXP_RANGE}, finite and > 0; default 1
 * @param scaleFn a function of one's own for the height; default none
 * @param baseMomentum momentum at the high rate, finite and >= 0; default 0.8
 * @param maxMomentum momentum at the low rate, finite and >= 0; default 0.9
 */
public record Cyclic(
    double baseLr,
    double maxLr,
    long stepSizeUp,
    long stepSizeDown,
    Mode mode,
    double gamma,
    Optional<ScaleFn> scaleFn,
    double baseMomentum,
    double maxMomentum)
    implements Schedule {

  /** What becomes of the height of the cycles. */
  public enum Mode {
    /** It stays. */
    TRIANGULAR,
    /** It is halved after every cycle. */
    TRIANGULAR2,
    /** It is multiplied by gamma at every step. */
    EXP_RANGE
  }

  /** What a {@link ScaleFn} is a function of. */
  public enum ScaleMode {
    /** The number of the cycle, from 1. */
    CYCLE,
    /** The step t. */
    ITERATIONS
  }

  /**
   * A function for the height of the cycles.
   *
   * @param name names the function where the schedule is printed or compared, not blank
   * @param function the height at its argument, finite and >= 0
   * @param scaleMode what the argument is; default {@code CYCLE}
   */
  public record ScaleFn(String name, LongToDoubleFunction function, ScaleMode scaleMode) {
    /** Checks that all are there. */
    public ScaleFn {
      Checks.requireName(name);
      Checks.requirePresent("function", function);
      Checks.requirePresent("scaleMode", scaleMode);
    }
  }

  /** Checks the values. */
  public Cyclic {
    Checks.requireFinite("baseLr", baseLr, 0);
    Checks.requireFinite("maxLr", maxLr, baseLr);
    Checks.requireBetween("stepSizeUp", stepSizeUp, 1, Checks.LONGEST);
    Checks.requireBetween("stepSizeDown", stepSizeDown, 1, Checks.LONGEST);
    Checks.requirePresent("mode", mode);
    Checks.requirePositive("gamma", gamma);
    Checks.requirePresent("scaleFn", scaleFn);
    Checks.requireFinite("baseMomentum", baseMomentum, 0);
    Checks.requireFinite("maxMomentum", maxMomentum, 0);
  }

  /** The schedule with PyTorch's defaults: triangles of 2000 steps up and 2000 down. */
  public static Cyclic of(double baseLr, double maxLr) {
    return new Cyclic(baseLr, maxLr, 2000, 2000, Mode.TRIANGULAR, 1, Optional.empty(), 0.8, 0.9);
  }

  /** With other numbers of steps up and down. */
  public Cyclic stepSize(long up, long down) {
    return new Cyclic(baseLr, maxLr, up, down, mode, gamma, scaleFn, baseMomentum, maxMomentum);
  }

  /** With another mode. */
  public Cyclic mode(Mode mode) {
    return new Cyclic(baseLr, maxLr, stepSizeUp, stepSizeDown, mode, gamma, scaleFn, baseMomentum, maxMomentum);
  }

  /** With another factor for {@code EXP_RANGE}. */
  public Cyclic gamma(double gamma) {
    return new Cyclic(baseLr, maxLr, stepSizeUp, stepSizeDown, mode, gamma, scaleFn, baseMomentum, maxMomentum);
  }

  /** With a function of one's own for the height. */
  public Cyclic scaleFn(ScaleFn scaleFn) {
    return new Cyclic(baseLr, maxLr, stepSizeUp, stepSizeDown, mode, gamma, Optional.ofNullable(scaleFn), baseMomentum, maxMomentum);
  }

  /** With another momentum at the high rate and at the low. */
  public Cyclic momentum(double base, double max) {
    return new Cyclic(baseLr, maxLr, stepSizeUp, stepSizeDown, mode, gamma, scaleFn, base, max);
  }

  @Override
  public double at(long step, double base) {
    return curve(step, baseLr, maxLr);
  }

  /** The momentum (beta1 of Adam's family) that belongs to these rates: a schedule of its own. */
  public Schedule momentum() {
    return new Momentum(this);
  }

  @Override
  public Optional<Schedule> cycledMomentum() {
    return Optional.of(momentum());
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(stepSizeUp + stepSizeDown);
  }

  /** The way from the value at the ends of a cycle to the one in its middle and back. */
  private double curve(long step, double end, double middle) {
    Checks.requireStep(step);
    long period = stepSizeUp + stepSizeDown;
    long done = step % period;
    boolean up = done <= stepSizeUp;
    long way = up ? done : period - done;
    long left = (up ? stepSizeUp : stepSizeDown) - way;
    double height = height(step, step / period + 1);
    if (height == 1) {
      return Annealing.LINEAR.between(end, middle, way, left);
    }
    return end + (middle - end) * ((double) way / (way + left)) * height;
  }

  private double height(long step, long cycle) {
    if (scaleFn.isPresent()) {
      ScaleFn scale = scaleFn.get();
      long argument = scale.scaleMode == ScaleMode.CYCLE ? cycle : step;
      return Checks.returned(scale.name, argument, scale.function.applyAsDouble(argument));
    }
    return switch (mode) {
      case TRIANGULAR -> 1;
      case TRIANGULAR2 -> Math.scalb(1.0, (int) Math.max(1 - cycle, -2000));
      case EXP_RANGE -> Powers.times(1, gamma, step);
    };
  }

  private record Momentum(Cyclic cycle) implements Schedule {
    @Override
    public double at(long step, double base) {
      return cycle.curve(step, cycle.maxMomentum, cycle.baseMomentum);
    }
  }
}
