package lanewise.tensor.kernel.workers;

/** How a batch of images is cut into units of work: a function of the batch size alone, the same for every stage, so that stages can be fused. */
public final class Units {
  private Units() {}

  /** Images of a unit, a multiple of the height of every tile; the last unit may have fewer. */
  public static int images(int batch) {
    return batch >= 256 ? 32 : batch >= 128 ? 16 : 8;
  }

  /** Number of units. */
  public static int count(int batch) {
    return Math.ceilDiv(batch, images(batch));
  }
}
