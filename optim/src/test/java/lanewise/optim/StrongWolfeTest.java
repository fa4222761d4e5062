package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import lanewise.optim.StrongWolfe.Found;
import lanewise.optim.StrongWolfe.Point;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StrongWolfeTest {
  /** A function of one number, with the points at which it was asked. */
  private record Curve(DoubleUnaryOperator f, DoubleUnaryOperator slope, List<Double> asked) {
    Curve(DoubleUnaryOperator f, DoubleUnaryOperator slope) {
      this(f, slope, new ArrayList<>());
    }

    Point<String> at(double t) {
      asked.add(t);
      return peek(t);
    }

    Point<String> peek(double t) {
      return new Point<>(t, f.applyAsDouble(t), slope.applyAsDouble(t), "g" + t);
    }

    Found<String> search(double t, int most) {
      int before = asked.size();
      Found<String> found = StrongWolfe.search(this::at, peek(0), t, 1, most);
      assertEquals(asked.size() - before, found.evaluations());
      assertEquals("g" + found.point().t(), found.point().gradient());
      return found;
    }

    void assertWolfe(Point<String> p) {
      Point<String> start = peek(0);
      assertTrue(p.f() <= start.f() + 1e-4 * p.t() * start.slope(), "falls enough: " + p);
      assertTrue(Math.abs(p.slope()) <= -0.9 * start.slope(), "flat enough: " + p);
    }
  }

  private static Curve parabola(double minimum) {
    return new Curve(t -> (t - minimum) * (t - minimum), t -> 2 * (t - minimum));
  }

  @Test
  void aFirstTrialThatIsGoodIsTaken() {
    Found<String> found = parabola(1).search(1.2, 25);
    assertEquals(1.2, found.point().t());
    assertEquals(1, found.evaluations());
  }

  @Test
  void aTrialThatGoesTooFarIsFollowedByTheMinimumOfTheCubic() {
    Curve curve = parabola(1);
    assertEquals(1, curve.search(3, 25).point().t(), 1e-12);
    assertEquals(2, curve.asked.size());
  }

  @Test
  void aStepThatIsTooShortGrowsAtMostTenfold() {
    Curve curve = parabola(1000);
    Found<String> found = curve.search(1, 25);
    curve.assertWolfe(found.point());
    assertEquals(10, curve.asked.get(1));
  }

  @Test
  void withoutEvaluationsLeftTheBetterEndOfStartAndTrialIsKept() {
    assertEquals(0, parabola(1).search(5, 0).point().t());
    assertEquals(1.5, parabola(1).search(1.5, 0).point().t());
    assertEquals(1, parabola(1).search(1.5, 0).evaluations());
  }

  @Test
  void theBudgetEndsTheSearch() {
    for (int most = 0; most < 6; most++) {
      assertTrue(parabola(1e9).search(1e-3, most).evaluations() <= most + 1);
    }
  }

  @Test
  void aBracketNarrowerThanTheWidthIsNotSearched() {
    Curve jump = new Curve(t -> t < 1 ? -t : 5, _ -> -1);
    Found<String> found = jump.search(1.5, 1000);
    assertTrue(found.point().t() < 1 && found.point().t() > 1 - 1e-8, found.toString());
    assertTrue(found.evaluations() < 200, found.toString());
  }

  @Test
  void theMinimumOfACubicIsFoundExactlyAndKeptInsideBounds() {
    Curve cubic = new Curve(t -> t * t * t - 3 * t, t -> 3 * t * t - 3);
    assertEquals(1, StrongWolfe.cubic(cubic.peek(0), cubic.peek(3), 0, 3), 1e-12);
    assertEquals(1, StrongWolfe.cubic(cubic.peek(3), cubic.peek(0), 0, 3), 1e-12);
    assertEquals(0.25, StrongWolfe.cubic(cubic.peek(0), cubic.peek(3), 0, 0.25));
    assertEquals(2, StrongWolfe.cubic(cubic.peek(0), cubic.peek(3), 2, 3));
    Curve rising = new Curve(t -> t * t * t + t, t -> 3 * t * t + 1);
    assertEquals(2.5, StrongWolfe.cubic(rising.peek(-1), rising.peek(1), 2, 3), "no minimum: the middle");
  }

  @Property(tries = 500)
  void whatIsFoundSatisfiesBothConditionsOrTheBudgetIsSpent(@ForAll @DoubleRange(min = 0.01, max = 50) double minimum,
      @ForAll @DoubleRange(min = 0, max = 3) double wave, @ForAll @DoubleRange(min = 0.01, max = 100) double first) {
    Curve curve = new Curve(t -> (t - minimum) * (t - minimum) + wave * minimum * (1 - StrictMath.cos(t)),
        t -> 2 * (t - minimum) + wave * minimum * StrictMath.sin(t));
    Found<String> found = curve.search(first, 60);
    if (found.evaluations() <= 60 && found.point().t() > 0) {
      curve.assertWolfe(found.point());
    }
    assertTrue(found.point().f() <= curve.peek(0).f());
  }

  @Property(tries = 500)
  void aValueThatIsNotFiniteIsNeverTheEnd(@ForAll @DoubleRange(min = 0.01, max = 50) double minimum,
      @ForAll @DoubleRange(min = 0.05, max = 60) double wall, @ForAll @DoubleRange(min = 0.01, max = 100) double first,
      @ForAll @IntRange(min = 0, max = 40) int most, @ForAll boolean ofSlope) {
    double bad = most % 2 == 0 ? Double.NaN : Double.POSITIVE_INFINITY;
    Curve curve = new Curve(t -> t > wall && !ofSlope ? bad : (t - minimum) * (t - minimum), t -> t > wall && ofSlope ? bad : 2 * (t - minimum));
    Found<String> found = curve.search(first, most);
    assertTrue(found.point().isFinite(), found.toString());
    assertTrue(found.point().f() <= curve.peek(0).f());
    assertTrue(found.evaluations() <= most + 1);
    if (wall > minimum && most == 40) {
      curve.assertWolfe(found.point());
    }
  }

  @Test
  void aHoleInsideTheBracketIsLeftTowardsTheLowEnd() {
    Curve curve = new Curve(t -> t > 0.9 && t < 2.9 ? Double.NaN : t < 2 ? -t : 7, t -> t < 2 ? -1 : 1);
    Found<String> found = curve.search(3, 25);
    assertTrue(found.point().isFinite() && found.point().t() <= 0.9 && found.point().t() > 0, found.toString());
    assertTrue(curve.asked.stream().anyMatch(t -> t > 0.9 && t < 2.9), "the hole was met");
    Curve deep = new Curve(t -> t > 0 && t < 2.9 ? Double.NaN : t < 2 ? -t : 7, t -> t < 2 ? -1 : 1);
    for (int most = 1; most < 9; most++) {
      assertEquals(0, deep.search(3, most).point().t(), "no evaluation left: the low end");
    }
  }
}
