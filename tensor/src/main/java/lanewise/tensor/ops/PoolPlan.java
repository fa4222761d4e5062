package lanewise.tensor.ops;

import lanewise.tensor.Shape;
import lanewise.tensor.kernel.pool.PoolPlane;
import lanewise.tensor.kernel.pool.PoolPlane.Windows;

/** A pooling of images of one shape: which pixels each pixel of the result is made of. Immutable. */
public final class PoolPlan {
  /** From here on not every whole number is a float. */
  private static final int MOST_TAPS = 1 << 24;

  private final Shape shape;
  private final PoolPlane plane;

  private PoolPlan(Shape shape, PoolPlane plane) {
    this.shape = shape;
    this.plane = plane;
  }

  /** A window that moves over images {@code [N, C, H, W]}. */
  public static PoolPlan windows(Shape images, PoolWindow window) {
    return windows(images, window, true, 0);
  }

  /**
   * The same for means.
   *
   * @param countIncludePad whether a mean divides by the padding as well
   * @param divisor what it divides by instead; 0 for the window's own size
   * @throws IllegalArgumentException if the window does not fit, or the divisor is negative
   */
  public static PoolPlan windows(Shape images, PoolWindow w, boolean countIncludePad, int divisor) {
    requireImages(images);
    if (divisor < 0) {
      throw new IllegalArgumentException("divisor " + divisor + " of a pooling; allowed: >= 1, or 0 for the window's size");
    }
    Windows rows = windows(images, 2, w.kernelHeight(), w.strideH(), w.paddingH(), w.dilationH(), w.ceilMode(), countIncludePad);
    Windows cols = windows(images, 3, w.kernelWidth(), w.strideW(), w.paddingW(), w.dilationW(), w.ceilMode(), countIncludePad);
    return new PoolPlan(images, new PoolPlane(rows, cols, divisor));
  }

  /**
   * Windows from floor(i H / OH) to ceil((i + 1) H / OH), so that the result has a given size.
   *
   * @param height OH, >= 0
   * @param width OW, >= 0
   */
  public static PoolPlan adaptive(Shape images, int height, int width) {
    requireImages(images);
    return new PoolPlan(images, new PoolPlane(parts(images, 2, height), parts(images, 3, width), 0));
  }

  /**
   * One pixel each: the one at floor(i * scale), but not beyond the last. Its mean is PyTorch's interpolation to the nearest.
   *
   * @param height rows of the result, >= 1
   * @param width columns of the result, >= 1
   * @param scaleH rows of an image for one of the result
   * @param scaleW columns likewise
   */
  public static PoolPlan nearest(Shape images, int height, int width, double scaleH, double scaleW) {
    requireImages(images);
    return new PoolPlan(images, new PoolPlane(pixels(images, 2, height, scaleH), pixels(images, 3, width, scaleW), 1));
  }

  /** The shape of the images. */
  public Shape inShape() {
    return shape;
  }

  /** The shape of the result. */
  public Shape outShape() {
    return Shape.of(shape.dim(0), shape.dim(1), plane.rows().windows(), plane.cols().windows());
  }

  PoolPlane plane() {
    return plane;
  }

  /**
   * Checks that the taps of a window can be numbered with floats.
   *
   * @throws IllegalArgumentException if there are too many
   */
  void requirePlaces() {
    long taps = (long) plane.rows().most() * plane.cols().most();
    if (taps > MOST_TAPS) {
      throw new IllegalArgumentException("the places of largest values in windows of " + plane.rows().most() + " x " + plane.cols().most() + " = "
          + taps + " pixels, of images of shape " + shape + "; allowed: windows of up to " + MOST_TAPS + " pixels");
    }
  }

  static void requireImages(Shape shape) {
    if (shape.rank() != 4) {
      throw new IllegalArgumentException("images of shape " + shape + "; allowed: [N, C, H, W]");
    }
  }

  private static Windows windows(Shape shape, int axis, int kernel, int stride, int padding, int dilation, boolean ceil, boolean includePad) {
    int size = shape.dim(axis);
    long covered = dilation * (kernel - 1L) + 1;
    if (padding > covered / 2) {
      throw new IllegalArgumentException("pooling padding " + padding + " for a kernel of " + kernel + " with dilation " + dilation
          + "; allowed: 0.." + covered / 2);
    }
    long room = size + 2L * padding - covered + (ceil ? stride - 1 : 0);
    long count = Math.floorDiv(room, (long) stride) + 1;
    if (ceil && (count - 1) * stride >= (long) size + padding) {
      count--;
    }
    if (count < 1 || size == 0) {
      throw new IllegalArgumentException("a pooling of " + kernel + " with dilation " + dilation + " and padding " + padding + " on axis " + axis
          + " of shape " + shape + "; allowed: kernels that fit");
    }
    int n = Math.toIntExact(count);
    int[] first = new int[n];
    int[] taps = new int[n];
    int[] span = new int[n];
    for (int i = 0; i < n; i++) {
      int start = i * stride - padding;
      int left = start < 0 ? Math.ceilDiv(-start, dilation) : 0;
      int end = (int) Math.min(kernel, Math.max(0, Math.ceilDiv((long) size - start, (long) dilation)));
      taps[i] = Math.max(0, end - left);
      first[i] = taps[i] == 0 ? 0 : start + left * dilation;
      int reach = (int) Math.min((long) start + kernel, (long) size + padding);
      span[i] = includePad ? reach - start : taps[i];
    }
    return new Windows(size, first, taps, span, dilation);
  }

  private static Windows parts(Shape shape, int axis, int count) {
    long size = shape.dim(axis);
    if (count < 0 || size == 0 && count > 0) {
      throw new IllegalArgumentException("adaptive pooling to " + count + " on axis " + axis + " of shape " + shape
          + "; allowed: >= 0, of images that have pixels");
    }
    int[] first = new int[count];
    int[] taps = new int[count];
    for (int i = 0; i < count; i++) {
      first[i] = (int) (i * size / count);
      taps[i] = (int) Math.ceilDiv((i + 1) * size, (long) count) - first[i];
    }
    return new Windows((int) size, first, taps, taps, 1);
  }

  private static Windows pixels(Shape shape, int axis, int count, double scale) {
    int size = shape.dim(axis);
    if (count < 1 || size == 0 || !(scale > 0)) {
      throw new IllegalArgumentException("interpolation of axis " + axis + " of shape " + shape + " to " + count + " in steps of " + scale
          + "; allowed: sizes >= 1 and steps > 0");
    }
    int[] first = new int[count];
    int[] one = new int[count];
    for (int i = 0; i < count; i++) {
      first[i] = (int) Math.min(size - 1.0, Math.floor(i * scale));
      one[i] = 1;
    }
    return new Windows(size, first, one, one, 1);
  }
}
