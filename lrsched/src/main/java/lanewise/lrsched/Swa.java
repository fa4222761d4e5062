package lanewise.lrsched;

import java.util.OptionalLong;

/**
 * The way to the constant rate of stochastic weight averaging: with b the rate at its start and u = min(1, t / annealEpochs),
 *
 * <pre>{@code lr(t) = swaLr a + b (1 - a)   with a = u or (1 - cos(pi u)) / 2}</pre>
 *
 * <p>lr(0) = b and lr(t) = swaLr for t >= annealEpochs, exactly; with {@code annealEpochs} 0 it is swaLr at once. The natural length is
 * {@code annealEpochs}. PyTorch's {@code SWALR} reckons b back from the current rate at every step; here it is given.
 *
 * <p>Source: Izmailov and others, Averaging Weights Leads to Wider Optima (arXiv 1803.05407); PyTorch's {@code SWALR}.
 *
 * @param swaLr the rate at the end, finite and >= 0
 * @param annealEpochs steps of the way, 0..2^53; default 10
 * @param annealStrategy the shape of the way; default {@code COS}
 */
public record Swa(double swaLr, long annealEpochs, Annealing annealStrategy) implements Schedule {
  /** Checks the values. */
  public Swa {
    Checks.requireFinite("swaLr", swaLr, 0);
    Checks.requireBetween("annealEpochs", annealEpochs, 0, Checks.LONGEST);
    Checks.requirePresent("annealStrategy", annealStrategy);
  }

  /** The schedule with PyTorch's defaults: a cosine of 10 steps. */
  public static Swa of(double swaLr) {
    return new Swa(swaLr, 10, Annealing.COS);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    long t = Math.min(step, annealEpochs);
    return annealStrategy.between(base, swaLr, t, annealEpochs - t);
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(annealEpochs);
  }
}
