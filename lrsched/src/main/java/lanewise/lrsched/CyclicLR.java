package lanewise.lrsched;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import lanewise.optim.CyclesMomentum;
import lanewise.optim.Optimizer;
import lanewise.optim.OptimizerOptions;

/**
 * Drives the groups of an optimizer by {@link Cyclic}, by one for all groups or one for each: the rates, and against them the momentum (beta1 of
 * Adam's family). To be stepped after every batch.
 *
 * <pre>{@code
 * var scheduler = new CyclicLR(optimizer, CyclicLR.options(1e-3, 0.1).stepSize(500, 500));
 * }</pre>
 *
 * <p>The optimizer's own rates play no part.
 *
 * <p>Source: PyTorch's {@code CyclicLR}; what differs from there stands in {@link Cyclic} and {@link CycleMomentum}.
 */
public final class CyclicLR extends LrScheduler {
  /** Whether the momentum is cycled. */
  public enum CycleMomentum {
    /** Where a group has one: betas, or a momentum above 0. The default; PyTorch fails for an optimizer without, and turns 0 into 0.9. */
    WHERE_PRESENT,
    /** In every group; an optimizer without momentum is refused. */
    ALWAYS,
    /** Not at all. */
    NEVER
  }

  /** Begins at t = 0 with the same rates in all groups. */
  public CyclicLR(Optimizer optimizer, Cyclic schedule) {
    this(optimizer, schedule, CycleMomentum.WHERE_PRESENT, Start.NEW);
  }

  /**
   * Begins as {@code start} says.
   *
   * @throws IllegalArgumentException if momentum is to be cycled always and the optimizer has none
   */
  public CyclicLR(Optimizer optimizer, Cyclic schedule, CycleMomentum cycleMomentum, Start start) {
    this(optimizer, group -> schedule, cycleMomentum, start);
  }

  /**
   * Begins as {@code start} says, with rates for each group.
   *
   * @throws IllegalArgumentException if there is not one schedule for each group, or momentum is to be cycled always and the optimizer has none
   */
  public CyclicLR(Optimizer optimizer, List<Cyclic> schedules, CycleMomentum cycleMomentum, Start start) {
    this(optimizer, oneForEach(schedules, optimizer), cycleMomentum, start);
  }

  private CyclicLR(Optimizer optimizer, IntFunction<Cyclic> schedules, CycleMomentum cycleMomentum, Start start) {
    Checks.requirePresent("cycleMomentum", cycleMomentum);
    super(optimizer, group -> track(schedules.apply(group), cycleMomentum, optimizer.paramGroups().get(group).options()), start);
  }

  /** PyTorch's defaults: triangles of 2000 steps up and 2000 down. */
  public static Cyclic options(double baseLr, double maxLr) {
    return Cyclic.of(baseLr, maxLr);
  }

  private static Track track(Cyclic cycle, CycleMomentum cycleMomentum, OptimizerOptions options) {
    Checks.requirePresent("schedule", cycle);
    boolean momentum = switch (cycleMomentum) {
      case WHERE_PRESENT -> options instanceof CyclesMomentum cycling && (cycling.cycledMomentum() > 0 || options.asMap().containsKey("betas"));
      case ALWAYS -> true;
      case NEVER -> false;
    };
    return new Track(cycle, momentum ? Optional.of(cycle.momentum()) : Optional.empty(), OptionalDouble.of(cycle.baseLr()), false);
  }
}
