package lanewise.tensor.kernel.pool;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.template.Templates;

/**
 * Pooling of one image whose channels are neighbours in memory, lanes being channels, and its gradient. A tap's number in its window is
 * {@code row * (columns of the largest window) + column}, both counted from the first tap inside the image.
 *
 * <p>Order of sum: a mean adds the taps of each row, then the rows' sums; a gradient adds to a pixel window after window, taps in order.
 */
public interface PoolKernel {
  /** What is done. */
  enum Kind {
    /** The largest value: the first of equals; a NaN is larger than all, the last one of several. Minus infinity without any tap. */
    MAX,
    /** The same, with the number of the tap where it was; -1 without any tap. */
    MAX_WITH_TAPS,
    /** Adds each window's number at its tap. */
    MAX_GRADIENT,
    /** The sum divided; 0 without any tap. */
    MEAN,
    /** Adds each window's number, divided, at all its taps. */
    MEAN_GRADIENT
  }

  /**
   * Treats one image, {@code [pixels][step]} with the channels first in each pixel.
   *
   * @param in the image's pixels: read, and of a gradient added to
   * @param out the result's pixels: written, and of a gradient read
   * @param taps of the result's pixels: written or read by the kinds that have them
   * @param channels that are treated
   */
  void run(float[] in, int io, float[] out, int oo, float[] taps, int to, int channels, int step, PoolPlane plane);

  /** The kernel for windows of so many taps, the largest ones, at a width that so many channels can use. */
  static PoolKernel of(Kind kind, PoolPlane plane, int channels) {
    int rows = plane.rows().most();
    int cols = plane.cols().most();
    boolean small = rows * cols <= PoolRecipe.UNROLLED;
    int bits = Ladder.level().bits();
    while (bits > 128 && bits / Float.SIZE > channels) {
      bits /= 2;
    }
    return Templates.kernel(new PoolRecipe(kind, small ? rows : 0, small ? cols : 0), bits);
  }

  /**
   * The gradient of the largest values of one row-major plane, which is overwritten: one addition for each window, where a kernel of many planes
   * would look at every tap.
   *
   * @param places of {@link PoolPlane#places}
   */
  static void maxGradient(float[] dx, int xo, float[] dy, int yo, float[] taps, int to, int[] places, PoolPlane plane) {
    PoolScalar.maxGradient(dx, xo, dy, yo, taps, to, places, plane);
  }

  /**
   * The loop of a kind.
   *
   * @param rows of a window that is treated without inner loops; 0 for none
   * @param cols its columns
   */
  record PoolRecipe(Kind kind, int rows, int cols) implements Exercised<PoolKernel> {
    private static final int UNROLLED = 9;
    private static final int[] CHANNELS = {33, 16, 3, 48};

    @Override
    public PoolKernel scalar() {
      return (in, io, out, oo, taps, to, channels, step, plane) -> PoolScalar.run(kind, in, io, out, oo, taps, to, 0, channels, step, plane);
    }

    @Override
    public Class<?> template() {
      return switch (kind) {
        case MAX, MAX_WITH_TAPS -> MaxPoolTemplate.class;
        case MAX_GRADIENT -> MaxPoolGradientTemplate.class;
        case MEAN -> MeanPoolTemplate.class;
        case MEAN_GRADIENT -> MeanPoolGradientTemplate.class;
      };
    }

    @Override
    public MethodHandles.Lookup lookup() {
      return MethodHandles.lookup();
    }

    @Override
    public boolean isolated() {
      return true;
    }

    @Override
    public int exercise(PoolKernel kernel, Exercise data) {
      PoolPlane plane = new PoolPlane(windows(rows == 0 ? 4 : rows), windows(rows == 0 ? 3 : cols), 0);
      int floats = 0;
      for (int channels : CHANNELS) {
        kernel.run(data.out(0), 0, data.out(1), 0, data.out(2), 0, channels, channels, plane);
        floats += channels * Arrays.stream(plane.rows().count()).sum() * Arrays.stream(plane.cols().count()).sum();
      }
      return floats;
    }

    /** Two whole windows and a smaller one. */
    private static PoolPlane.Windows windows(int taps) {
      int[] counts = {taps, taps, Math.max(1, taps - 1)};
      return new PoolPlane.Windows(taps + 1, new int[] {0, 1, 0}, counts, counts, 1);
    }
  }
}
