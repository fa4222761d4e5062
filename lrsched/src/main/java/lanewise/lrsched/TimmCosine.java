package lanewise.lrsched;

import java.util.OptionalLong;

/**
 * timm's cosine schedule: with the cycle number i and tau steps behind in a cycle of T_i = tInitial cycleMul^i steps, M_i = b cycleDecay^i, k =
 * kDecay,
 *
 * <pre>{@code lr(t) = lrMin + (M_i - lrMin) (1 + cos(pi tau^k / T_i^k)) / 2   for i < cycleLimit, then lrMin}</pre>
 *
 * <p>and before that a straight line from warmupLrInit to b in warmupT steps. Without {@code warmupPrefix} the warm-up takes the place of the first
 * steps of the cosine, so that the rate jumps down from b to the cosine where it ends. k > 1 keeps the rate high for longer. The natural length is
 * that of all cycles, and of the warm-up where it is a prefix.
 *
 * <p>timm finds the cycle by a floating logarithm; here lengths are added up, which is exact where cycleMul is a whole number. PyTorch has the case
 * of one cycle without a warm-up: {@link CosineAnnealing} with {@code HOLD}. Source: {@code CosineLRScheduler} of timm; k-decay: arXiv 2004.05909.
 *
 * @param cycles the cycles and the warm-up
 * @param kDecay k, finite and > 0; default 1
 */
public record TimmCosine(TimmCycles cycles, double kDecay) implements Schedule {
  /** Checks the values. */
  public TimmCosine {
    Checks.requirePresent("cycles", cycles);
    Checks.requirePositive("kDecay", kDecay);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    return cycles.at(step, base, base, this::curve);
  }

  private double curve(double peak, double done, double left) {
    if (kDecay == 1 || done == 0) {
      return Annealing.COS.between(peak, cycles.lrMin(), done, left);
    }
    return KDecay.between(peak, cycles.lrMin(), done, left, kDecay);
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(cycles.length());
  }
}
