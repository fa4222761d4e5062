package lanewise.tensor.kernel.lanes;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/**
 * The gradient of a normalisation and of the rectifier before it on one unit of images with the batch in the lanes, in one pass:
 * {@code dz = rect'(y) * fma(dy, a[c], fma(y - m[c], b[c], d[c]))}, and the sum of dz for the gradient of a bias.
 *
 * <p>Order of sum: in each lane of a channel one chain over the pixels; see {@link BatchLanes#fold}.
 */
public interface LaneGradient {
  /**
   * Treats the rows of one unit.
   *
   * @param dy gradient of the normalised values
   * @param y what was normalised, the rectifier's result; not read where there is neither
   * @param dz the result
   * @param pixels pixels of an image
   * @param period 32 times the number of channels: floats of a pixel
   * @param tables the four tables m, a, b, d, each {@code period} long, one after the other; not read without a normalisation
   * @param leak slope below zero; not read without a leak
   * @param sub what the rectifier subtracted in the end; not read without a rectifier
   * @param sums overwritten with the sums of dz; not written without sums
   */
  void run(float[] dy, int dyo, float[] y, int yo, float[] dz, int dzo, int pixels, int period, float[] tables, float leak, float sub,
      float[] sums);

  /** The kernel at the level in force. */
  static LaneGradient of(boolean norm, LaneEpilogue.Rectify rectify, boolean sums) {
    return Templates.kernel(new LaneGradientRecipe(norm, rectify, sums));
  }

  /** The loop with some of its parts. */
  record LaneGradientRecipe(boolean norm, LaneEpilogue.Rectify rectify, boolean sum) implements Exercised<LaneGradient> {
    @Override
    public LaneGradient scalar() {
      return (dy, dyo, y, yo, dz, dzo, pixels, period, tables, leak, sub, sums) -> {
        if (sum) {
          Arrays.fill(sums, 0, period, 0);
        }
        for (int p = 0; p < pixels; p++) {
          int base = p * period;
          for (int i = 0; i < period; i++) {
            float v = dy[dyo + base + i];
            if (norm) {
              float centred = Fma.fma(y[yo + base + i] - tables[i], tables[2 * period + i], tables[3 * period + i]);
              v = Fma.fma(v, tables[period + i], centred);
            }
            v = rectify == LaneEpilogue.Rectify.NONE ? v : rectify.gradient(y[yo + base + i], v, leak, sub);
            dz[dzo + base + i] = v;
            if (sum) {
              sums[i] += v;
            }
          }
        }
      };
    }

    @Override
    public Class<?> template() {
      return LaneGradientTemplate.class;
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
    public int exercise(LaneGradient kernel, Exercise data) {
      for (int pixels = 1; pixels <= 4; pixels++) {
        kernel.run(data.in(0), 0, data.in(1), 0, data.out(0), 0, pixels, 2 * BatchLanes.WIDTH, data.in(2), 0.5f, 0.25f, data.out(1));
      }
      return 20 * BatchLanes.WIDTH;
    }
  }
}
