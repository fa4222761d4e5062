package lanewise.optim;

/**
 * Options with a momentum that a schedule may cycle against the learning rate: the {@code momentum} of SGD, {@code beta1} of Adam's family.
 */
public interface CyclesMomentum extends OptimizerOptions {
  /** The momentum. */
  double cycledMomentum();

  /** The same options with another momentum. */
  CyclesMomentum cycledMomentum(double momentum);

  @Override
  CyclesMomentum lr(double lr);
}
