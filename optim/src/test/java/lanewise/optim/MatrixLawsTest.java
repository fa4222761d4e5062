package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What Adafactor and Muon share with other rules. "The same" means the same bits. */
class MatrixLawsTest {
  static Arbitrary<Adafactor.Options> adafactor() {
    return Combinators.combine(Arbitraries.of(0.0, 0.01, 0.5), Arbitraries.of(0.0, -0.1, -0.8, -1.0), Arbitraries.of(0x1p-23, 1e-3),
        Arbitraries.of(1e-3, 1.0), Arbitraries.of(1.0, 1.5, 3.0), Arbitraries.of(0.0, 0.1), Arbitraries.of(true, false))
        .as(Adafactor.Options::new).withoutEdgeCases();
  }

  static Arbitrary<Muon.Options> muon() {
    Muon.Coefficients usual = Muon.options().nsCoefficients();
    return Combinators.combine(Arbitraries.of(0.0, 0.01, 0.5), Arbitraries.of(0.0, 0.1), Arbitraries.of(0.0, 0.3, 0.8, 0.95),
        Arbitraries.of(true, false), Arbitraries.of(usual, new Muon.Coefficients(3.4, -4.7, 2)), Arbitraries.of(1e-7, 1.0), Arbitraries.of(1, 5, 6),
        Arbitraries.of(Muon.Adjust.values())).as(Muon.Options::new).withoutEdgeCases();
  }

  @Provide
  Arbitrary<OptimizerOptions> any() {
    return Arbitraries.oneOf(adafactor(), muon());
  }

  @Provide
  Arbitrary<Adafactor.Options> adafactors() {
    return adafactor();
  }

  private static List<Parameter> parameters(OptimizerOptions options, long seed) {
    int[][] shapes = Stream.of(Matrices.SHAPES).filter(s -> !(options instanceof Muon.Options) || s.length == 2).toArray(int[][]::new);
    Random random = new Random(seed);
    int[][] drawn = random.ints(3, 0, shapes.length).mapToObj(i -> shapes[i]).toArray(int[][]::new);
    return Matrices.parameters(random, drawn);
  }

  private static void assertSame(List<float[]> expected, List<Parameter> actual) {
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i).value().toArray(), "parameter " + i);
    }
  }

  private static void assertSameState(ParamState expected, ParamState actual) {
    assertEquals(expected.numbers(), actual.numbers());
    assertEquals(expected.names(), actual.names());
    expected.tensors().forEach((name, t) -> assertArrayEquals(t.toArray(), actual.tensors().get(name).toArray(), name));
  }

  @Property(tries = 1200)
  void aRunThatIsResumedAnywhereGoesOnAsIfItHadNotStopped(@ForAll("any") OptimizerOptions o, @ForAll @IntRange(min = 0, max = 4) int split,
      @ForAll long seed) {
    List<Parameter> straight = parameters(o, seed);
    List<Parameter> broken = parameters(o, seed);
    Optimizer one = o.build(straight);
    Optimizer two = o.build(broken);
    for (int t = 0; t < 4; t++) {
      if (t == split) {
        List<Parameter> fresh = broken.stream().map(p -> new Parameter(p.value())).toList();
        Optimizer next = o.lr(0.25).build(fresh);
        next.loadStateDict(two.stateDict());
        Matrices.gradients(broken, new Random(seed - 1), false);
        two.step();
        broken = fresh;
        two = next;
      }
      Matrices.gradients(straight, new Random(seed + t), false);
      Matrices.gradients(broken, new Random(seed + t), false);
      one.step();
      two.step();
    }
    assertSame(Trial.values(straight), broken);
    for (int i = 0; i < straight.size(); i++) {
      assertSameState(one.state(straight.get(i)), two.state(broken.get(i)));
    }
  }

  @Property(tries = 1200)
  void aParameterWithoutAGradientKeepsItsValueAndState(@ForAll("any") OptimizerOptions o, @ForAll long seed) {
    List<Parameter> parameters = parameters(o, seed);
    Optimizer optimizer = o.build(parameters);
    Parameter skipped = parameters.get(1);
    for (int t = 0; t < 3; t++) {
      Matrices.gradients(parameters, new Random(seed + t), false);
      boolean skip = t != 1 || seed % 2 == 0;
      if (skip) {
        skipped.zeroGrad();
      }
      float[] value = skipped.value().toArray();
      ParamState state = optimizer.state(skipped);
      optimizer.step();
      if (skip) {
        assertArrayEquals(value, skipped.value().toArray());
        assertSameState(state, optimizer.state(skipped));
      }
    }
  }

  @Property(tries = 1200)
  void otherParametersMakeNoDifference(@ForAll("any") OptimizerOptions o, @ForAll long seed) {
    List<Parameter> together = parameters(o, seed);
    List<Parameter> alone = parameters(o, seed);
    Optimizer all = o.build(together);
    List<Optimizer> each = alone.stream().<Optimizer>map(p -> o.build(List.of(p))).toList();
    for (int t = 0; t < 3; t++) {
      Matrices.gradients(together, new Random(seed + t), false);
      Matrices.gradients(alone, new Random(seed + t), false);
      if (t == 1 && together.get(2).shape().size() > 0) {
        float[] g = together.get(2).grad().toArray();
        g[0] = Float.NaN;
        Trial.gradient(together.get(2), g);
      }
      all.step();
      each.forEach(Optimizer::step);
    }
    assertSame(Trial.values(alone).subList(0, 2), together.subList(0, 2));
  }

  @Property(tries = 1200)
  void zeroGradientsOnFreshStateWithoutDecayMoveNothing(@ForAll("any") OptimizerOptions o, @ForAll long seed) {
    List<Parameter> parameters = parameters(o, seed);
    List<float[]> before = Trial.values(parameters);
    Optimizer optimizer = ((DecaysWeights) o).weightDecay(0).build(parameters);
    for (int t = 0; t < 3; t++) {
      parameters.forEach(p -> Trial.gradient(p, new float[p.shape().size()]));
      optimizer.step();
    }
    assertSame(before, parameters);
  }

  @Property(tries = 1200)
  void aRateOfZeroChangesNothing(@ForAll("any") OptimizerOptions o, @ForAll long seed) {
    List<Parameter> parameters = parameters(o, seed);
    List<float[]> before = Trial.values(parameters);
    Optimizer optimizer = o.lr(0).build(parameters);
    for (int t = 0; t < 3; t++) {
      Matrices.gradients(parameters, new Random(seed + t), false);
      optimizer.step();
    }
    assertSame(before, parameters);
  }

  @Property(tries = 500)
  void maximizingIsMinimizingWithTheNegatedGradient(@ForAll("adafactors") Adafactor.Options o, @ForAll long seed) {
    List<Parameter> up = parameters(o, seed);
    List<Parameter> down = parameters(o, seed);
    Optimizer climbing = o.maximize(true).build(up);
    Optimizer descending = o.maximize(false).build(down);
    for (int t = 0; t < 5; t++) {
      Matrices.gradients(up, new Random(seed + t), false);
      Matrices.gradients(down, new Random(seed + t), true);
      climbing.step();
      descending.step();
    }
    assertSame(Trial.values(down), up);
  }

  @Property(tries = 500)
  void anAdafactorStepIsBoundedByTheSizeOfTheParameter(@ForAll("adafactors") Adafactor.Options options, @ForAll long seed) {
    Adafactor.Options o = options.weightDecay(0);
    List<Parameter> parameters = parameters(o, seed);
    Optimizer optimizer = o.build(parameters);
    for (int t = 1; t <= 6; t++) {
      List<float[]> before = Trial.values(parameters);
      Matrices.gradients(parameters, new Random(seed + t), false);
      optimizer.step();
      for (int i = 0; i < before.size(); i++) {
        float[] now = parameters.get(i).value().toArray();
        double moved = 0;
        double size = 0;
        for (int k = 0; k < now.length; k++) {
          moved += Math.pow((double) now[k] - before.get(i)[k], 2);
          size += (double) before.get(i)[k] * before.get(i)[k];
        }
        double bound = o.d() * Math.max(o.eps2(), Math.sqrt(size / now.length)) * Math.min(o.lr(), 1 / Math.sqrt(t));
        double rounding = 1e-6 * Math.sqrt(size / now.length);
        assertEquals(true, now.length == 0 || Math.sqrt(moved / now.length) <= bound * (1 + 1e-5) + rounding, "step " + t);
      }
    }
  }

  @Property(tries = 500)
  void squaresOfRankOneMakeTheFactoredFormThatOfAVector(@ForAll("adafactors") Adafactor.Options o, @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll @IntRange(min = 1, max = 70) int columns, @ForAll long seed) {
    Random random = new Random(seed);
    float[] x = Trial.normal(random, rows * columns);
    Parameter matrix = Matrices.matrix(x, rows, columns);
    Parameter vector = Trial.parameter(x);
    Optimizer factored = o.eps(1e-12, o.eps2()).build(List.of(matrix));
    Optimizer whole = o.eps(1e-12, o.eps2()).build(List.of(vector));
    double[] u = random.doubles(rows, 0.2, 2).toArray();
    double[] v = random.doubles(columns, 0.2, 2).toArray();
    for (int t = 0; t < 5; t++) {
      double c = 0.1 + random.nextDouble();
      float[] g = new float[rows * columns];
      for (int i = 0; i < g.length; i++) {
        g[i] = (float) ((random.nextBoolean() ? c : -c) * u[i / columns] * v[i % columns]);
      }
      Trial.gradient(matrix, g);
      Trial.gradient(vector, g);
      factored.step();
      whole.step();
    }
    assertArrayEquals(vector.value().toArray(), matrix.value().toArray(), 1e-5f * (1 + (float) (5 * o.lr())));
  }

  @Property(tries = 500)
  void aTallMatrixMovesAsItsTranspose(@ForAll @IntRange(min = 1, max = 20) int rows, @ForAll @IntRange(min = 1, max = 20) int columns,
      @ForAll boolean nesterov, @ForAll long seed) {
    float[] x = Trial.normal(new Random(seed), rows * columns);
    Parameter one = Matrices.matrix(x, rows, columns);
    Parameter other = Matrices.matrix(Matrices.transposed(x, rows, columns), columns, rows);
    Muon.Options o = Muon.options().lr(0.1).nesterov(nesterov).adjust(Muon.Adjust.MATCH_RMS_ADAMW);
    Muon first = o.build(List.of(one));
    Muon second = o.build(List.of(other));
    for (int t = 0; t < 3; t++) {
      float[] g = Trial.wild(new Random(seed + t), rows * columns);
      Trial.gradient(one, g);
      Trial.gradient(other, Matrices.transposed(g, rows, columns));
      first.step();
      second.step();
    }
    assertArrayEquals(Matrices.transposed(one.value().toArray(), rows, columns), other.value().toArray(), 2e-5f);
    assertEquals(Tensor.zeros(columns, rows).shape(), other.value().shape());
  }
}
