package lanewise.lrsched;

import java.util.List;
import java.util.OptionalLong;

/**
 * A curve through given points (t_i, f_i): lr(t_i) = b f_i exactly, in between {@link Annealing} from one factor to the next, the first factor before
 * the first point and the last one after the last.
 *
 * <p>The natural length is the last point's step. Source: optax' {@code piecewise_interpolate_schedule}, whose points are ratios
 * ({@link Optax#piecewiseInterpolate}).
 *
 * @param knots the points, at least one, with strictly increasing steps
 * @param shape the way between two points
 */
public record Interpolate(List<Knot> knots, Annealing shape) implements Schedule {
  /** Checks and copies the points. */
  public Interpolate {
    knots = Checks.copy("knots", knots);
    if (knots.isEmpty()) {
      throw new IllegalArgumentException("knots []; allowed: at least one");
    }
    Checks.requireIncreasing("steps of knots", knots.stream().map(Knot::step).toList(), 0);
    Checks.requirePresent("shape", shape);
  }

  @Override
  public double at(long step, double base) {
    Checks.requireStep(step);
    int next = Milestones.passed(knots, Knot::step, step);
    if (next == 0) {
      return base * knots.getFirst().factor();
    }
    Knot from = knots.get(next - 1);
    if (next == knots.size()) {
      return base * from.factor();
    }
    Knot to = knots.get(next);
    return base * shape.between(from.factor(), to.factor(), step - from.step(), to.step() - step);
  }

  @Override
  public OptionalLong length() {
    return OptionalLong.of(knots.getLast().step());
  }
}
