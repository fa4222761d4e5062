package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Which points the search tries, one by one, beside a second writing of the published choices. */
class StrongWolfeChoicesTest {
  /** Values and slopes by the number of the evaluation, whatever the point is: so every branch and every tie is met. */
  private record Script(double[] f, double[] slope) {
    static Script draw(Random random, int length) {
      double[] f = new double[length];
      double[] slope = new double[length];
      int scale = random.nextBoolean() ? 2 : 20;
      for (int i = 0; i < length; i++) {
        f[i] = random.nextInt(-scale, scale + 1) / 2.0;
        slope[i] = i == 0 ? -1 - random.nextInt(3) : random.nextInt(5) == 0 ? 0.9 * random.nextInt(-1, 2) : random.nextInt(-6, 7) / 2.0;
      }
      return new Script(f, slope);
    }
  }

  /** The published choices, on arrays, for finite values. */
  private static final class Published {
    private final Script script;
    private final List<Double> tried = new ArrayList<>();

    Published(Script script) {
      this.script = script;
    }

    private double[] evaluate(double t) {
      tried.add(t);
      return new double[] {t, script.f[tried.size()], script.slope[tried.size()]};
    }

    private static double cubic(double[] a, double[] b, double least, double most) {
      double d = a[2] + b[2] - 3 * (a[1] - b[1]) / (a[0] - b[0]);
      double q = d * d - a[2] * b[2];
      if (!(q >= 0)) {
        return (least + most) / 2;
      }
      double[] l = a[0] <= b[0] ? a : b;
      double[] r = a[0] <= b[0] ? b : a;
      double root = Math.sqrt(q);
      double x = r[0] - (r[0] - l[0]) * ((r[2] + root - d) / (r[2] - l[2] + 2 * root));
      return Double.isNaN(x) ? (least + most) / 2 : Math.min(Math.max(x, least), most);
    }

    double run(double t, double largest, int most) {
      double[] zero = {0, script.f[0], script.slope[0]};
      double[] before = zero;
      double[] now = evaluate(t);
      double[][] bracket = {zero, now};
      int k = 0;
      for (; k < most; k++) {
        if (now[1] > zero[1] + 1e-4 * now[0] * zero[2] || k > 1 && now[1] >= before[1]) {
          bracket = new double[][] {before, now};
          break;
        }
        if (Math.abs(now[2]) <= -0.9 * zero[2]) {
          return now[0];
        }
        if (now[2] >= 0) {
          bracket = new double[][] {before, now};
          break;
        }
        double next = cubic(before, now, now[0] + 0.01 * (now[0] - before[0]), 10 * now[0]);
        before = now;
        now = evaluate(next);
        bracket = new double[][] {zero, now};
      }
      int low = bracket[0][1] <= bracket[1][1] ? 0 : 1;
      boolean flag = false;
      for (; k < most; k++) {
        double left = Math.min(bracket[0][0], bracket[1][0]);
        double right = Math.max(bracket[0][0], bracket[1][0]);
        if ((right - left) * largest < 1e-9) {
          break;
        }
        double x = cubic(bracket[0], bracket[1], left, right);
        double e = 0.1 * (right - left);
        if (Math.min(right - x, x - left) >= e) {
          flag = false;
        } else if (flag || x >= right || x <= left) {
          x = Math.abs(x - right) < Math.abs(x - left) ? right - e : left + e;
          flag = false;
        } else {
          flag = true;
        }
        double[] point = evaluate(x);
        double[] best = bracket[low];
        if (point[1] > zero[1] + 1e-4 * x * zero[2] || point[1] >= best[1]) {
          bracket[1 - low] = point;
          low = bracket[0][1] <= bracket[1][1] ? 0 : 1;
        } else {
          if (Math.abs(point[2]) <= -0.9 * zero[2]) {
            return x;
          }
          if (point[2] * (bracket[1 - low][0] - best[0]) >= 0) {
            bracket[1 - low] = best;
          }
          bracket[low] = point;
        }
      }
      return bracket[low][0];
    }
  }

  @Test
  void everyPointThatIsTriedAndTheOneThatIsTakenAreThePublishedOnes() {
    Random random = new Random(20);
    for (int round = 0; round < 20_000; round++) {
      int most = random.nextInt(9);
      Script script = Script.draw(random, most + 2);
      double t = random.nextInt(1, 5) / 2.0;
      double largest = random.nextInt(8) == 0 ? 1e-9 : 1;
      Published published = new Published(script);
      double expected = published.run(t, largest, most);
      List<Double> tried = new ArrayList<>();
      StrongWolfe.Line<String> line = x -> {
        tried.add(x);
        return new StrongWolfe.Point<>(x, script.f[tried.size()], script.slope[tried.size()], "at " + x);
      };
      var found = StrongWolfe.search(line, new StrongWolfe.Point<>(0, script.f[0], script.slope[0], "at 0.0"), t, largest, most);
      assertEquals(published.tried, tried, "round " + round);
      assertEquals(expected, found.point().t(), "round " + round);
      assertEquals(expected == 0 ? "at 0.0" : "at " + expected, found.point().gradient());
      assertEquals(tried.size(), found.evaluations());
    }
  }

  /** Searches along a line with these values and slopes; returns the points that were tried, the taken one last. */
  private static List<Double> tried(DoubleUnaryOperator f, DoubleUnaryOperator slope, double t, int most) {
    List<Double> tried = new ArrayList<>();
    var found = StrongWolfe.search(x -> {
      tried.add(x);
      return new StrongWolfe.Point<>(x, f.applyAsDouble(x), slope.applyAsDouble(x), "");
    }, new StrongWolfe.Point<>(0, 0, -1, ""), t, 1, most);
    assertEquals(tried.size(), found.evaluations());
    tried.add(found.point().t());
    return tried;
  }

  @Test
  void beforeAPointThatIsNotFiniteTheStepIsHalvedAndLaterOnesStayBelowIt() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      DoubleUnaryOperator walled = x -> x > 0.3 ? bad : -x;
      assertEquals(List.of(1.0, 0.5, 0.25, 0.375, 0.3125, 0.28125, 0.296875, 0.296875), tried(walled, _ -> -1, 1, 6));
      assertEquals(List.of(1.0, 0.5, 0.25, 0.375, 0.3125, 0.25), tried(walled, _ -> -1, 1, 4));
      assertEquals(List.of(1.0, 0.5, 0.0), tried(walled, _ -> -1, 1, 1));
      assertEquals(List.of(1.0, 0.5, 0.25, 0.25), tried(x -> -x, x -> x > 0.3 ? bad : 0, 1, 5));
    }
  }

  @Test
  void insideABracketTheStepIsHalvedTowardsTheLowerEnd() {
    double first = 1 - (4 + Math.sqrt(10)) / (2 + 2 * Math.sqrt(10));
    DoubleUnaryOperator f = x -> x == 1 ? 1 : x > 0.05 ? Double.NaN : -x;
    DoubleUnaryOperator slope = x -> x == 1 ? 1 : 0;
    List<Double> all = tried(f, slope, 1, 9);
    double[] expected = {1, first, first / 2, first / 4, first / 4};
    assertEquals(expected.length, all.size());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], all.get(i), 1e-15);
    }
    List<Double> few = tried(f, slope, 1, 2);
    assertEquals(4, few.size());
    assertEquals(0, few.getLast(), "the lower end, where no trial is left");
  }

  @Test
  void whereTheCubicIsZeroByZeroTheMiddleIsTried() {
    assertEquals(List.of(1.0, 5.505, 5.505), tried(x -> x == 1 ? -1.0 / 3 : -9, x -> x == 1 ? -1 : 0, 1, 2));
  }
}
