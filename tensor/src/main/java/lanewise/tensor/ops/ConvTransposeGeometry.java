package lanewise.tensor.ops;

/**
 * The numbers of a transposed 2-d convolution: input {@code [N, C, H, W]}, weight {@code [C, O / groups, KH, KW]}, output {@code [N, O, OH, OW]} with
 * {@code OH = (H - 1) strideH - 2 padH + dilationH (KH - 1) + outputPadH + 1}, likewise OW. It is the gradient of a convolution with respect to its
 * data ({@link #mirrored}).
 *
 * @param inChannels C
 * @param inHeight H
 * @param inWidth W
 * @param outChannels O
 * @param kernelHeight KH
 * @param kernelWidth KW
 * @param options stride, padding, dilation and groups of the mirrored convolution
 * @param outputPadH rows added below, fewer than stride or dilation
 * @param outputPadW columns added right, fewer than stride or dilation
 */
public record ConvTransposeGeometry(int inChannels, int inHeight, int inWidth, int outChannels, int kernelHeight, int kernelWidth,
    ConvGeometry.Options options, int outputPadH, int outputPadW) {

  /** Checks every number, and that the output has at least one pixel. */
  public ConvTransposeGeometry {
    if (options.same()) {
      throw new IllegalArgumentException("padding \"same\" of a transposed convolution; allowed: numbers");
    }
    atLeastOne("inHeight", inHeight);
    atLeastOne("inWidth", inWidth);
    atLeastOne("kernelHeight", kernelHeight);
    atLeastOne("kernelWidth", kernelWidth);
    outputPadding("outputPadH", outputPadH, options.strideH(), options.dilationH());
    outputPadding("outputPadW", outputPadW, options.strideW(), options.dilationW());
    long high = out(inHeight, kernelHeight, options.strideH(), options.padH(), options.dilationH(), outputPadH);
    long wide = out(inWidth, kernelWidth, options.strideW(), options.padW(), options.dilationW(), outputPadW);
    if (high < 1 || wide < 1 || high > Integer.MAX_VALUE || wide > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a transposed convolution of " + inHeight + "x" + inWidth + " with a kernel of " + kernelHeight + "x"
          + kernelWidth + " and " + options + " gives " + high + "x" + wide + " pixels; allowed: 1 to 2^31 - 1");
    }
    mirrored(inChannels, inHeight, inWidth, outChannels, kernelHeight, kernelWidth, options, (int) high, (int) wide);
  }

  /** OH. */
  public int outHeight() {
    return (int) out(inHeight, kernelHeight, options.strideH(), options.padH(), options.dilationH(), outputPadH);
  }

  /** OW. */
  public int outWidth() {
    return (int) out(inWidth, kernelWidth, options.strideW(), options.padW(), options.dilationW(), outputPadW);
  }

  /** The convolution from {@code [N, O, OH, OW]} to {@code [N, C, H, W]} whose gradient with respect to the data this is; the weight is the same. */
  public ConvGeometry mirrored() {
    return mirrored(inChannels, inHeight, inWidth, outChannels, kernelHeight, kernelWidth, options, outHeight(), outWidth());
  }

  private static ConvGeometry mirrored(int inChannels, int inHeight, int inWidth, int outChannels, int kernelHeight, int kernelWidth,
      ConvGeometry.Options o, int high, int wide) {
    return new ConvGeometry(outChannels, high, wide, inChannels, kernelHeight, kernelWidth, o.strideH(), o.strideW(), o.padH(), o.padW(),
        o.dilationH(), o.dilationW(), o.groups(), extra(inHeight, kernelHeight, o.strideH(), o.padH(), o.dilationH(), high),
        extra(inWidth, kernelWidth, o.strideW(), o.padW(), o.dilationW(), wide));
  }

  /** An output padding of a stride or more would give the mirrored convolution more than H results: that much less padding below. */
  private static int extra(int in, int kernel, int stride, int pad, int dilation, int out) {
    long positions = Math.floorDiv(out + 2L * pad - (long) dilation * (kernel - 1) - 1, (long) stride) + 1;
    return (int) ((in - positions) * stride);
  }

  private static long out(int in, int kernel, int stride, int pad, int dilation, int outputPad) {
    return (in - 1L) * stride - 2L * pad + (long) dilation * (kernel - 1) + outputPad + 1;
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: >= 1");
    }
  }

  private static void outputPadding(String name, int value, int stride, int dilation) {
    if (value < 0 || value >= Math.max(stride, dilation)) {
      throw new IllegalArgumentException(name + " " + value + " with stride " + stride + " and dilation " + dilation
          + "; allowed: 0 or more, below the larger of the two");
    }
  }
}
