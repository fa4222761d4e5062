package lanewise.tensor.ops.conv;

/** Numbers of the scratch buffers that the stages of a convolution use. */
public final class ConvStages {
  /** A tile with fewer columns than its kernel has. */
  public static final int EDGE = 0;
  /** Source rows laid side by side, or cut into panels. */
  static final int INPUT = 1;
  /** Rows of the output's gradient cut into panels. */
  static final int GRADIENT = 2;
  /** Sums of channels. */
  static final int TABLE = 4;
  /** Rows to which a pending prologue has been applied. */
  static final int ROWS = 5;

  /** A panel of packed weights. */
  static final int PACKED = 6;
  /** Weights on the way from one layout to another. */
  static final int TURNED = 7;

  private ConvStages() {}
}
