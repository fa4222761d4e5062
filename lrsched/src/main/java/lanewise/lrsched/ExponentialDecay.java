package lanewise.lrsched;

import java.util.OptionalLong;

/**
 * A decay by a factor over so many steps, evenly in between:
 *
 * <pre>{@code lr(t) = b rate^(t / transitionSteps)}</pre>
 *
 * <p>The decay goes on for ever; {@link Step} makes it in stairs, {@link Schedule#clamp} ends it. The natural length is {@code transitionSteps}.
 * Source: optax' {@code exponential_decay}.
 *
 * @param transitionSteps steps in which the rate changes by the factor, 1..2^53
 * @param rate the factor, finite and > 0
 */
public record ExponentialDecay(long transitionSteps, double rate) implements Schedule {
  /** Checks the values. */
  public ExponentialDecay {
    Checks.requireBetween("transitionSteps", transitionSteps, 1, Checks.LONGEST);
    Checks.requirePositive("rate", rate);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return Powers.times(base, rate, step, transitionSteps);
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(transitionSteps);
  }
}
