package lanewise.train.data;

import lanewise.tensor.Rng;

/** Random numbers for drawings, one word of the stream each; only +, -, * and /, so the same numbers on every platform. */
final class Draw {
  /** Mean of the sum of four independent uniform bytes. */
  private static final float FOUR_BYTES_MEAN = 510;
  /** Its standard deviation: sqrt(4 * (256^2 - 1) / 12). */
  private static final float FOUR_BYTES_STD = 147.80054f;

  private Draw() {}

  static float between(Rng rng, float low, float high) {
    return low + (high - low) * rng.nextFloat();
  }

  static float symmetric(Rng rng, float limit) {
    return between(rng, -limit, limit);
  }

  /**
   * Nearly normal with mean 0 and standard deviation 1, within +-3.5: the four bytes of a word added up. A logarithm and a cosine a pixel would cost
   * more than the rest of an image.
   */
  static float noise(Rng rng) {
    int word = rng.nextInt();
    int sum = (word & 0xff) + (word >>> 8 & 0xff) + (word >>> 16 & 0xff) + (word >>> 24);
    return (sum - FOUR_BYTES_MEAN) / FOUR_BYTES_STD;
  }
}
