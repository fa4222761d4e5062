package lanewise.lrsched;

import java.util.List;
import lanewise.optim.Optimizer;

/**
 * Drives the groups of an optimizer by {@link Sequential}, each from its own base rate.
 *
 * <pre>{@code
 * var scheduler = new SequentialLR(optimizer, SequentialLR.options(List.of(LinearLR.options(), ExponentialLR.options(0.9)), List.of(5L)));
 * }</pre>
 *
 * <p>Source: PyTorch's {@code SequentialLR}; what differs from there stands in {@link Sequential}.
 */
public final class SequentialLR extends LrScheduler {
  /** Begins at t = 0. */
  public SequentialLR(Optimizer optimizer, Sequential schedule) {
    this(optimizer, schedule, Start.NEW);
  }

  /** Begins as {@code start} says. */
  public SequentialLR(Optimizer optimizer, Sequential schedule, Start start) {
    super(optimizer, schedule, start);
  }

  /**
   * Begins as {@code start} says, with a schedule for each group.
   *
   * @throws IllegalArgumentException if there is not one for each group
   */
  public SequentialLR(Optimizer optimizer, List<Sequential> schedules, Start start) {
    super(optimizer, schedules, start);
  }

  /** The parts in order, and the steps at which the second and the following ones begin. */
  public static Sequential options(List<? extends Schedule> schedules, List<Long> milestones) {
    return new Sequential(Checks.copy("schedules", schedules), milestones);
  }
}
