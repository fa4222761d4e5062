package lanewise.optim.internal;

/**
 * 1 - beta^t in double, remembered: parameters that are stepped together share beta and t.
 *
 * <p>The power is exp(t log beta): within a few units in the last place of 1, whatever t is, and unlike {@code StrictMath.pow} it makes no garbage.
 */
public final class BiasCorrection {
  private double beta = Double.NaN;
  private long step;
  private double value;

  /** Nothing remembered yet. */
  public BiasCorrection() {}

  /** 1 - beta^step, for 0 <= beta < 1 and step >= 1. */
  public double of(double beta, long step) {
    if (beta != this.beta || step != this.step) {
      this.beta = beta;
      this.step = step;
      this.value = 1 - StrictMath.exp(step * StrictMath.log(beta));
    }
    return value;
  }
}
