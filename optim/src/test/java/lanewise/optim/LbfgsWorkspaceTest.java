package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;
import lanewise.tensor.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Vectors that LBFGS uses again are never vectors that somebody still reads. */
class LbfgsWorkspaceTest {
  static Stream<LBFGS.Options> options() {
    return Stream.of(1, 2, 7).flatMap(history -> Stream.of(false, true)
        .map(search -> LBFGS.options().maxIter(5).historySize(history).strongWolfe(search).lr(search ? 1 : 1e-3).tolerances(0, 0)));
  }

  private static Parameter start() {
    return Trial.parameter(-1.2f, 1, 0.5f, -0.3f, 2, 0.1f);
  }

  private static DoubleSupplier rosenbrock(Parameter p) {
    return Objectives.closure(List.of(p), Objectives::rosenbrock);
  }

  @ParameterizedTest
  @MethodSource("options")
  void anOptimizerThatGoesOnMovesAsOnesThatBeginFromItsSavedState(LBFGS.Options options) {
    Parameter p = start();
    LBFGS lbfgs = options.build(List.of(p));
    for (int t = 0; t < 8; t++) {
      Parameter copy = Trial.parameter(p.value().toArray());
      LBFGS resumed = options.build(List.of(copy));
      resumed.loadStateDict(lbfgs.stateDict());
      resumed.step(rosenbrock(copy));
      lbfgs.step(rosenbrock(p));
      assertArrayEquals(copy.value().toArray(), p.value().toArray(), "step " + t);
      assertSame(resumed.state(copy), lbfgs.state(p));
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void aStepThatFailsAfterPairsHaveMadeRoomLeavesThePairsAsTheyWere(LBFGS.Options options) {
    Parameter p = start();
    LBFGS lbfgs = options.build(List.of(p));
    Parameter twin = start();
    LBFGS untroubled = options.build(List.of(twin));
    for (int t = 0; t < 3; t++) {
      lbfgs.step(rosenbrock(p));
      untroubled.step(rosenbrock(twin));
    }
    ParamState before = lbfgs.state(p);
    int[] calls = {0};
    DoubleSupplier closure = rosenbrock(p);
    assertThrows(ArithmeticException.class, () -> lbfgs.step(() -> {
      if (++calls[0] == 5) {
        throw new ArithmeticException("the fifth evaluation");
      }
      return closure.getAsDouble();
    }));
    assertSame(before, lbfgs.state(p));
    for (int t = 0; t < 3; t++) {
      lbfgs.step(rosenbrock(p));
      untroubled.step(rosenbrock(twin));
      assertArrayEquals(twin.value().toArray(), p.value().toArray());
      assertSame(untroubled.state(twin), lbfgs.state(p));
    }
  }

  @Test
  void aParameterWithoutAGradientCountsAsOneWithZerosAlsoWhenItHadOneBefore() {
    Parameter p = start();
    Parameter q = start();
    LBFGS lbfgs = LBFGS.options().maxIter(3).lr(1e-3).tolerances(0, 0).build(List.of(p, q));
    lbfgs.step(Objectives.closure(List.of(p, q), Objectives::rosenbrock));
    LBFGS fresh = LBFGS.options().maxIter(3).lr(1e-3).tolerances(0, 0).build(List.of(p, q));
    fresh.loadStateDict(lbfgs.stateDict());
    float[] startP = p.value().toArray();
    float[] startQ = q.value().toArray();
    DoubleSupplier closure = () -> {
      q.zeroGrad();
      return rosenbrock(p).getAsDouble();
    };
    lbfgs.step(closure);
    float[] movedP = p.value().toArray();
    float[] movedQ = q.value().toArray();
    p.value().copyFrom(Tensor.of(startP, startP.length));
    q.value().copyFrom(Tensor.of(startQ, startQ.length));
    fresh.step(closure);
    assertArrayEquals(p.value().toArray(), movedP);
    assertArrayEquals(q.value().toArray(), movedQ);
    assertSame(fresh.state(p), lbfgs.state(p));
  }

  @Test
  void aStepAllocatesLessThanOneVectorOnceItIsWarm() {
    int size = 1 << 17;
    Parameter p = new Parameter(Tensor.ones(size));
    Tensor gradient = Tensor.zeros(size);
    LBFGS lbfgs = LBFGS.options().maxIter(4).historySize(3).lr(1e-3).tolerances(0, 0).build(List.of(p));
    // half the sum of squares: the gradient is the point
    DoubleSupplier bowl = () -> {
      gradient.copyFrom(p.value());
      p.zeroGrad();
      p.backward(gradient);
      return 0.5 * gradient.get(0) * gradient.get(0) * size;
    };
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int workers = Workers.threads();
    Workers.setThreads(1);
    try {
      long least = Long.MAX_VALUE;
      for (int t = 0; t < 12; t++) {
        long start = threads.getCurrentThreadAllocatedBytes();
        lbfgs.step(bowl);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - start);
      }
      assertTrue(least < 4L * size / 8, least + " bytes a step");
    } finally {
      Workers.setThreads(workers);
    }
  }

  private static void assertSame(ParamState expected, ParamState actual) {
    assertTrue(expected.numbers().equals(actual.numbers()), () -> expected.numbers() + " and " + actual.numbers());
    expected.tensors().forEach((name, t) -> assertArrayEquals(t.toArray(), actual.tensors().get(name).toArray(), name));
    expected.lists().forEach((name, list) -> assertArrayEquals(list.stream().map(Tensor::toArray).toArray(),
        actual.lists().get(name).stream().map(Tensor::toArray).toArray(), name));
  }
}
