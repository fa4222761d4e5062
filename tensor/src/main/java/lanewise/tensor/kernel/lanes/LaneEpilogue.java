package lanewise.tensor.kernel.lanes;

import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import lanewise.tensor.kernel.Fma;
import lanewise.tensor.kernel.template.Exercise;
import lanewise.tensor.kernel.template.Exercised;
import lanewise.tensor.kernel.template.Templates;

/**
 * What follows a convolution on one unit of images with the batch in the lanes, in place and in one pass: the bias, a rectifier, and the sums for the
 * statistics of each channel.
 *
 * <p>Order of sum: in each lane of a channel one chain over the pixels, of d = y - shift and of d * d (the square is inside the fma); the lanes of a
 * channel are folded by {@link BatchLanes#fold}.
 */
public interface LaneEpilogue {
  /**
   * Treats the rows of one unit.
   *
   * @param y the unit at {@code yo}
   * @param pixels pixels of an image
   * @param period 32 times the number of channels: floats of a pixel
   * @param bias summands of a pixel's floats, each channel's 32 times; not read without a bias
   * @param leak slope below zero; not read without a leak
   * @param sub subtracted from what is rectified; not read without a rectifier
   * @param shift subtracted from the values that are summed, {@code period} long; not read without sums
   * @param first overwritten with the sums of d
   * @param second overwritten with the sums of d * d
   */
  void run(float[] y, int yo, int pixels, int period, float[] bias, float leak, float sub, float[] shift, float[] first,
      float[] second);

  /** The kernel at the level in force. */
  static LaneEpilogue of(boolean bias, Rectify rectify, boolean sums) {
    return Templates.kernel(new EpilogueRecipe(bias, rectify, sums));
  }

  /** The kinds of rectifier that a unit kernel knows. */
  enum Rectify {
    /** None. */
    NONE,
    /** x < 0 ? 0 : x. */
    PLAIN,
    /** x < 0 ? leak * x : x. */
    LEAKY;

    /** The kind with this leak; 1 is none. */
    public static Rectify of(float leak) {
      return leak == 1 ? NONE : leak == 0 ? PLAIN : LEAKY;
    }

    /** One value, rectified. */
    public float apply(float x, float leak) {
      return this == NONE || !(x < 0) ? x : this == PLAIN ? 0 : leak * x;
    }

    /** One value, rectified, less sub; without a rectifier as it is. */
    public float apply(float x, float leak, float sub) {
      return this == NONE ? x : apply(x, leak) - sub;
    }

    /** The gradient g where the result is y: above -sub where there was more than zero before, unless it was lost when sub was subtracted. */
    public float gradient(float y, float g, float leak, float sub) {
      return switch (this) {
        case NONE -> g;
        case PLAIN -> y <= -sub ? 0 : g;
        case LEAKY -> y > -sub ? g : leak * g;
      };
    }
  }

  /** The loop with some of its parts. */
  record EpilogueRecipe(boolean bias, Rectify rectify, boolean sums) implements Exercised<LaneEpilogue> {
    @Override
    public LaneEpilogue scalar() {
      return (y, yo, pixels, period, b, leak, sub, shift, first, second) -> {
        if (sums) {
          Arrays.fill(first, 0, period, 0);
          Arrays.fill(second, 0, period, 0);
        }
        for (int p = 0; p < pixels; p++) {
          for (int i = 0; i < period; i++) {
            int at = yo + p * period + i;
            float v = rectify.apply(bias ? y[at] + b[i] : y[at], leak, sub);
            y[at] = v;
            if (sums) {
              float d = v - shift[i];
              first[i] += d;
              second[i] = Fma.fma(d, d, second[i]);
            }
          }
        }
      };
    }

    @Override
    public Class<?> template() {
      return LaneEpilogueTemplate.class;
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
    public int exercise(LaneEpilogue kernel, Exercise data) {
      for (int pixels = 1; pixels <= 4; pixels++) {
        kernel.run(data.out(0), 0, pixels, 2 * BatchLanes.WIDTH, data.in(0), 0.5f, 0.25f, data.in(1), data.out(1), data.out(2));
      }
      return 20 * BatchLanes.WIDTH;
    }
  }
}
