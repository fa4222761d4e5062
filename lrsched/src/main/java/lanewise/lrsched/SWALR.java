package lanewise.lrsched;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import lanewise.optim.Optimizer;

/**
 * Takes the groups of an optimizer to the constant rate of stochastic weight averaging, by {@link Swa}: by one for all groups, or one for each.
 *
 * <pre>{@code
 * var averaging = new SWALR(optimizer, SWALR.options(0.05));
 * }</pre>
 *
 * <p>The way begins at the rate that a group has at this scheduler's first step, so it may be built at the start and stepped after another scheduler
 * has done its part.
 *
 * <p>Source: PyTorch's {@code SWALR}; what differs from there stands in {@link Swa}.
 */
public final class SWALR extends LrScheduler {
  /** Begins at t = 0 with one rate for all groups. */
  public SWALR(Optimizer optimizer, Swa schedule) {
    this(optimizer, schedule, Start.NEW);
  }

  /** Begins as {@code start} says. */
  public SWALR(Optimizer optimizer, Swa schedule, Start start) {
    this(optimizer, group -> schedule, start);
  }

  /**
   * Begins as {@code start} says, with a rate for each group.
   *
   * @throws IllegalArgumentException if there is not one for each group
   */
  public SWALR(Optimizer optimizer, List<Swa> schedules, Start start) {
    this(optimizer, oneForEach(schedules, optimizer), start);
  }

  private SWALR(Optimizer optimizer, IntFunction<Swa> schedules, Start start) {
    super(optimizer, group -> new Track(schedules.apply(group), Optional.empty(), OptionalDouble.empty(), true), start);
  }

  /** PyTorch's defaults: a cosine of 10 steps. */
  public static Swa options(double swaLr) {
    return Swa.of(swaLr);
  }

  /** The way to {@code swaLr} within {@code annealEpochs} steps. */
  public static Swa options(double swaLr, long annealEpochs, Annealing annealStrategy) {
    return new Swa(swaLr, annealEpochs, annealStrategy);
  }
}
