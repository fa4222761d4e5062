package lanewise.tensor.ops;

/**
 * The window of a 2-d pooling, with PyTorch's arguments. It gives {@code floor((H + 2 padding - dilation (kernel - 1) - 1) / stride) + 1} rows, in
 * ceil mode {@code ceil} instead of floor, without a last window that would begin beyond the image and its upper padding.
 *
 * @param kernelHeight rows, >= 1
 * @param kernelWidth columns, >= 1
 * @param strideH step down, >= 1
 * @param strideW step to the right, >= 1
 * @param paddingH rows left out above and below, at most half of what the kernel covers
 * @param paddingW columns left out on either side, likewise
 * @param dilationH distance of rows, >= 1
 * @param dilationW distance of columns, >= 1
 * @param ceilMode whether windows may reach beyond the lower and right border
 */
public record PoolWindow(int kernelHeight, int kernelWidth, int strideH, int strideW, int paddingH, int paddingW, int dilationH, int dilationW,
    boolean ceilMode) {
  /** Checks every number by itself; that the padding is not too wide is checked with the images. */
  public PoolWindow {
    atLeast("kernel", Math.min(kernelHeight, kernelWidth), 1);
    atLeast("stride", Math.min(strideH, strideW), 1);
    atLeast("padding", Math.min(paddingH, paddingW), 0);
    atLeast("dilation", Math.min(dilationH, dilationW), 1);
  }

  /** A window of these sizes, the stride the same, as PyTorch's default. */
  public static PoolWindow of(int kernelHeight, int kernelWidth) {
    return new PoolWindow(kernelHeight, kernelWidth, kernelHeight, kernelWidth, 0, 0, 1, 1, false);
  }

  /** Steps down and to the right. */
  public PoolWindow stride(int high, int wide) {
    return new PoolWindow(kernelHeight, kernelWidth, high, wide, paddingH, paddingW, dilationH, dilationW, ceilMode);
  }

  /** Padding above and below, and left and right. */
  public PoolWindow padding(int high, int wide) {
    return new PoolWindow(kernelHeight, kernelWidth, strideH, strideW, high, wide, dilationH, dilationW, ceilMode);
  }

  /** Distance of rows and columns. */
  public PoolWindow dilation(int high, int wide) {
    return new PoolWindow(kernelHeight, kernelWidth, strideH, strideW, paddingH, paddingW, high, wide, ceilMode);
  }

  /** With or without windows that reach beyond the border. */
  public PoolWindow ceilMode(boolean on) {
    return new PoolWindow(kernelHeight, kernelWidth, strideH, strideW, paddingH, paddingW, dilationH, dilationW, on);
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException("pooling " + name + " " + value + "; allowed: >= " + least);
    }
  }
}
