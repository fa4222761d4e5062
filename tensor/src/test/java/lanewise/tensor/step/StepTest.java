package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import org.junit.jupiter.api.Test;

class StepTest {
  private final Tensor parameter = Tensor.of(new float[] {1, 2, 3}, 3);
  private final Tensor gradient = Tensor.of(new float[] {10, 20, 30}, 3);

  @Test
  void aSweepUpdatesAViewInItsPlaceAndLeavesItsNeighboursAlone() {
    Tensor all = Tensor.of(new float[] {1, 2, 3, 4, 5}, 5);
    Sweep sweep = new Sweep();
    sweep.add(sgd(all.slice(1, 4), gradient, 0.5));
    sweep.run();
    assertEquals(Tensor.of(new float[] {1, -3, -7, -11, 5}, 5).toString(), all.toString());
  }

  @Test
  void aSweepForgetsItsStepsWhenTheyAreDone() {
    Sweep sweep = new Sweep();
    sweep.add(sgd(parameter, gradient, 0.5));
    sweep.run();
    sweep.run();
    assertEquals(-4, parameter.get(0));
    sweep.add(sgd(parameter, gradient, 0.5));
    sweep.clear();
    sweep.run();
    assertEquals(-4, parameter.get(0));
  }

  @Test
  void stateHasTheParametersShapeAndLayoutAndIsZero() {
    Tensor images = TensorAccess.channelsLast(Tensor.ones(2, 3, 4, 4));
    Tensor state = Step.zerosLike(images);
    assertEquals(images.shape(), state.shape());
    assertEquals(TensorAccess.layout(images), TensorAccess.layout(state));
    assertEquals(0, state.get(1, 2, 3, 3));
  }

  @Test
  void aGradientOrStateOfAnotherShapeOrLayoutIsRefused() {
    Tensor images = TensorAccess.channelsLast(Tensor.ones(2, 3, 4, 4));
    var shape = assertThrows(IllegalArgumentException.class, () -> sgd(parameter, Tensor.zeros(1, 3), 1));
    assertEquals("gradient of shape [1, 3] and layout ROW_MAJOR for a parameter of shape [3] and layout ROW_MAJOR; allowed: the parameter's own",
        shape.getMessage());
    assertThrows(IllegalArgumentException.class, () -> sgd(images, Tensor.ones(2, 3, 4, 4), 1));
    SgdStep sgd = sgd(parameter, gradient, 1);
    assertThrows(IllegalArgumentException.class, () -> sgd.momentum(Tensor.zeros(4), true, 0.9, 0, false));
    AdamStep adam = new AdamStep();
    adam.begin(parameter, gradient, 1);
    assertThrows(IllegalArgumentException.class, () -> adam.averages(Tensor.zeros(4), Tensor.zeros(3), 0.9, 0.999));
    assertThrows(IllegalArgumentException.class, () -> adam.averages(Tensor.zeros(3), Tensor.zeros(4), 0.9, 0.999));
    assertThrows(IllegalArgumentException.class, () -> adam.amsgrad(Tensor.zeros(4)));
  }

  @Test
  void aGradientWhoseScopeHasClosedIsRefused() {
    Tensor closed;
    try (var _ = Scope.open()) {
      closed = Tensor.ones(3);
    }
    assertThrows(IllegalStateException.class, () -> sgd(parameter, closed, 1));
  }

  @Test
  void aGradientOfSomeRowsUpdatesTheseRowsOnly() {
    Tensor table = Tensor.ones(4, 2);
    RowSparse rows = RowSparse.of(table.shape(), LongTensor.of(new long[] {3, 1, 3}, 3), Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
    SgdStep step = new SgdStep();
    step.begin(table, rows, 1);
    Sweep sweep = new Sweep();
    sweep.add(step.rate(1));
    sweep.run();
    assertEquals(Tensor.of(new float[] {1, 1, -2, -3, 1, 1, -5, -7}, 4, 2).toString(), table.toString());
  }

  private static SgdStep sgd(Tensor parameter, Tensor gradient, double lr) {
    SgdStep step = new SgdStep();
    step.begin(parameter, gradient, 1);
    return step.rate(lr);
  }
}
