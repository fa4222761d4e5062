package lanewise.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanewise.tensor.LongTensor;
import lanewise.tensor.Scope;
import lanewise.tensor.Shape;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class BackwardTest {
  private static Parameter parameter(float... values) {
    return new Parameter(Tensor.of(values, values.length));
  }

  private static void assertGrad(Parameter p, float... expected) {
    assertArrayEquals(expected, p.grad().toArray());
  }

  @Test
  void sumAndDifference_passTheGradientOn() {
    Parameter a = parameter(1, 2);
    Parameter b = parameter(3, 4);
    a.add(b).sub(b.mul(3)).sum().backward();
    assertGrad(a, 1, 1);
    assertGrad(b, -2, -2);
  }

  @Test
  void theFirstPower_isATensorOfItsOwnWithTheSameGradient() {
    Parameter a = parameter(-0f, 2, Float.NaN);
    Variable y = a.pow(1);
    assertArrayEquals(a.value().toArray(), y.value().toArray());
    y.backward(Tensor.of(new float[] {5, 6, 7}, 3));
    assertGrad(a, 5, 6, 7);
    y.value().copyFrom(Tensor.zeros(3));
    assertEquals(2, a.value().get(1));
  }

  @Test
  void product_multipliesByTheOther() {
    Parameter a = parameter(1, 2);
    Parameter b = parameter(3, 4);
    a.mul(b).sum().backward();
    assertGrad(a, 3, 4);
    assertGrad(b, 1, 2);
  }

  @Test
  void aVariableUsedTwice_getsBothGradients() {
    Parameter a = parameter(3, -5);
    a.mul(a).sum().backward();
    assertGrad(a, 6, -10);
    Parameter b = parameter(3, -5);
    Variable square = b.mul(b);
    square.mul(square).add(square).sum().backward();
    assertGrad(b, 4 * 27 + 6, 4 * -125 - 10);
  }

  @Test
  void aVariableSubtractedFromItself_hasGradientZero() {
    Parameter a = parameter(1, 2);
    a.sub(a).sum().backward();
    assertGrad(a, 0, 0);
  }

  @Test
  void mean_sharesTheGradient() {
    Parameter a = parameter(1, 2, 3, 4);
    a.mean().backward();
    assertGrad(a, 0.25f, 0.25f, 0.25f, 0.25f);
  }

  @Test
  void matrixProduct_multipliesByTheOtherTransposed() {
    Parameter a = new Parameter(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    Parameter b = new Parameter(Tensor.of(new float[] {1, -1, 0, 2, 3, 1}, 3, 2));
    Variable c = a.matmul(b);
    assertArrayEquals(new float[] {10, 6, 22, 12}, c.value().toArray());
    c.backward(Tensor.of(new float[] {1, 0, 0, 2}, 2, 2));
    assertGrad(a, 1, 0, 3, -2, 4, 2);
    assertGrad(b, 1, 8, 2, 10, 3, 12);
  }

  @Test
  void reshape_returnsTheGradientInTheOldShape() {
    Parameter a = new Parameter(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    a.reshape(3, -1).backward(Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
    assertEquals(Shape.of(2, 3), a.grad().shape());
    assertGrad(a, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void twoBackwardPasses_addUp() {
    Parameter a = parameter(2, 3);
    Variable loss = a.mul(a).sum();
    loss.backward();
    loss.backward();
    assertGrad(a, 8, 12);
    a.mul(10).sum().backward();
    assertGrad(a, 18, 22);
  }

  @Test
  void afterZeroGrad_theNextPassStartsAnew() {
    Parameter a = parameter(2, 3);
    a.mul(a).sum().backward();
    a.zeroGrad();
    assertFalse(a.hasGrad());
    a.mul(10).sum().backward();
    assertGrad(a, 10, 10);
  }

  @Test
  void direction_isTheUpstreamGradientAndStaysUnchanged() {
    Parameter a = parameter(2, 3);
    Tensor direction = Tensor.of(new float[] {1, -2}, 2);
    Variable y = a.mul(a);
    y.backward(direction);
    y.backward(direction);
    assertGrad(a, 8, -24);
    assertArrayEquals(new float[] {1, -2}, direction.toArray());
  }

  @Test
  void parameterItself_receivesTheDirection() {
    Parameter a = parameter(2, 3);
    a.backward(Tensor.of(new float[] {5, 7}, 2));
    assertGrad(a, 5, 7);
    Parameter scalar = new Parameter(Tensor.scalar(4));
    scalar.backward();
    assertEquals(1, scalar.grad().item());
  }

  @Test
  void gradientOfASum_doesNotShareMemoryBetweenParameters() {
    Parameter a = parameter(1, 1);
    Parameter b = parameter(1, 1);
    a.add(b).sum().backward();
    a.mul(5).sum().backward();
    assertGrad(a, 6, 6);
    assertGrad(b, 1, 1);
  }

  @Test
  void detached_isAConstant() {
    Parameter a = parameter(2, 3);
    Variable y = a.mul(a).detach().mul(a);
    y.sum().backward();
    assertGrad(a, 4, 9);
    assertFalse(a.detach().requiresGrad());
  }

  @Test
  void constants_getNoGradientAndStopNothing() {
    Parameter a = parameter(2, 3);
    Variable c = Variable.of(Tensor.of(new float[] {10, 20}, 2));
    c.mul(a).add(c).sum().backward();
    assertGrad(a, 10, 20);
    assertFalse(c.mul(c).requiresGrad());
  }

  @Test
  void gradientsThatMeet_areAddedFromTheLastRecordedUseToTheFirst() {
    Parameter a = parameter(1);
    Variable x = a.mul(1);
    Variable y = x.mul(1e8f).add(x.mul(-1e8f)).add(x.mul(1));
    y.sum().backward();
    // 1 - 1e8 rounds to -1e8, so nothing is left; from the first to the last it would be 1.
    assertGrad(a, 0);
  }

  @Test
  void aPassThatFails_leavesNothingBehind() {
    Parameter a = parameter(3);
    Variable shared = a.mul(a);
    Variable total;
    try (var _ = Scope.open()) {
      Variable broken = shared.mul(Variable.of(Tensor.ones(1)));
      total = broken.add(shared.mul(2));
    }
    assertThrows(IllegalStateException.class, () -> total.backward(Tensor.ones(1)));
    assertFalse(a.hasGrad());
    shared.sum().backward();
    assertGrad(a, 6);
  }

  @Test
  void aLongChain_needsNoDeepStack() {
    Parameter a = parameter(1);
    Variable y = a;
    for (int i = 0; i < 50_000; i++) {
      y = y.add(a);
    }
    y.sum().backward();
    assertGrad(a, 50_001);
  }

  @Test
  void aLadderOfFanOuts_isVisitedOnceAStep() {
    Parameter a = parameter(1);
    Variable y = a;
    for (int i = 0; i < 60; i++) {
      y = y.add(y).mul(0.5f);
    }
    y.sum().backward();
    assertGrad(a, 1);
  }

  @Test
  void moreThanOneElement_needsADirection() {
    Parameter a = parameter(1, 2);
    var e = assertThrows(IllegalStateException.class, () -> a.mul(2).backward());
    assertTrue(e.getMessage().contains("[2]") && e.getMessage().contains("backward(Tensor)"), e.getMessage());
    assertFalse(a.hasGrad());
  }

  @Test
  void oneElementOfAnyRank_needsNoDirection() {
    Parameter a = new Parameter(Tensor.ones(1, 1, 1));
    a.mul(3).backward();
    assertEquals(3, a.grad().item());
  }

  @Test
  void whatDependsOnNoParameter_isRefused() {
    assertThrows(IllegalStateException.class, () -> Variable.of(Tensor.scalar(1)).backward());
    assertThrows(IllegalStateException.class, () -> Variable.of(Tensor.ones(2)).sum().backward());
    assertThrows(IllegalStateException.class, () -> parameter(1).detach().sum().backward());
  }

  @Test
  void directionOfAnotherShape_isRefusedWithBothNamed() {
    Parameter a = parameter(1, 2);
    var e = assertThrows(IllegalArgumentException.class, () -> a.mul(2).backward(Tensor.zeros(3)));
    assertEquals("gradient of shape [3] for a variable of shape [2]", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> a.backward(Tensor.zeros(2, 1)));
    assertFalse(a.hasGrad());
  }

  @Test
  void gradientsOfParameters_outliveTheScopeOfTheStep() {
    Parameter a = parameter(2, 3);
    for (int step = 1; step <= 3; step++) {
      try (var _ = Scope.open()) {
        a.mul(a).sum().backward();
      }
      assertGrad(a, 4 * step, 6 * step);
    }
  }

  @Test
  void backwardAfterTheScopeHasClosed_isRefused() {
    Parameter a = parameter(2, 3);
    Variable loss;
    try (var _ = Scope.open()) {
      Variable y = a.mul(2);
      loss = y.mul(y).sum();
    }
    assertThrows(IllegalStateException.class, loss::backward);
  }

  @Test
  void crossEntropy_hasTheGradientSoftmaxMinusOneHot() {
    Parameter logits = new Parameter(Tensor.of(new float[] {0, 0, 1, 1}, 2, 2));
    Variable loss = Functions.crossEntropy(logits, LongTensor.of(new long[] {0, 1}, 2));
    assertEquals(Math.log(2), loss.value().item(), 1e-7);
    loss.backward();
    assertGrad(logits, -0.25f, 0.25f, 0.25f, -0.25f);
  }

  @Test
  void rectifiers_haveTheirSlopes() {
    Parameter x = parameter(-2, 0, 3);
    Functions.relu(x).sum().backward();
    assertGrad(x, 0, 0, 1);
    x.zeroGrad();
    Functions.leakyRelu(x, 0.25f).sum().backward();
    assertGrad(x, 0.25f, 0.25f, 1);
    x.zeroGrad();
    Variable y = Functions.generalRelu(x, 0.25f, 0.5f, 2);
    assertArrayEquals(new float[] {-1, -0.5f, 2}, y.value().toArray());
    y.sum().backward();
    assertGrad(x, 0.25f, 0.25f, 0);
  }

  @Test
  void linear_givesGradientsToInputWeightAndBias() {
    Parameter x = new Parameter(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    Parameter w = new Parameter(Tensor.of(new float[] {1, 0, -1, 2, 5, 1}, 3, 2));
    Parameter b = parameter(10, 20, 30);
    Variable y = Functions.linear(x, w, b);
    assertArrayEquals(new float[] {11, 23, 37, 13, 25, 49}, y.value().toArray());
    y.backward(Tensor.of(new float[] {1, 0, 0, 0, 1, 1}, 2, 3));
    assertGrad(x, 1, 0, 4, 3);
    assertGrad(w, 1, 2, 3, 4, 3, 4);
    assertGrad(b, 1, 1, 1);
    w.zeroGrad();
    Functions.linear(x.detach(), w).sum().backward();
    assertGrad(w, 4, 6, 4, 6, 4, 6);
  }
}
