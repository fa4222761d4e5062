package lanewise.train.data;

import lanewise.tensor.Rng;

/**
 * One image of {@link SyntheticImages}: a figure, and what was drawn by lot about it.
 *
 * @param figure what it shows
 * @param pose where and how
 * @param thickness half thickness of strokes, in the figure's units
 * @param softness width of the edges in pixels
 * @param light brightness
 * @param occluder what hides a part of it
 */
record Sketch(Figure figure, Pose pose, float thickness, float softness, Light light, Occluder occluder) {
  private static final float MIN_THICKNESS = 0.13f;
  private static final float MAX_THICKNESS = 0.26f;
  private static final float MIN_SOFTNESS = 0.8f;
  private static final float MAX_SOFTNESS = 1.4f;

  /** Everything but the noise, in the order of the components. */
  static Sketch draw(Figure figure, Rng rng) {
    Pose pose = Pose.draw(rng);
    float thickness = Draw.between(rng, MIN_THICKNESS, MAX_THICKNESS);
    float softness = Draw.between(rng, MIN_SOFTNESS, MAX_SOFTNESS);
    return new Sketch(figure, pose, thickness, softness, Light.draw(rng), Occluder.draw(rng));
  }

  /**
   * Writes the image, row-major.
   *
   * @param side rows and columns
   * @param noise gives one number a pixel
   */
  void render(int side, Rng noise, byte[] pixels, int start) {
    float center = (side - 1) / 2f;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        float value = brightness(column - center, row - center) + light.noise() * Draw.noise(noise);
        pixels[start + row * side + column] = (byte) (int) (Math.clamp(value, 0f, 1f) * 255 + 0.5f);
      }
    }
  }

  private float brightness(float x, float y) {
    if (occluder.hides(x, y)) {
      return occluder.level();
    }
    float distance = figure.distance(pose.u(x, y), pose.v(x, y), thickness) * pose.scale();
    return light.at(x, y, Math.clamp(0.5f - distance / softness, 0f, 1f));
  }
}
