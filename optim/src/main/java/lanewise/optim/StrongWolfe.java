package lanewise.optim;

/**
 * A search along a line for a point that satisfies the strong Wolfe conditions: with f and its slope at the start,
 *
 * <pre>
 * f(t) <= f(0) + c1 t slope(0)          the value falls enough,  c1 = 1e-4
 * |slope(t)| <= c2 |slope(0)|           and has become flat,     c2 = 0.9
 * </pre>
 *
 * <p>First it goes forward until two points enclose such a place, by cubic interpolation between 1.01 and 10 times the last one; then it narrows
 * the two. It returns the lower end where evaluations or width run out. A point whose value or slope is not finite is never an end: the step is
 * halved towards the last finite point, and later trials stay below it while going forward.
 *
 * <p>Source: Nocedal, Wright, Numerical optimization, algorithms 3.5 and 3.6; {@code torch.optim.LBFGS}, whose choices of points are the same.
 */
final class StrongWolfe<G> {
  private static final double C1 = 1e-4;
  private static final double C2 = 0.9;
  private static final double WIDTH = 1e-9;

  private final Line<G> line;
  private final Point<G> start;
  private final int most;
  /** Trials after the first one. */
  private int trials;
  private int evaluations;
  private double t;
  /** Ends of the bracket. */
  private Point<G> first;
  private Point<G> second;

  private StrongWolfe(Line<G> line, Point<G> start, double t, int most) {
    this.line = line;
    this.start = start;
    this.t = t;
    this.most = most;
  }

  /** A function along a line. */
  @FunctionalInterface
  interface Line<G> {
    /** Evaluates the function at t times the direction. */
    Point<G> at(double t);
  }

  /**
   * A point of a line.
   *
   * @param f the value
   * @param slope the derivative along the line
   * @param gradient what else belongs to the point
   */
  record Point<G>(double t, double f, double slope, G gradient) {
    boolean isFinite() {
      return Double.isFinite(f) && Double.isFinite(slope);
    }
  }

  /** The best point, and how often the function was evaluated. */
  record Found<G>(Point<G> point, int evaluations) {}

  /**
   * Searches.
   *
   * @param start the point at t = 0, with a negative slope
   * @param t the first trial, > 0
   * @param largest the largest element of the direction: a bracket whose length times this is below 1e-9 is narrow enough
   * @param most how many trials may follow the first one
   */
  static <G> Found<G> search(Line<G> line, Point<G> start, double t, double largest, int most) {
    StrongWolfe<G> search = new StrongWolfe<>(line, start, t, most);
    Point<G> point = search.forward() ? search.first : search.narrow(largest);
    return new Found<>(point, search.evaluations);
  }

  private Point<G> evaluate() {
    evaluations++;
    return line.at(t);
  }

  private boolean falls(Point<G> p) {
    return p.f <= start.f + C1 * p.t * start.slope;
  }

  private boolean isFlat(Point<G> p) {
    return Math.abs(p.slope) <= -C2 * start.slope;
  }

  /** Goes forward to a bracket; true where {@link #first} is a point as wanted. */
  private boolean forward() {
    Point<G> before = start;
    Point<G> now = evaluate();
    double ceiling = Double.POSITIVE_INFINITY;
    while (true) {
      for (; !now.isFinite() && trials < most; trials++) {
        ceiling = t;
        t = before.t + (t - before.t) / 2;
        now = evaluate();
      }
      if (trials >= most) {
        bracket(start, now.isFinite() ? now : before);
        return false;
      }
      if (!falls(now) || trials > 1 && now.f >= before.f) {
        bracket(before, now);
        return false;
      }
      if (isFlat(now)) {
        first = now;
        return true;
      }
      if (now.slope >= 0) {
        bracket(before, now);
        return false;
      }
      double highest = Math.min(10 * t, t + (ceiling - t) / 2);
      t = cubic(before, now, Math.min(t + 0.01 * (t - before.t), highest), highest);
      before = now;
      now = evaluate();
      trials++;
    }
  }

  private void bracket(Point<G> a, Point<G> b) {
    first = a;
    second = b;
  }

  private Point<G> narrow(double largest) {
    boolean lowIsFirst = first.f <= second.f;
    boolean stuck = false;
    while (trials < most && Math.abs(second.t - first.t) * largest >= WIDTH) {
      double left = Math.min(first.t, second.t);
      double right = Math.max(first.t, second.t);
      t = cubic(first, second, left, right);
      double margin = 0.1 * (right - left);
      boolean close = Math.min(right - t, t - left) < margin;
      if (close && (stuck || t >= right || t <= left)) {
        t = Math.abs(t - right) < Math.abs(t - left) ? right - margin : left + margin;
        close = false;
      }
      stuck = close;
      Point<G> low = lowIsFirst ? first : second;
      Point<G> high = lowIsFirst ? second : first;
      Point<G> now = evaluate();
      trials++;
      for (; !now.isFinite() && trials < most; trials++) {
        t = low.t + (t - low.t) / 2;
        now = evaluate();
      }
      if (!now.isFinite()) {
        return low;
      }
      if (!falls(now) || now.f >= low.f) {
        replace(!lowIsFirst, now);
        lowIsFirst = first.f <= second.f;
      } else {
        if (isFlat(now)) {
          return now;
        }
        if (now.slope * (high.t - low.t) >= 0) {
          replace(!lowIsFirst, low);
        }
        replace(lowIsFirst, now);
      }
    }
    return lowIsFirst ? first : second;
  }

  private void replace(boolean isFirst, Point<G> point) {
    if (isFirst) {
      first = point;
    } else {
      second = point;
    }
  }

  /** The minimum of the cubic through two points with their slopes, kept inside bounds; their middle where it has none. */
  static double cubic(Point<?> p, Point<?> q, double lowest, double highest) {
    Point<?> left = p.t <= q.t ? p : q;
    Point<?> right = left == p ? q : p;
    double a = p.slope + q.slope - 3 * (p.f - q.f) / (p.t - q.t);
    double square = a * a - p.slope * q.slope;
    if (!(square >= 0)) {
      return (lowest + highest) / 2;
    }
    double b = Math.sqrt(square);
    double t = right.t - (right.t - left.t) * ((right.slope + b - a) / (right.slope - left.slope + 2 * b));
    return Double.isNaN(t) ? (lowest + highest) / 2 : Math.min(Math.max(t, lowest), highest);
  }
}
