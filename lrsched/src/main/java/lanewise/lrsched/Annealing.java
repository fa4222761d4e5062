package lanewise.lrsched;

/**
 * The way from one value to another, as PyTorch's {@code anneal_strategy}: with a the first value, z the last and u the part of the way that is done,
 *
 * <ul>
 *   <li>{@code COS}: z + (a - z) (1 + cos(pi u)) / 2
 *   <li>{@code LINEAR}: a + (z - a) u
 * </ul>
 *
 * <p>Both are evaluated from the nearer end: a - (a - z) w(u) in the first half and z + (a - z) w(1 - u) in the second, with w(u) = sin^2(pi u / 2)
 * for the cosine. The textbook form loses all digits near the end of a long schedule, where 1 + cos cancels; this one is within a few units in the
 * last place everywhere and exact at both ends.
 */
public enum Annealing {
  /** Half a period of a cosine: flat at both ends. */
  COS,
  /** A straight line. */
  LINEAR;

  private static final double HALF_PI = Math.PI / 2;
  /** What the double {@code HALF_PI} lacks of pi / 2. */
  private static final double HALF_PI_REST = 6.123233995736766e-17;

  /**
   * The value on the way from {@code first} to {@code last}. The distances to both ends are given, because the caller often knows each of them
   * exactly.
   *
   * @param done distance from the start, at least 0
   * @param left distance to the end, at least 0; where it is 0 the value is {@code last}, whatever {@code done} is
   */
  double between(double first, double last, double done, double left) {
    double whole = done + left;
    return between(first, last, done, left, whole, done <= left ? left - whole + done : done - whole + left);
  }

  /** The same for a way whose length is known exactly, while {@code left} may be rounded: between two steps. */
  double between(double first, double last, double done, double left, double whole) {
    return between(first, last, done, left, whole, 0);
  }

  private double between(double first, double last, double done, double left, double whole, double wholeRest) {
    if (left == 0) {
      return last;
    }
    if (done <= left) {
      return first - (first - last) * weightOf(done, whole, wholeRest);
    }
    return last + (first - last) * weightOf(left, whole, wholeRest);
  }

  /** The change after {@code part} of a way of {@code whole + wholeRest}, at most half of it, as a fraction of the whole change. */
  private double weightOf(double part, double whole, double wholeRest) {
    double u = part / whole;
    return weight(u, (Math.fma(-u, whole, part) - u * wholeRest) / whole);
  }

  /** The change after a part u + uRest of the way, at most half, as a fraction of the whole change. */
  double weight(double u, double uRest) {
    if (this == LINEAR) {
      return u;
    }
    double angle = HALF_PI * u;
    double angleRest = Math.fma(HALF_PI, u, -angle) + HALF_PI_REST * u + HALF_PI * uRest;
    double sin = StrictMath.sin(angle);
    return Math.fma(sin, sin, 2 * sin * Math.sqrt(1 - sin * sin) * angleRest);
  }
}
