package lanewise.lrsched;

import java.util.List;
import java.util.function.LongToDoubleFunction;
import lanewise.optim.Optimizer;

/**
 * Drives the groups of an optimizer by {@link LambdaSchedule}, by one function or by one for each group.
 *
 * <pre>{@code
 * var scheduler = new LambdaLR(optimizer, LambdaLR.options("0.95^t", t -> Math.pow(0.95, t)));
 * }</pre>
 *
 * <p>Functions are not part of a state, but their names are: a state is loaded by a scheduler that was built with functions of the same names.
 *
 * <p>Source: PyTorch's {@code LambdaLR}; what differs from there stands in {@link LambdaSchedule}.
 */
public final class LambdaLR extends LrScheduler {
  /** Begins at t = 0 with one function for all groups. */
  public LambdaLR(Optimizer optimizer, LambdaSchedule schedule) {
    this(optimizer, schedule, Start.NEW);
  }

  /** Begins as {@code start} says. */
  public LambdaLR(Optimizer optimizer, LambdaSchedule schedule, Start start) {
    super(optimizer, schedule, start);
  }

  /**
   * Begins as {@code start} says, with a function for each group.
   *
   * @throws IllegalArgumentException if there is not one for each group
   */
  public LambdaLR(Optimizer optimizer, List<LambdaSchedule> schedules, Start start) {
    super(optimizer, schedules, start);
  }

  /** A function for the factor of a step, and a name by which it is known. */
  public static LambdaSchedule options(String name, LongToDoubleFunction lrLambda) {
    return new LambdaSchedule(name, lrLambda);
  }
}
