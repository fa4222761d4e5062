package lanewise.lrsched;

import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongToDoubleFunction;
import lanewise.optim.Optimizer;

/**
 * Drives the groups of an optimizer by {@link Multiplicative}, by one function or by one for each group.
 *
 * <pre>{@code
 * var scheduler = new MultiplicativeLR(optimizer, MultiplicativeLR.options("0.95^t", t -> 0.95));
 * }</pre>
 *
 * <p>The scheduler remembers the product that it has reached: a step costs one call of the function for each group, and going back begins anew.
 *
 * <p>Functions are not part of a state, but their names are: a state is loaded by a scheduler that was built with functions of the same names.
 *
 * <p>Source: PyTorch's {@code MultiplicativeLR}; what differs from there stands in {@link Multiplicative}.
 */
public final class MultiplicativeLR extends LrScheduler {
  /** Begins at t = 0 with one function for all groups. */
  public MultiplicativeLR(Optimizer optimizer, Multiplicative schedule) {
    this(optimizer, schedule, Start.NEW);
  }

  /** Begins as {@code start} says. */
  public MultiplicativeLR(Optimizer optimizer, Multiplicative schedule, Start start) {
    super(optimizer, group -> Track.of(new RememberedProduct(schedule)), start);
  }

  /**
   * Begins as {@code start} says, with a function for each group.
   *
   * @throws IllegalArgumentException if there is not one for each group
   */
  public MultiplicativeLR(Optimizer optimizer, List<Multiplicative> schedules, Start start) {
    IntFunction<Multiplicative> own = oneForEach(schedules, optimizer);
    super(optimizer, group -> Track.of(new RememberedProduct(own.apply(group))), start);
  }

  /** A function for the factor from one step to the next, and a name by which it is known. */
  public static Multiplicative options(String name, LongToDoubleFunction lrLambda) {
    return new Multiplicative(name, lrLambda);
  }
}
