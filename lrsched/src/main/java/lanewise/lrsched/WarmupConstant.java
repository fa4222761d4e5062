package lanewise.lrsched;

import java.util.OptionalLong;

/**
 * A straight line from 0 to the base rate, then the base rate:
 *
 * <pre>{@code lr(t) = b t / max(1, warmupSteps)   for t < warmupSteps, then b}</pre>
 *
 * <p>lr(0) = 0 unless {@code warmupSteps} is 0, which is the constant base rate. The natural length is {@code warmupSteps}. PyTorch has it as a
 * {@code LambdaLR} only, since its {@code LinearLR} cannot start at 0. Source: transformers' {@code constant_with_warmup}.
 *
 * @param warmupSteps steps of the rise, 0..2^53
 */
public record WarmupConstant(long warmupSteps) implements Schedule {
  /** Checks the steps. */
  public WarmupConstant {
    Checks.requireBetween("warmupSteps", warmupSteps, 0, Checks.LONGEST);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return step < warmupSteps ? base * ((double) step / warmupSteps) : base;
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(warmupSteps);
  }
}
