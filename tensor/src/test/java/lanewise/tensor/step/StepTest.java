package lanewise.tensor.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.TensorAccess;
import org.junit.jupiter.api.Test;

class StepTest {
  private final Tensor parameter = Tensor.of(new float[] {1, 2, 3}, 3);
  private final Tensor gradient = Tensor.of(new float[] {10, 20, 30}, 3);

  @Test
  void aSweepUpdatesAViewInItsPlaceAndLeavesItsNeighboursAlone() {
    Tensor all = Tensor.of(new float[] {1, 2, 3, 4, 5}, 5);
    Sweep sweep = new Sweep();
    sweep.add(new SgdStep().of(all.slice(1, 4), gradient, 0.5, false));
    sweep.run();
    assertEquals(Tensor.of(new float[] {1, -3, -7, -11, 5}, 5).toString(), all.toString());
  }

  @Test
  void aSweepForgetsItsStepsWhenTheyAreDone() {
    Sweep sweep = new Sweep();
    sweep.add(new SgdStep().of(parameter, gradient, 0.5, false));
    sweep.run();
    sweep.run();
    assertEquals(-4, parameter.get(0));
    sweep.add(new SgdStep().of(parameter, gradient, 0.5, false));
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
    var shape = assertThrows(IllegalArgumentException.class, () -> new SgdStep().of(parameter, Tensor.zeros(1, 3), 1, false));
    assertEquals("gradient of shape [1, 3] and layout ROW_MAJOR for a parameter of shape [3] and layout ROW_MAJOR; allowed: the parameter's own",
        shape.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new SgdStep().of(images, Tensor.ones(2, 3, 4, 4), 1, false));
    SgdStep sgd = new SgdStep().of(parameter, gradient, 1, false);
    assertThrows(IllegalArgumentException.class, () -> sgd.momentum(Tensor.zeros(4), true, 0.9, 0, false));
    AdamStep adam = new AdamStep().of(parameter, gradient, false);
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
    assertThrows(IllegalStateException.class, () -> new SgdStep().of(parameter, closed, 1, false));
  }
}
