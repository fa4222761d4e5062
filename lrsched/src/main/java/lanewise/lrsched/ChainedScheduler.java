package lanewise.lrsched;

import java.util.List;
import lanewise.optim.Optimizer;

/**
 * Drives the groups of an optimizer by {@link Chained}, each from its own base rate.
 *
 * <pre>{@code
 * var scheduler = new ChainedScheduler(optimizer, ChainedScheduler.options(List.of(LinearLR.options(), StepLR.options(30))));
 * }</pre>
 *
 * <p>Source: PyTorch's {@code ChainedScheduler}; what differs from there stands in {@link Chained}.
 */
public final class ChainedScheduler extends LrScheduler {
  /** Begins at t = 0. */
  public ChainedScheduler(Optimizer optimizer, Chained schedule) {
    this(optimizer, schedule, Start.NEW);
  }

  /** Begins as {@code start} says. */
  public ChainedScheduler(Optimizer optimizer, Chained schedule, Start start) {
    super(optimizer, schedule, start);
  }

  /**
   * Begins as {@code start} says, with a schedule for each group.
   *
   * @throws IllegalArgumentException if there is not one for each group
   */
  public ChainedScheduler(Optimizer optimizer, List<Chained> schedules, Start start) {
    super(optimizer, schedules, start);
  }

  /** The parts, all in force at once. */
  public static Chained options(List<? extends Schedule> schedules) {
    return new Chained(Checks.copy("schedules", schedules));
  }
}
