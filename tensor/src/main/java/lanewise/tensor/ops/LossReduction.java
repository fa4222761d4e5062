package lanewise.tensor.ops;

/** What becomes of the losses of single elements. */
public enum LossReduction {
  /** They stay as they are. */
  NONE,
  /** Their mean; of weighted classes the sum over the sum of the targets' weights. PyTorch's default. */
  MEAN,
  /** Their sum. */
  SUM,
  /** Their sum over the size of the first axis; for the divergence of distributions only. */
  BATCH_MEAN;

  /**
   * Refuses {@link #BATCH_MEAN} for a loss that is no divergence.
   *
   * @throws IllegalArgumentException if this is it
   */
  public void requireNoBatchMean() {
    if (this == BATCH_MEAN) {
      throw new IllegalArgumentException("reduction BATCH_MEAN; allowed: NONE, MEAN, SUM");
    }
  }
}
