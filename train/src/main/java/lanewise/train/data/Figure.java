package lanewise.train.data;

/**
 * The ten drawings of {@link SyntheticImages}: filled shapes, strokes and textures, each a field over the plane that is negative inside and grows
 * with the distance from the outline. All fit the square [-1, 1] x [-1, 1]; t is the half thickness of strokes. Only +, -, *, /, comparison,
 * rounding and square root: the same numbers on every platform.
 */
enum Figure {
  /** A filled circle. */
  DISK,
  /** A circle of one stroke. */
  RING,
  /** A filled square. */
  SQUARE,
  /** A filled triangle, point upwards. */
  TRIANGLE,
  /** Two crossing strokes. */
  CROSS,
  /** Three quarters of a ring, open to the right. */
  ARC,
  /** A stroke that goes up and down. */
  ZIGZAG,
  /** Parallel bars in a round window. */
  STRIPES,
  /** A chessboard in a round window. */
  CHECKERBOARD,
  /** A square lattice of spots in a round window. */
  DOTS;

  private static final Figure[] ALL = values();
  private static final float DISK_RADIUS = 0.85f;
  private static final float RING_RADIUS = 0.75f;
  private static final float SQUARE_SIDE = 0.75f;
  private static final float TRIANGLE_INNER_RADIUS = 0.5f;
  private static final float COS_30 = 0.8660254f;
  private static final float COS_45 = 0.70710677f;
  private static final float WINDOW = 0.95f;
  /** Length of a texture's period. */
  private static final float PERIOD = 0.62f;
  private static final float ZIGZAG_PERIOD = 1f;
  private static final float ZIGZAG_HEIGHT = 0.45f;
  /** Of the angle of its slope, 4 * height / period: distance across the stroke is this times distance upwards. */
  private static final float ZIGZAG_COSINE = 0.48564294f;
  /** Its strokes lie close together; a full stroke would fill the corners. */
  private static final float ZIGZAG_THINNER = 0.75f;
  private static final float SPOT_RADIUS = 0.19f;

  static Figure of(int label) {
    return ALL[label];
  }

  static int count() {
    return ALL.length;
  }

  /** Signed distance of the point (u, v) from the outline, v downwards; near it exact to within the curvature. */
  float distance(float u, float v, float t) {
    return switch (this) {
      case DISK -> radius(u, v) - DISK_RADIUS;
      case RING -> ring(u, v, t);
      case SQUARE -> Math.max(Math.abs(u), Math.abs(v)) - SQUARE_SIDE;
      case TRIANGLE -> Math.max(v, COS_30 * Math.abs(u) - 0.5f * v) - TRIANGLE_INNER_RADIUS;
      case CROSS -> Math.min(Math.max(Math.abs(u) - t, Math.abs(v) - WINDOW), Math.max(Math.abs(v) - t, Math.abs(u) - WINDOW));
      case ARC -> Math.max(ring(u, v, t), COS_45 * (u - Math.abs(v)));
      case ZIGZAG -> Math.max(zigzag(u, v) - ZIGZAG_THINNER * t, Math.abs(u) - WINDOW);
      case STRIPES -> Math.max(PERIOD * (wave(u, PERIOD) - 0.25f), window(u, v));
      case CHECKERBOARD -> Math.max(checkerboard(wave(u, 2 * PERIOD) - 0.25f, wave(v, 2 * PERIOD) - 0.25f), window(u, v));
      case DOTS -> Math.max(radius(PERIOD * wave(u, PERIOD), PERIOD * wave(v, PERIOD)) - SPOT_RADIUS, window(u, v));
    };
  }

  private static float radius(float u, float v) {
    return (float) Math.sqrt(u * u + v * v);
  }

  private static float window(float u, float v) {
    return radius(u, v) - WINDOW;
  }

  private static float ring(float u, float v, float t) {
    return Math.abs(radius(u, v) - RING_RADIUS) - t;
  }

  /** Distance from a line that goes up and down for ever. */
  private static float zigzag(float u, float v) {
    return Math.abs(v - ZIGZAG_HEIGHT * (4 * wave(u, ZIGZAG_PERIOD) - 1)) * ZIGZAG_COSINE;
  }

  /** Inside where the two waves have different signs. */
  private static float checkerboard(float a, float b) {
    float nearest = 2 * PERIOD * Math.min(Math.abs(a), Math.abs(b));
    return a * b < 0 ? -nearest : nearest;
  }

  /** Distance to the next multiple of the period, as a part of the period: a triangle wave in 0..0.5. */
  private static float wave(float x, float period) {
    float turns = x / period;
    return Math.abs(turns - (float) Math.floor(turns + 0.5f));
  }
}
