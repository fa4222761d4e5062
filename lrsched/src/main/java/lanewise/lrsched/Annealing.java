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
 * for the cosine. The textbook form loses all digits near the end of a long schedule, where 1 + cos cancels. This one is exact at both ends, rounded
 * once in the middle and, for values of 1e-300 to 1e300, within 3 units in the last place: difference, square, product and sum carry what was rounded
 * off along. What remains is the last rounding, half a unit, and twice the error of the sine, which stayed below 1.2 * 2^-53 of its value in millions
 * of angles up to pi / 4; 2^-53 of a value is at most one unit in its last place: 0.5 + 2 * 1.2 = 2.9.
 */
public enum Annealing {
  /** Half a period of a cosine: flat at both ends. */
  COS,
  /** A straight line. */
  LINEAR;

  private static final double HALF_PI = Math.PI / 2;
  /** What the double {@code HALF_PI} lacks of pi / 2. */
  private static final double HALF_PI_REST = 6.123233995736766e-17;
  /** From here on a value stays as it is: the last digits of such rates are nobody's. */
  private static final double HUGE = 1e300;

  /**
   * The value on the way from {@code first} to {@code last}. The distances to both ends are given, because the caller often knows each of them
   * exactly.
   *
   * @param done distance from the start, at least 0
   * @param left distance to the end, at least 0; where it is 0 the value is {@code last}, whatever {@code done} is
   */
  double between(double first, double last, double done, double left) {
    double whole = done + left;
    return between(first, last, done, 0, left, whole, done <= left ? left - whole + done : done - whole + left);
  }

  /** The same for a way whose length is known exactly, while {@code left} may be rounded in the first half: between two steps. */
  double between(double first, double last, double done, double left, double whole) {
    return between(first, last, done, 0, left, whole, 0);
  }

  /** The same at {@code step} of a way from {@code start}, which may lie between two steps, to {@code end}: 0 <= start <= step <= end. */
  double atStep(double first, double last, double step, double start, double end) {
    double done = step - start;
    double whole = end - start;
    return between(first, last, done, step - done - start, end - step, whole, end - whole - start);
  }

  private double between(double first, double last, double done, double doneRest, double left, double whole, double wholeRest) {
    if (left == 0) {
      return last;
    }
    boolean early = done <= left;
    double part = early ? done : left;
    double u = part / whole;
    double uRest = (Math.fma(-u, whole, part) + (early ? doneRest : 0) - u * wholeRest) / whole;
    return early ? from(first, last, u, uRest) : from(last, first, u, uRest);
  }

  /** The value after a part u + uRest of the way from {@code near} to {@code far}, at most half. */
  double from(double near, double far, double u, double uRest) {
    double w = u;
    double wRest = uRest;
    if (this == COS && u == 0.5 && uRest == 0) {
      w = 0.5;
    } else if (this == COS) {
      double angle = HALF_PI * u;
      double sin = StrictMath.sin(angle);
      double angleRest = Math.fma(HALF_PI, u, -angle) + HALF_PI_REST * u + HALF_PI * uRest;
      w = sin * sin;
      wRest = Math.fma(sin, sin, -w) + 2 * sin * Math.sqrt(1 - sin * sin) * angleRest;
    }
    double change = far - near;
    double product = change * w;
    double value = near + product;
    if (!(value < HUGE)) {
      return value;
    }
    return value + (sumRest(near, product, value) + (Math.fma(change, w, -product) + (change * wRest + sumRest(far, -near, change) * w)));
  }

  /** What the double {@code sum} lacks of a + b. */
  private static double sumRest(double a, double b, double sum) {
    double second = sum - a;
    return a - (sum - second) + (b - second);
  }
}
