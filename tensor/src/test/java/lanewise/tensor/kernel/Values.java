package lanewise.tensor.kernel;

import java.util.Random;
import lanewise.tensor.Tensor;

/** Arrays of test values from a seed. */
public final class Values {
  private static final float[] SPECIAL = {
      0f, -0f, 1f, -1f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, -Float.MIN_NORMAL, 0x0.fffffep-126f, Float.MAX_VALUE, -Float.MAX_VALUE,
      Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 1e-30f, -1e30f, 3e38f, Math.nextUp(1f)
  };

  private Values() {}

  /** Standard normal values. */
  public static float[] normal(Random random, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  /** Normal values, one in {@code rarity} replaced by zeros of both signs, denormals, infinities, NaN and extremes. */
  public static float[] special(Random random, int n, int rarity) {
    float[] x = normal(random, n);
    for (int i = 0; i < n; i++) {
      if (random.nextInt(rarity) == 0) {
        x[i] = SPECIAL[random.nextInt(SPECIAL.length)];
      }
    }
    return x;
  }

  /** Any bit pattern. */
  public static float[] patterns(Random random, int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = Float.intBitsToFloat(random.nextInt());
    }
    return x;
  }

  /** A tensor of normal values. */
  public static Tensor normalTensor(Random random, int... shape) {
    return Tensor.of(normal(random, size(shape)), shape);
  }

  /** A tensor of {@link #special} values. */
  public static Tensor specialTensor(Random random, int rarity, int... shape) {
    return Tensor.of(special(random, size(shape), rarity), shape);
  }

  private static int size(int[] shape) {
    int size = 1;
    for (int d : shape) {
      size *= d;
    }
    return size;
  }
}
