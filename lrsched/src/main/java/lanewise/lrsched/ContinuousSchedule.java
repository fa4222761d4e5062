package lanewise.lrsched;

/** A schedule that also has values between the steps, so that it can be driven by fractions of an epoch: epoch + batch / batches. */
public interface ContinuousSchedule extends Schedule {
  /**
   * The value at a real step. At whole steps it is the same as {@link #at(long, double)}.
   *
   * @param step steps done before, finite and >= 0
   * @param base the base rate b
   */
  double at(double step, double base);
}
