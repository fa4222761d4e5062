package lanewise.lrsched.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class PlotLawsTest {
  private static final Pattern POINT = Pattern.compile("([ML])(-?[0-9.]+) (-?[0-9.]+)");

  @Provide
  Arbitrary<Double> values() {
    Arbitrary<Double> sizes = Arbitraries.doubles().between(-12, 9).map(e -> StrictMath.pow(10, e));
    return Arbitraries.oneOf(sizes, sizes.map(v -> -v), Arbitraries.of(0.0, 1.0, 0.1, 1e-300, 1e300, -1e300));
  }

  @Property(tries = 2000)
  void theTicksOfAnEvenAxisAreFewRoundAndInsideIt(@ForAll("values") double a, @ForAll("values") double b) {
    Axis axis = Axis.even(Math.min(a, b), Math.max(a, b), 6);
    requireGood(axis, 2, 7);
    assertTrue(axis.fraction(a) >= 0 && axis.fraction(a) <= 1);
    assertTrue(axis.fraction(b) >= 0 && axis.fraction(b) <= 1);
  }

  @Property(tries = 2000)
  void theTicksOfALogarithmicAxisAreFewRoundAndInsideIt(@ForAll("values") double a, @ForAll("values") double b) {
    double low = Math.max(Math.min(Math.abs(a), Math.abs(b)), Axis.SMALLEST);
    double high = Math.max(Math.max(Math.abs(a), Math.abs(b)), Axis.SMALLEST);
    Axis axis = Axis.logarithmic(low, high, 7);
    requireGood(axis, 1, 10);
    assertTrue(axis.fraction(low) >= 0 && axis.fraction(high) <= 1 && axis.fraction(low) <= axis.fraction(high));
  }

  @Property(tries = 1000)
  void theTicksOfTheStepsAreWholeNumbersFromZero(@ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long last) {
    Axis axis = Axis.ofSteps(last, 8);
    requireGood(axis, 2, 9);
    assertEquals(0, axis.ticks().getFirst().value());
    assertTrue(axis.ticks().stream().allMatch(t -> t.value() == Math.rint(t.value())));
  }

  private static void requireGood(Axis axis, int fewest, int most) {
    List<Axis.Tick> ticks = axis.ticks();
    assertTrue(ticks.size() >= fewest && ticks.size() <= most, axis.toString());
    double before = -1;
    for (Axis.Tick tick : ticks) {
      double at = axis.fraction(tick.value());
      assertTrue(at > before && at >= -1e-9 && at <= 1 + 1e-9, axis.toString());
      before = at;
      BigDecimal label = new BigDecimal(tick.label().replace(",", ""));
      assertEquals(tick.value(), label.doubleValue(), axis.toString());
    }
    assertEquals(ticks.size(), ticks.stream().map(Axis.Tick::label).distinct().count(), axis.toString());
  }

  /** A curve of at most 400 points a unit or more apart, some of them gaps. */
  @Provide
  Arbitrary<double[]> heights() {
    Arbitrary<Double> height = Arbitraries.frequencyOf(
        Tuple.of(5, Arbitraries.doubles().between(0, 200)),
        Tuple.of(5, Arbitraries.doubles().between(100, 100.3)),
        Tuple.of(1, Arbitraries.just(Double.NaN)));
    return height.array(Double[].class).ofMinSize(1).ofMaxSize(400).map(a -> Arrays.stream(a).mapToDouble(Double::doubleValue).toArray());
  }

  @Property(tries = 1000)
  void everyPointOfACurveLiesOnItsOutlineAndGapsStayGaps(@ForAll("heights") double[] y) {
    double[] x = new double[y.length];
    Arrays.setAll(x, i -> 50 + 1.5 * i);
    List<double[]> points = points(Outline.of(x, y).path());
    int at = 0;
    for (int i = 0; i < y.length; i++) {
      if (Double.isNaN(y[i])) {
        continue;
      }
      while (at + 1 < points.size() && points.get(at + 1)[0] <= x[i] + 0.006) {
        at++;
      }
      double[] from = points.get(at);
      boolean exact = Math.abs(from[0] - x[i]) <= 0.006;
      double[] to = exact ? from : points.get(at + 1);
      assertTrue(exact || to[2] == 0, "a gap at point " + i);
      assertTrue(distance(x[i], y[i], from, to) <= 0.13, "point " + i + " lies beside the outline");
    }
    long pieces = IntStream.range(0, y.length).filter(i -> !Double.isNaN(y[i]) && (i == 0 || Double.isNaN(y[i - 1]))).count();
    assertEquals(pieces, points.stream().filter(p -> p[2] == 1).count());
  }

  /** x, y and 1 where a piece begins. */
  private static List<double[]> points(String path) {
    List<double[]> points = new ArrayList<>();
    Matcher m = POINT.matcher(path);
    while (m.find()) {
      points.add(new double[] {Double.parseDouble(m.group(2)), Double.parseDouble(m.group(3)), m.group(1).equals("M") ? 1 : 0});
    }
    return points;
  }

  private static double distance(double x, double y, double[] from, double[] to) {
    double dx = to[0] - from[0];
    double dy = to[1] - from[1];
    double length = Math.hypot(dx, dy);
    return length == 0 ? Math.hypot(x - from[0], y - from[1]) : Math.abs(dx * (y - from[1]) - dy * (x - from[0])) / length;
  }

  @Property(tries = 1000)
  void theHighestAndLowestPointOfADenseCurveAreKept(@ForAll @Size(min = 1, max = 2000) double[] raw) {
    double[] y = Arrays.stream(raw).map(v -> Double.isFinite(v) ? 100 + Math.IEEEremainder(v, 100) : 100).toArray();
    double[] x = new double[y.length];
    Arrays.setAll(x, i -> 50 + 0.01 * i);
    List<double[]> points = points(Outline.of(x, y).path());
    assertEquals(Arrays.stream(y).max().orElseThrow(), points.stream().mapToDouble(p -> p[1]).max().orElseThrow(), 0.11);
    assertEquals(Arrays.stream(y).min().orElseThrow(), points.stream().mapToDouble(p -> p[1]).min().orElseThrow(), 0.11);
  }
}
