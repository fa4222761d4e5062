package lanewise.train.data;

import lanewise.tensor.Rng;

/**
 * A bar across the whole image that hides what is behind it: the points with {@code |x * normalX + y * normalY - offset| < halfWidth}.
 *
 * @param halfWidth in pixels; negative for no bar
 * @param level brightness of the bar, 0..1
 */
record Occluder(float normalX, float normalY, float offset, float halfWidth, float level) {
  private static final float PROBABILITY = 0.4f;
  private static final float MAX_OFFSET = 9;
  private static final float MIN_HALF_WIDTH = 0.8f;
  private static final float MAX_HALF_WIDTH = 1.8f;
  private static final float NO_BAR = -1;

  /** Five numbers from the stream, whether there is a bar or not. */
  static Occluder draw(Rng rng) {
    boolean there = rng.nextFloat() < PROBABILITY;
    double direction = Draw.between(rng, 0, (float) Math.PI);
    float offset = Draw.symmetric(rng, MAX_OFFSET);
    float halfWidth = Draw.between(rng, MIN_HALF_WIDTH, MAX_HALF_WIDTH);
    float level = rng.nextFloat();
    return new Occluder((float) StrictMath.cos(direction), (float) StrictMath.sin(direction), offset, there ? halfWidth : NO_BAR, level);
  }

  boolean hides(float x, float y) {
    return Math.abs(x * normalX + y * normalY - offset) < halfWidth;
  }
}
