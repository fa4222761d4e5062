package lanewise.lrsched;

import java.util.List;
import java.util.OptionalLong;

/**
 * A decay by a factor at each of the given steps:
 *
 * <pre>{@code lr(t) = b gamma^(number of milestones <= t)}</pre>
 *
 * <p>A milestone that is there twice counts twice, one at 0 counts from the start. The order does not matter: the record keeps them sorted. After the
 * last milestone the rate stays; that is the natural length. The same as PyTorch's {@code MultiStepLR}, which also accepts negative milestones and
 * forgets them; they are refused here.
 *
 * @param milestones steps >= 0, in any order
 * @param gamma the factor, finite and > 0; PyTorch's default 0.1
 */
public record MultiStep(List<Long> milestones, double gamma) implements Schedule {
  /** Checks the values and sorts the milestones. */
  public MultiStep {
    milestones = Checks.copy("milestones", milestones).stream().sorted().toList();
    if (!milestones.isEmpty()) {
      Checks.requireBetween("milestones", milestones.getFirst(), 0, Long.MAX_VALUE);
    }
    Checks.requirePositive("gamma", gamma);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return Powers.times(base, gamma, Milestones.passed(milestones, step));
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(milestones.isEmpty() ? 0 : milestones.getLast());
  }
}
