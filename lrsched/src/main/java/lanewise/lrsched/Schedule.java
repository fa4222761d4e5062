package lanewise.lrsched;

/**
 * A learning rate (or another number) as a pure function of the step: no state, no order of calls, so resuming means passing the step.
 *
 * <p>{@code at(t, base)} is the value that the optimizer uses in its step number t + 1: {@code at(0, base)} holds before the first step. A <em>factor</em> or
 * <em>affine</em> schedule transforms the base rate; an <em>absolute</em> one, such as {@link OneCycle}, ignores it.
 *
 * <p>Schedules chain by handing the value of one to the next as its base: g after f is {@code g.at(t, f.at(t, base))}. For factor schedules that is the product
 * of the factors.
 *
 * <p>The cost of a call does not depend on the step, and equal arguments give the same bits on every platform.
 */
@FunctionalInterface
public interface Schedule {
  /**
   * The value at a step.
   *
   * @param step number of steps done before, from 0
   * @param base the base rate b
   * @throws IllegalArgumentException if the schedule has no value at this step
   */
  double at(long step, double base);

  /** The value at a step for base 1: of a factor schedule the factor itself. */
  default double at(long step) {
    return at(step, 1);
  }
}
