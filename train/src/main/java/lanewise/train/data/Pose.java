package lanewise.train.data;

import lanewise.tensor.Rng;

/**
 * Where and how a figure lies in its image: the map from a pixel (x, y), relative to the image's centre, to the point of the figure's plane that
 * shows there.
 *
 * <p>The steps from the pixel on: shift, rotation with shear and change of aspect (the 2x2 matrix), scale (inside the matrix), and a bend
 * {@code u += bend * (v^2 - 1/2)}.
 *
 * @param shiftX of the figure's centre, in pixels
 * @param shiftY of the figure's centre, in pixels
 * @param scale pixels of the figure's unit length
 * @param ux first row of the matrix, like uy: u = ux x + uy y before the bend
 * @param vx second row, like vy: v = vx x + vy y
 * @param bend how much u grows with v squared
 */
record Pose(float shiftX, float shiftY, float scale, float ux, float uy, float vx, float vy, float bend) {
  private static final float MAX_SHIFT = 3;
  private static final float MIN_SCALE = 8;
  private static final float MAX_SCALE = 12;
  private static final float MAX_ANGLE = 0.35f;
  private static final float MIN_ASPECT = 0.8f;
  private static final float MAX_ASPECT = 1.25f;
  private static final float MAX_SHEAR = 0.2f;
  private static final float MAX_BEND = 0.12f;

  /** Seven numbers from the stream. */
  static Pose draw(Rng rng) {
    float shiftX = Draw.symmetric(rng, MAX_SHIFT);
    float shiftY = Draw.symmetric(rng, MAX_SHIFT);
    float scale = Draw.between(rng, MIN_SCALE, MAX_SCALE);
    double angle = Draw.symmetric(rng, MAX_ANGLE);
    float aspect = Draw.between(rng, MIN_ASPECT, MAX_ASPECT);
    float shear = Draw.symmetric(rng, MAX_SHEAR);
    float bend = Draw.symmetric(rng, MAX_BEND);
    float cos = (float) StrictMath.cos(angle);
    float sin = (float) StrictMath.sin(angle);
    float tall = aspect / scale;
    return new Pose(shiftX, shiftY, scale, cos / scale, sin / scale, (shear * cos - sin) * tall, (shear * sin + cos) * tall, bend);
  }

  float u(float x, float y) {
    float v = v(x, y);
    return ux * (x - shiftX) + uy * (y - shiftY) + bend * (v * v - 0.5f);
  }

  float v(float x, float y) {
    return vx * (x - shiftX) + vy * (y - shiftY);
  }
}
