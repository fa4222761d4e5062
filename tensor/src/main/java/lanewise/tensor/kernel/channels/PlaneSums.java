package lanewise.tensor.kernel.channels;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.Order;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/**
 * Two sums over the pixels of each channel, pixels being the fastest axis: planes of some neighbouring channels of a unit of images.
 *
 * <p>Order of sum: planes (see {@link Order}). The kernel fills a table of two rows of lanes for each channel, {@link #fold} adds the lanes in
 * double.
 */
public interface PlaneSums {
  /** Floats of the table for each channel: the lanes of both sums. */
  int ROW = 2 * Order.PLANE_LANES;

  /**
   * Overwrites the table with the sums over n pixels of each plane. Image m has plane c at {@code xo + m * imageStride + c * stride}, and likewise
   * in y.
   *
   * @param images number of images
   * @param planes number of channels
   * @param shift the channels' shifts, at {@code so}
   * @param table lanes of the first sum of a channel, then those of its second one, then the next channel
   */
  void run(float[] x, int xo, float[] y, int yo, int images, int imageStride, int planes, int stride, int n, float[] shift, int so, float[] table);

  /** The sums of d = x - shift and of d * d; y is not read. The square is inside the fma. */
  static PlaneSums squares() {
    return Templates.kernel(new PlaneSumsRecipe(false));
  }

  /** The sums of x and of x * (y - shift). The product is inside the fma. */
  static PlaneSums products() {
    return Templates.kernel(new PlaneSumsRecipe(true));
  }

  /** {@code sums[at + c]} becomes the first sum of channel c, {@code sums[at + distance + c]} the second one. */
  static void fold(float[] table, int planes, double[] sums, int at, int distance) {
    for (int c = 0; c < planes; c++) {
      sums[at + c] = lanes(table, c * ROW);
      sums[at + distance + c] = lanes(table, c * ROW + Order.PLANE_LANES);
    }
  }

  private static double lanes(float[] table, int at) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (int l = at; l < at + Order.PLANE_LANES; l += 4) {
      s0 += table[l];
      s1 += table[l + 1];
      s2 += table[l + 2];
      s3 += table[l + 3];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** The loop of one pair of sums. */
  record PlaneSumsRecipe(boolean products) implements Exercised<PlaneSums> {
    @Override
    public PlaneSums scalar() {
      return (x, xo, y, yo, images, imageStride, planes, stride, n, shift, so, table) -> {
        Arrays.fill(table, 0, planes * ROW, 0);
        int together;
        for (int m = 0; m < images; m += together) {
          together = images - m < Order.PLANE_IMAGES ? 1 : Order.PLANE_IMAGES;
          for (int c = 0; c < planes; c++) {
            for (int base = 0; base < n; base += Order.PLANE_LANES) {
              for (int q = m; q < m + together; q++) {
                for (int i = base; i < Math.min(n, base + Order.PLANE_LANES); i++) {
                  int at = q * imageStride + c * stride + i;
                  int first = c * ROW + i - base;
                  int second = first + Order.PLANE_LANES;
                  float v = x[xo + at];
                  float d = (products ? y[yo + at] : v) - shift[so + c];
                  float e = products ? v : d;
                  table[first] += e;
                  table[second] = Fma.fma(e, d, table[second]);
                }
              }
            }
          }
        }
      };
    }

    @Override
    public Class<?> template() {
      return PlaneSumsTemplate.class;
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
    public int exercise(PlaneSums kernel, Exercise data) {
      for (int n : Exercise.LENGTHS) {
        kernel.run(data.in(0), 1, data.in(1), 2, 6, 2 * n, 2, n, n, data.in(2), 0, data.out(0));
      }
      return 12 * Exercise.FLOATS;
    }
  }
}
