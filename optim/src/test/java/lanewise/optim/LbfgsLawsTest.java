package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import lanewise.autograd.Parameter;
import lanewise.tensor.KernelLevel;
import lanewise.tensor.Rng;
import lanewise.tensor.Workers;
import lanewise.tensor.kernel.template.Ladder;
import lanewise.tensor.kernel.workers.WorkerPool;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Laws of LBFGS. "The same" means the same bits. */
class LbfgsLawsTest {
  @Provide
  Arbitrary<LBFGS.Options> options() {
    Arbitrary<Double> lr = Arbitraries.of(0.01, 0.125, 1.0, 2.0);
    Arbitrary<Integer> iterations = Arbitraries.of(1, 2, 3, 7);
    Arbitrary<Integer> evaluations = Arbitraries.of(1, 2, 5, 12);
    Arbitrary<Integer> history = Arbitraries.of(1, 2, 3, 100);
    return Combinators.combine(lr, iterations, evaluations, history, Arbitraries.of(true, false), Arbitraries.of(true, false))
        .as((rate, iter, eval, size, wolfe, up) -> LBFGS.options().lr(rate).maxIter(iter).maxEval(eval).historySize(size).strongWolfe(wolfe)
            .maximize(up))
        .withoutEdgeCases();
  }

  private static Objectives.Function function(LBFGS.Options o, int kind) {
    Objectives.Function f = switch (kind) {
      case 0 -> Objectives::rosenbrock;
      case 1 -> Objectives.bowl(10);
      default -> Objectives.bowl(1e4);
    };
    return o.maximize() ? negated(f) : f;
  }

  private static Objectives.Function negated(Objectives.Function f) {
    return (x, g) -> {
      double value = -f.at(x, g);
      for (int i = 0; i < g.length; i++) {
        g[i] = -g[i];
      }
      return value;
    };
  }

  private static List<Parameter> start(long seed, int... sizes) {
    return Trial.parameters(new Random(seed), sizes);
  }

  @Property(tries = 500)
  void aRunThatIsResumedAnywhereGoesOnAsIfItHadNotStopped(@ForAll("options") LBFGS.Options o, @ForAll("options") LBFGS.Options other,
      @ForAll @IntRange(min = 0, max = 2) int kind, @ForAll @IntRange(min = 0, max = 5) int split, @ForAll long seed) {
    List<Parameter> straight = start(seed, 3, 2);
    List<Parameter> broken = start(seed, 3, 2);
    Optimizer one = o.build(straight);
    Optimizer two = o.build(broken);
    for (int t = 0; t < 5; t++) {
      if (t == split) {
        OptimizerState saved = two.stateDict();
        List<Parameter> fresh = Trial.values(broken).stream().map(Trial::parameter).toList();
        two.step(Objectives.closure(broken, function(o, kind)));
        two = other.build(fresh);
        two.step(Objectives.closure(start(seed + 1, 3, 2), Objectives.bowl(2)));
        two.loadStateDict(saved);
        broken = fresh;
      }
      double expected = one.step(Objectives.closure(straight, function(o, kind)));
      assertEquals(expected, two.step(Objectives.closure(broken, function(o, kind))), 0.0);
    }
    assertSame(straight, broken);
    assertEquals(one.state(straight.getFirst()).numbers(), two.state(broken.getFirst()).numbers());
  }

  @Property(tries = 500)
  void aFailingClosureLeavesParametersAndStateAsTheyWere(@ForAll("options") LBFGS.Options o, @ForAll @IntRange(min = 0, max = 2) int kind,
      @ForAll @IntRange(min = 0, max = 3) int steps, @ForAll @IntRange(min = 1, max = 12) int failing, @ForAll long seed) {
    List<Parameter> parameters = start(seed, 2, 1, 3);
    Optimizer optimizer = o.build(parameters);
    DoubleSupplier closure = Objectives.closure(parameters, function(o, kind));
    for (int t = 0; t < steps; t++) {
      optimizer.step(closure);
    }
    List<float[]> values = Trial.values(parameters);
    ParamState state = optimizer.state(parameters.getFirst());
    int[] calls = new int[1];
    DoubleSupplier failingClosure = () -> {
      if (++calls[0] == failing) {
        throw new IllegalStateException("as planned");
      }
      return closure.getAsDouble();
    };
    try {
      optimizer.step(failingClosure);
      assertTrue(calls[0] < failing);
    } catch (IllegalStateException e) {
      assertEquals("as planned", e.getMessage());
      assertEquals(steps, optimizer.stepCount());
      for (int i = 0; i < values.size(); i++) {
        assertArrayEquals(values.get(i), parameters.get(i).value().toArray());
      }
      ParamState now = optimizer.state(parameters.getFirst());
      assertEquals(state.numbers(), now.numbers());
      assertEquals(state.names(), now.names());
      state.tensors().forEach((name, t) -> assertArrayEquals(t.toArray(), now.tensors().get(name).toArray(), name));
      state.lists().forEach((name, list) -> {
        assertEquals(list.size(), now.lists().get(name).size());
        for (int i = 0; i < list.size(); i++) {
          assertArrayEquals(list.get(i).toArray(), now.lists().get(name).get(i).toArray(), name);
        }
      });
    }
  }

  @Property(tries = 500)
  void maximizingIsMinimizingTheNegatedFunction(@ForAll("options") LBFGS.Options o, @ForAll @IntRange(min = 0, max = 2) int kind, @ForAll long seed) {
    List<Parameter> up = start(seed, 4);
    List<Parameter> down = start(seed, 4);
    Optimizer climbing = o.maximize(true).build(up);
    Optimizer descending = o.maximize(false).build(down);
    Objectives.Function f = function(o.maximize(false), kind);
    for (int t = 0; t < 4; t++) {
      assertEquals(climbing.step(Objectives.closure(up, negated(f))), -descending.step(Objectives.closure(down, f)), 0.0);
    }
    assertSame(up, down);
    assertEquals(descending.state(down.getFirst()).numbers(), climbing.state(up.getFirst()).numbers());
  }

  @Property(tries = 500)
  void oneVectorIsTheSameAsItsParts(@ForAll("options") LBFGS.Options o, @ForAll @IntRange(min = 0, max = 2) int kind,
      @ForAll @IntRange(min = 0, max = 9) int cut, @ForAll long seed) {
    float[] x = Trial.normal(new Random(seed), 9);
    List<Parameter> whole = List.of(Trial.parameter(x));
    List<Parameter> parts = List.of(Trial.parameter(Arrays.copyOf(x, cut)), Trial.parameter(Arrays.copyOfRange(x, cut, 9)));
    Optimizer one = o.build(whole);
    Optimizer two = o.build(parts);
    for (int t = 0; t < 3; t++) {
      one.step(Objectives.closure(whole, function(o, kind)));
      two.step(Objectives.closure(parts, function(o, kind)));
    }
    float[] joined = Arrays.copyOf(parts.get(0).value().toArray(), 9);
    System.arraycopy(parts.get(1).value().toArray(), 0, joined, cut, 9 - cut);
    assertArrayEquals(whole.getFirst().value().toArray(), joined);
  }

  @Property(tries = 500)
  void withTheLineSearchTheFunctionNeverRises(@ForAll("options") LBFGS.Options o, @ForAll @IntRange(min = 0, max = 2) int kind, @ForAll long seed) {
    List<Parameter> parameters = start(seed, 5);
    Optimizer optimizer = o.strongWolfe(true).maximize(false).build(parameters);
    double before = Double.POSITIVE_INFINITY;
    for (int t = 0; t < 8; t++) {
      double now = optimizer.step(Objectives.closure(parameters, function(o.maximize(false), kind)));
      assertTrue(now <= before + 1e-6 * Math.abs(before), now + " after " + before);
      before = now;
    }
  }

  @Property(tries = 500)
  void aFunctionThatIsNotFiniteBeyondAWallNeverMakesTheParametersSo(@ForAll("options") LBFGS.Options o, @ForAll @IntRange(min = 1, max = 40) int wall,
      @ForAll boolean infinite, @ForAll long seed) {
    List<Parameter> parameters = start(seed, 3);
    Optimizer optimizer = o.strongWolfe(true).maximize(false).build(parameters);
    Objectives.Function f = (x, g) -> {
      double value = Objectives.rosenbrock(x, g);
      return Math.abs(x[0]) > 2 + wall / 10.0 ? infinite ? Double.POSITIVE_INFINITY : Double.NaN : value;
    };
    double before = Double.POSITIVE_INFINITY;
    if (Math.abs(parameters.getFirst().value().get(0)) <= 2) {
      for (int t = 0; t < 5; t++) {
        double now = optimizer.step(Objectives.closure(parameters, f));
        assertTrue(Double.isFinite(now) && now <= before + 1e-6 * Math.abs(before), now + " after " + before);
        before = now;
      }
    }
  }

  @Property(tries = 500)
  void aBowlOfSeveralDimensionsIsSolvedInThreeIterationsADimensionAndFive(@ForAll @IntRange(min = 1, max = 12) int n, @ForAll long seed) {
    List<Parameter> parameters = start(seed, n);
    Optimizer optimizer = LBFGS.options().strongWolfe(true).maxIter(3 * n + 5).maxEval(1000).tolerances(1e-9, 1e-20).build(parameters);
    optimizer.step(Objectives.closure(parameters, Objectives.bowl(10)));
    for (int i = 0; i < n; i++) {
      assertEquals(i % 10 / 10.0, parameters.getFirst().value().get(i), 1e-6);
    }
  }

  @Test
  void rosenbrocksValleyIsFollowedToItsEnd() {
    for (boolean wolfe : new boolean[] {true, false}) {
      Parameter p = Trial.parameter(1.5f, 1.5f);
      Optimizer optimizer = LBFGS.options().strongWolfe(wolfe).lr(wolfe ? 1 : 0.1).maxIter(1000).build(List.of(p));
      optimizer.step(Objectives.closure(List.of(p), Objectives::rosenbrock));
      assertEquals(1, p.value().get(0), 1e-3);
      assertEquals(1, p.value().get(1), 2e-3);
    }
  }

  @Test
  void threadsLevelsAndTheOrderOfChunksChangeNoBit() {
    KernelLevel level = KernelLevel.current();
    int threads = Workers.threads();
    List<Parameter> expected = large(level, 1);
    try {
      for (int count : new int[] {2, 5}) {
        assertSame(expected, large(level, count));
      }
      assertSame(expected, large(KernelLevel.SCALAR, 2));
      WorkerPool.shuffle(Rng.seed(3));
      assertSame(expected, large(level, 1));
    } finally {
      WorkerPool.shuffle(null);
      Ladder.force(level);
      Workers.setThreads(threads);
    }
  }

  private static List<Parameter> large(KernelLevel level, int threads) {
    Ladder.force(level);
    Workers.setThreads(threads);
    List<Parameter> parameters = start(5, 70_001, 9, 150_000);
    Optimizer optimizer = LBFGS.options().strongWolfe(true).maxIter(5).build(parameters);
    optimizer.step(() -> {
      double f = 0;
      for (Parameter p : parameters) {
        float[] x = p.value().toArray();
        for (int i = 0; i < x.length; i++) {
          f += 0.5 * (1 + i % 7) * x[i] * x[i];
          x[i] *= 1 + i % 7;
        }
        Trial.gradient(p, x);
      }
      return f;
    });
    return parameters;
  }

  private static void assertSame(List<Parameter> expected, List<Parameter> actual) {
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i).value().toArray(), actual.get(i).value().toArray(), "parameter " + i);
    }
  }
}
