package lanewise.lrsched;

import java.util.List;
import lanewise.optim.Optimizer;

/**
 * Drives the groups of an optimizer by {@link MultiStep}, each from its own base rate.
 *
 * <pre>{@code
 * var scheduler = new MultiStepLR(optimizer, MultiStepLR.options(List.of(30L, 80L)));
 * }</pre>
 *
 * <p>Source: PyTorch's {@code MultiStepLR}; what differs from there stands in {@link MultiStep}.
 */
public final class MultiStepLR extends LrScheduler {
  /** Begins at t = 0. */
  public MultiStepLR(Optimizer optimizer, MultiStep schedule) {
    this(optimizer, schedule, Start.NEW);
  }

  /** Begins as {@code start} says. */
  public MultiStepLR(Optimizer optimizer, MultiStep schedule, Start start) {
    super(optimizer, schedule, start);
  }

  /** PyTorch's default: a tenth at each milestone. */
  public static MultiStep options(List<Long> milestones) {
    return options(milestones, 0.1);
  }

  /** Times {@code gamma} at each milestone. */
  public static MultiStep options(List<Long> milestones, double gamma) {
    return new MultiStep(milestones, gamma);
  }
}
