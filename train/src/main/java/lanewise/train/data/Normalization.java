package lanewise.train.data;

/**
 * How bytes of images become floats: {@code x = (b / 255 - mean) / std}, computed in double and rounded once.
 *
 * @param mean of the pixels of the training images, in 0..1
 * @param std their standard deviation, > 0
 */
public record Normalization(double mean, double std) {
  private static final int BYTES = 256;

  /** Checks the ranges. */
  public Normalization {
    if (!Double.isFinite(mean)) {
      throw new IllegalArgumentException("mean " + mean + "; allowed: finite");
    }
    if (!(std > 0) || Double.isInfinite(std)) {
      throw new IllegalArgumentException("std " + std + "; allowed: finite, > 0");
    }
  }

  /**
   * Mean and standard deviation over all pixels of these images, the same for any order of them.
   *
   * @throws IllegalArgumentException if all pixels are equal
   */
  public static Normalization of(ImageSet set) {
    long sum = 0;
    long squares = 0;
    for (byte pixel : set.pixels()) {
      int b = pixel & 0xff;
      sum += b;
      squares += b * b;
    }
    double count = set.pixels().length;
    double mean = sum / count;
    double variance = Math.max(0, squares / count - mean * mean);
    return new Normalization(mean / 255, Math.sqrt(variance) / 255);
  }

  /** The float of every unsigned byte. */
  float[] table() {
    float[] table = new float[BYTES];
    for (int b = 0; b < BYTES; b++) {
      table[b] = (float) ((b / 255.0 - mean) / std);
    }
    return table;
  }
}
