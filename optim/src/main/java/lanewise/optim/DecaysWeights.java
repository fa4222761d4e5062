package lanewise.optim;

/** Options with a weight decay, which a group may have for itself: commonly none for biases and normalisations. */
public interface DecaysWeights extends OptimizerOptions {
  /** The factor of the decay. */
  double weightDecay();

  /** The same options with another weight decay. */
  DecaysWeights weightDecay(double weightDecay);
}
