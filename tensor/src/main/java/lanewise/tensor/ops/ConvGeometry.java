package lanewise.tensor.ops;

/**
 * The numbers of a 2-d convolution: input {@code [N, C, H, W]}, weight {@code [O, C, KH, KW]}, output {@code [N, O, OH, OW]} with
 * {@code OH = floor((H + 2 padH - dilationH (KH - 1) - 1) / strideH) + 1}.
 *
 * @param inChannels C
 * @param inHeight H
 * @param inWidth W
 * @param outChannels O
 * @param kernelHeight KH
 * @param kernelWidth KW
 * @param strideH step of the window down
 * @param strideW step of the window to the right
 * @param padH rows of zeros above and below
 * @param padW columns of zeros left and right
 * @param dilationH distance between the rows of the kernel
 * @param dilationW distance between its columns
 */
public record ConvGeometry(int inChannels, int inHeight, int inWidth, int outChannels, int kernelHeight, int kernelWidth,
    int strideH, int strideW, int padH, int padW, int dilationH, int dilationW) {

  /** Checks every number, and that the window fits the padded image at least once. */
  public ConvGeometry {
    atLeast("inChannels", inChannels, 1);
    atLeast("inHeight", inHeight, 1);
    atLeast("inWidth", inWidth, 1);
    atLeast("outChannels", outChannels, 1);
    atLeast("kernelHeight", kernelHeight, 1);
    atLeast("kernelWidth", kernelWidth, 1);
    atLeast("strideH", strideH, 1);
    atLeast("strideW", strideW, 1);
    atLeast("padH", padH, 0);
    atLeast("padW", padW, 0);
    atLeast("dilationH", dilationH, 1);
    atLeast("dilationW", dilationW, 1);
    if (out(inHeight, kernelHeight, strideH, padH, dilationH) < 1 || out(inWidth, kernelWidth, strideW, padW, dilationW) < 1) {
      throw new IllegalArgumentException("a kernel of " + kernelHeight + "x" + kernelWidth + " with dilation " + dilationH + "x" + dilationW
          + " does not fit an image of " + inHeight + "x" + inWidth + " with padding " + padH + "x" + padW);
    }
  }

  /** OH. */
  public int outHeight() {
    return (int) out(inHeight, kernelHeight, strideH, padH, dilationH);
  }

  /** OW. */
  public int outWidth() {
    return (int) out(inWidth, kernelWidth, strideW, padW, dilationW);
  }

  /** Floats of one input image. */
  int inSize() {
    return Math.multiplyExact(Math.multiplyExact(inChannels, inHeight), inWidth);
  }

  /** Floats of one output image. */
  int outSize() {
    return Math.multiplyExact(Math.multiplyExact(outChannels, outHeight()), outWidth());
  }

  /** Floats of the weight. */
  int weightSize() {
    return Math.multiplyExact(Math.multiplyExact(outChannels, inChannels), kernelHeight * kernelWidth);
  }

  private static long out(int in, int kernel, int stride, int pad, int dilation) {
    return Math.floorDiv(in + 2L * pad - (long) dilation * (kernel - 1) - 1, (long) stride) + 1;
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: >= " + least);
    }
  }
}
