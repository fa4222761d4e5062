package lanewise.train;

/** Which images a pass goes over. */
public enum Split {
  /** Those that the weights are fitted to; the pass changes the weights. */
  TRAIN,
  /** Those that are kept back; the pass only measures. */
  EVAL;

  /** The name in tables and files: {@code train}, {@code eval}. */
  public String label() {
    return this == TRAIN ? "train" : "eval";
  }
}
