package lanewise.tensor.ops;

/**
 * The numbers of a 2-d convolution: input {@code [N, C, H, W]}, weight {@code [O, C / groups, KH, KW]}, output {@code [N, O, OH, OW]} with
 * {@code OH = floor((H + 2 padH + extraH - dilationH (KH - 1) - 1) / strideH) + 1}, likewise OW. Output channel o sees the input channels of its
 * group, {@code o / (O / groups)}. A 1-d convolution is one of images with one row ({@link #line}).
 *
 * <pre>{@code ConvGeometry.of(64, 56, 56, 128, 3, 3, ConvGeometry.options().stride(2).padding(1))}</pre>
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
 * @param groups number of groups; divides C and O
 * @param extraH rows of zeros below besides padH; fewer rows where it is negative
 * @param extraW columns of zeros right besides padW; fewer columns where it is negative
 */
public record ConvGeometry(int inChannels, int inHeight, int inWidth, int outChannels, int kernelHeight, int kernelWidth,
    int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int groups, int extraH, int extraW) {

  /** Checks every number, that the window fits the padded image at least once, and that images and weight have fewer than 2^31 elements. */
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
    atLeast("groups", groups, 1);
    if (inChannels % groups != 0 || outChannels % groups != 0) {
      throw new IllegalArgumentException("groups " + groups + " of " + inChannels + " input and " + outChannels
          + " output channels; allowed: a divisor of both");
    }
    long high = out(inHeight, kernelHeight, strideH, padH, dilationH, extraH);
    long wide = out(inWidth, kernelWidth, strideW, padW, dilationW, extraW);
    if (high < 1 || wide < 1) {
      throw new IllegalArgumentException("a kernel of " + kernelHeight + "x" + kernelWidth + " with dilation " + dilationH + "x" + dilationW
          + " does not fit an image of " + inHeight + "x" + inWidth + " with padding " + padH + "x" + padW
          + (extraH == 0 && extraW == 0 ? "" : ", extra " + extraH + "x" + extraW));
    }
    countable("input", inChannels, inHeight, inWidth);
    countable("output", outChannels, high, wide);
    countable("weight", (long) outChannels * (inChannels / groups), kernelHeight, kernelWidth);
  }

  /** A convolution of one group without extra padding. */
  public ConvGeometry(int inChannels, int inHeight, int inWidth, int outChannels, int kernelHeight, int kernelWidth, int strideH, int strideW,
      int padH, int padW, int dilationH, int dilationW) {
    this(inChannels, inHeight, inWidth, outChannels, kernelHeight, kernelWidth, strideH, strideW, padH, padW, dilationH, dilationW, 1, 0, 0);
  }

  /** From the sizes and the options, with names. */
  public static ConvGeometry of(int inChannels, int inHeight, int inWidth, int outChannels, int kernelHeight, int kernelWidth, Options o) {
    if (!o.same) {
      return new ConvGeometry(inChannels, inHeight, inWidth, outChannels, kernelHeight, kernelWidth, o.strideH, o.strideW, o.padH, o.padW,
          o.dilationH, o.dilationW, o.groups, 0, 0);
    }
    int high = Math.multiplyExact(o.dilationH, Math.max(kernelHeight, 1) - 1);
    int wide = Math.multiplyExact(o.dilationW, Math.max(kernelWidth, 1) - 1);
    return new ConvGeometry(inChannels, inHeight, inWidth, outChannels, kernelHeight, kernelWidth, 1, 1, high / 2, wide / 2, o.dilationH,
        o.dilationW, o.groups, high % 2, wide % 2);
  }

  /** A 1-d convolution of {@code [N, C, L]} as a 2-d one of images with one row; the second numbers of the options count. */
  public static ConvGeometry line(int inChannels, int length, int outChannels, int kernel, Options o) {
    return of(inChannels, 1, length, outChannels, 1, kernel, new Options(1, o.strideW, 0, o.padW, 1, o.dilationW, o.groups, o.same));
  }

  /** PyTorch's defaults: stride 1, no padding, dilation 1, one group. */
  public static Options options() {
    return new Options(1, 1, 0, 0, 1, 1, 1, false);
  }

  /**
   * What a convolution has besides its sizes.
   *
   * @param same PyTorch's padding "same", for stride 1: {@code dilation (K - 1)} zeros, half of them on each side, the odd one below, or right; the
   *     output is as large as the input
   */
  public record Options(int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int groups, boolean same) {
    /** Refuses "same" with a stride. */
    public Options {
      if (same && (strideH != 1 || strideW != 1)) {
        throw new IllegalArgumentException("padding \"same\" with stride " + strideH + "x" + strideW + "; allowed: 1x1");
      }
    }

    /** With the same step of the window in both directions. */
    public Options stride(int step) {
      return stride(step, step);
    }

    /** With these steps of the window, down and to the right. */
    public Options stride(int high, int wide) {
      return new Options(high, wide, padH, padW, dilationH, dilationW, groups, same);
    }

    /** With so many rows and columns of zeros on every side. */
    public Options padding(int zeros) {
      return padding(zeros, zeros);
    }

    /** With so many rows of zeros above and below, and columns left and right. */
    public Options padding(int high, int wide) {
      return new Options(strideH, strideW, high, wide, dilationH, dilationW, groups, false);
    }

    /** With padding "same". */
    public Options samePadding() {
      return new Options(strideH, strideW, 0, 0, dilationH, dilationW, groups, true);
    }

    /** With the same distance between the rows and between the columns of the kernel. */
    public Options dilation(int distance) {
      return dilation(distance, distance);
    }

    /** With this distance between the rows of the kernel, and between its columns. */
    public Options dilation(int high, int wide) {
      return new Options(strideH, strideW, padH, padW, high, wide, groups, same);
    }

    /** With so many groups of channels. */
    public Options groups(int count) {
      return new Options(strideH, strideW, padH, padW, dilationH, dilationW, count, same);
    }
  }

  /** OH. */
  public int outHeight() {
    return (int) out(inHeight, kernelHeight, strideH, padH, dilationH, extraH);
  }

  /** OW. */
  public int outWidth() {
    return (int) out(inWidth, kernelWidth, strideW, padW, dilationW, extraW);
  }

  /** Input channels of a group. */
  public int groupInChannels() {
    return inChannels / groups;
  }

  /** Output channels of a group. */
  public int groupOutChannels() {
    return outChannels / groups;
  }

  private static long out(int in, int kernel, int stride, int pad, int dilation, int extra) {
    return Math.floorDiv(in + 2L * pad + extra - (long) dilation * (kernel - 1) - 1, (long) stride) + 1;
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " " + value + "; allowed: >= " + least);
    }
  }

  private static void countable(String name, long a, long b, long c) {
    if (Math.multiplyHigh(a * b, c) != 0 || a * b > Integer.MAX_VALUE || a * b * c > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(name + " of [" + a + ", " + b + ", " + c + "] elements; allowed: fewer than 2^31 in all");
    }
  }
}
