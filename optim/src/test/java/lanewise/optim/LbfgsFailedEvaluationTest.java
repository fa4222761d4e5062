package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import lanewise.autograd.Parameter;
import lanewise.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An evaluation that fails, wherever in a step it is, leaves parameters and state as they were, to the bit, and the next step what it would be. */
class LbfgsFailedEvaluationTest {
  private static final int MAX_EVAL = 7;
  private static final RuntimeException FAILURE = new ArithmeticException("an evaluation fails");

  static Stream<LBFGS.Options> options() {
    return Stream.of(1, 3, 20).flatMap(history -> Stream.of(false, true).map(search -> LBFGS.options().maxIter(20).maxEval(MAX_EVAL)
        .historySize(history).strongWolfe(search).lr(search ? 1 : 1e-3).tolerances(0, 0)));
  }

  /** An optimizer of two parameters that has made some steps. */
  private static final class Run {
    final List<Parameter> parameters = List.of(Trial.parameter(-1.2f, 1, 0.5f, -0.3f), Trial.parameter(2, 0.1f));
    final LBFGS lbfgs;
    final DoubleSupplier closure = Objectives.closure(parameters, Objectives::rosenbrock);
    int calls;

    Run(LBFGS.Options options, int steps) {
      lbfgs = options.build(parameters);
      for (int t = 0; t < steps; t++) {
        step();
      }
    }

    /** A step; returns the number of evaluations. */
    int step() {
      calls = 0;
      lbfgs.step(() -> {
        calls++;
        return closure.getAsDouble();
      });
      return calls;
    }

    /** A step whose k-th evaluation fails, before or after it has written its gradients. */
    void fail(int k, boolean afterwards) {
      calls = 0;
      assertSame(FAILURE, assertThrows(ArithmeticException.class, () -> lbfgs.step(() -> {
        boolean now = ++calls == k;
        if (now && !afterwards) {
          throw FAILURE;
        }
        double value = closure.getAsDouble();
        if (now) {
          throw FAILURE;
        }
        return value;
      })));
      assertEquals(k, calls);
    }

    void assertSameBits(List<float[]> values, ParamState state) {
      assertArrayEquals(values.toArray(), Trial.values(parameters).toArray());
      ParamState own = lbfgs.state(parameters.getFirst());
      assertEquals(state.names(), own.names());
      assertEquals(state.numbers(), own.numbers());
      state.tensors().forEach((name, t) -> assertArrayEquals(t.toArray(), own.tensors().get(name).toArray(), name));
      state.lists().forEach((name, list) -> assertArrayEquals(list.stream().map(Tensor::toArray).toArray(),
          own.lists().get(name).stream().map(Tensor::toArray).toArray(), name));
      assertTrue(lbfgs.state(parameters.getLast()).isEmpty());
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void aFailingEvaluationAtEveryPositionChangesNothingAndTheNextStepIsThatOfATwinThatNeverFailed(LBFGS.Options options) {
    for (int steps : new int[] {0, 1, 4}) {
      Run twin = new Run(options, steps);
      List<float[]> values = Trial.values(twin.parameters);
      ParamState state = twin.lbfgs.state(twin.parameters.getFirst());
      int evaluations = twin.step();
      assertEquals(MAX_EVAL, evaluations, 1, "the budget is spent, of which the search may leave one evaluation");
      List<float[]> next = Trial.values(twin.parameters);
      ParamState nextState = twin.lbfgs.state(twin.parameters.getFirst());
      for (int k = 1; k <= evaluations; k++) {
        Run run = new Run(options, steps);
        run.fail(k, k % 2 == 0);
        run.assertSameBits(values, state);
        assertEquals(steps, run.lbfgs.stepCount());
        assertEquals(evaluations, run.step());
        run.assertSameBits(next, nextState);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void failuresAtAllPositionsOneAfterTheOtherChangeNothingToo(LBFGS.Options options) {
    Run twin = new Run(options, 3);
    Run run = new Run(options, 3);
    for (int round = 0; round < 3; round++) {
      List<float[]> values = Trial.values(twin.parameters);
      ParamState state = twin.lbfgs.state(twin.parameters.getFirst());
      int evaluations = twin.step();
      for (int k = evaluations; k >= 1; k--) {
        run.fail(k, k % 2 == 1);
        run.assertSameBits(values, state);
      }
      assertEquals(evaluations, run.step());
      run.assertSameBits(Trial.values(twin.parameters), twin.lbfgs.state(twin.parameters.getFirst()));
    }
  }
}
