package lanewise.lrsched;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A learning rate (or another number) as a pure function of the step: no state, no order of calls, so resuming means passing the step.
 *
 * <p>{@code at(t, base)} is the value that the optimizer uses in its step number t + 1: {@code at(0, base)} holds before the first step. A
 * <em>factor</em> or <em>affine</em> schedule transforms the base rate; an <em>absolute</em> one, such as {@link OneCycle}, ignores it.
 *
 * <p>The other methods combine schedules. Every combination is a schedule again:
 *
 * <pre>{@code
 * Schedule s = linear(0.1, 1, 100).then(cosine(900));     // one after the other
 * Schedule p = step(30, 0.1).times(warmupConstant(5));    // both at once
 * Schedule c = cosine(50).repeat().clamp(1e-5, 1);        // again and again, within bounds
 * }</pre>
 *
 * <p>The cost of a call does not depend on the step, {@link Multiplicative} excepted, and equal arguments give the same bits on every platform.
 * The schedules of this package are immutable and may be shared between threads, those with functions of the user as far as these may.
 */
@FunctionalInterface
public interface Schedule {
  /**
   * The value at a step.
   *
   * @param step number of steps done before, from 0
   * @param base the base rate b, finite and >= 0; it is not checked here, but an optimizer refuses what comes of another one
   * @throws IllegalArgumentException if the schedule has no value at this step
   */
  double at(long step, double base);

  /** The value at a step for base 1: of a factor schedule the factor itself. */
  default double at(long step) {
    return at(step, 1);
  }

  /**
   * The natural length: the number of steps after which {@link #then} goes on with the next schedule. Empty where there is none; {@link #lasting}
   * gives one.
   */
  default OptionalLong length() {
    return OptionalLong.empty();
  }

  /**
   * The momentum (beta1 of Adam's family) that belongs to these rates, where it is cycled. Its base is the optimizer's own momentum, which it keeps
   * wherever a composition does not cycle: before the first cycling part. After a cycling part the last value stays.
   */
  default Optional<Schedule> cycledMomentum() {
    return Optional.empty();
  }

  /**
   * This schedule for its {@link #length()}, then the next one from its step 0. Each starts from the base rate, not from where the other one ended. A
   * length of 0 leaves only the next one.
   *
   * @throws IllegalArgumentException if this schedule has no length
   */
  default Schedule then(Schedule next) {
    Checks.requirePresent("next", next);
    long length = Lengths.of(this, "then");
    return length == 0 ? next : new Sequential(List.of(this, next), List.of(length));
  }

  /** Both at once: the value of this schedule is the base of the other one. Of factor schedules that is the product. */
  default Schedule times(Schedule other) {
    Checks.requirePresent("other", other);
    return new Chained(List.of(this, other));
  }

  /** Every value times a factor, finite and >= 0. */
  default Schedule scale(double factor) {
    return new Scaled(this, factor);
  }

  /** Every value plus an amount, finite; the sum has to be >= 0 at every step that is asked for. */
  default Schedule offset(double amount) {
    return new Offset(this, amount);
  }

  /** Every value brought between two bounds, 0 <= least <= greatest. */
  default Schedule clamp(double least, double greatest) {
    return new Clamped(this, least, greatest);
  }

  /** The base rate for a number of steps, then this schedule from its step 0. */
  default Schedule delay(long steps) {
    return new Delayed(this, steps);
  }

  /** This schedule from a later step on: the value at t is the one at t + steps. */
  default Schedule advance(long steps) {
    return new Advanced(this, steps);
  }

  /**
   * This schedule again and again, each time for its {@link #length()}.
   *
   * @throws IllegalArgumentException if this schedule has no length, or length 0
   */
  default Schedule repeat() {
    return repeat(Repeated.FOREVER);
  }

  /**
   * This schedule a number of times, each time for its {@link #length()}; the last time it goes on.
   *
   * @throws IllegalArgumentException if this schedule has no length, or length 0, or {@code times} is less than 1
   */
  default Schedule repeat(long times) {
    return new Repeated(this, Lengths.of(this, "repeat"), times);
  }

  /** A straight line from 0 to the first value of this schedule, then this schedule from its step 0. */
  default Schedule warmup(long steps) {
    return warmup(steps, 0);
  }

  /** A straight line from a fraction (0..1) of the first value of this schedule to that value, then this schedule from its step 0. */
  default Schedule warmup(long steps, double startFactor) {
    return new Warmup(this, steps, startFactor);
  }

  /** The same values with another natural length, or with one at all. */
  default Schedule lasting(long steps) {
    return new Lasting(this, steps);
  }

  /** An absolute schedule: the values of this one for a given base rate, finite and >= 0, whatever the base rate of the group is. */
  default Schedule withBase(double base) {
    return new FixedBase(this, base);
  }

  /** A factor schedule: the base rate times the value of this one for base 1. */
  default Schedule asFactor() {
    return new AsFactor(this);
  }

  /** The same rates, and the momentum left alone. */
  default Schedule withoutMomentum() {
    return new WithoutMomentum(this);
  }
}
