package lanewise.train.data;

import lanewise.tensor.Rng;

/**
 * How bright an image is, on a scale from 0 (black) to 1: a background that rises to one side, ink on top of it, noise in every pixel.
 *
 * @param background at the image's centre
 * @param slopeX rise of the background for each pixel to the right
 * @param slopeY rise of the background for each pixel downwards
 * @param contrast how much brighter the ink is than the background
 * @param noise standard deviation of the noise
 */
record Light(float background, float slopeX, float slopeY, float contrast, float noise) {
  private static final float MAX_BACKGROUND = 0.35f;
  private static final float MAX_SLOPE = 0.012f;
  private static final float MIN_CONTRAST = 0.35f;
  private static final float MAX_CONTRAST = 0.8f;
  private static final float MIN_NOISE = 0.03f;
  private static final float MAX_NOISE = 0.1f;

  /** Five numbers from the stream. */
  static Light draw(Rng rng) {
    return new Light(
        Draw.between(rng, 0, MAX_BACKGROUND),
        Draw.symmetric(rng, MAX_SLOPE),
        Draw.symmetric(rng, MAX_SLOPE),
        Draw.between(rng, MIN_CONTRAST, MAX_CONTRAST),
        Draw.between(rng, MIN_NOISE, MAX_NOISE));
  }

  /** Brightness without noise at a pixel that the ink covers to a part of 0..1. */
  float at(float x, float y, float coverage) {
    return background + slopeX * x + slopeY * y + contrast * coverage;
  }
}
