package lanewise.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanewise.tensor.Scope;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ParameterTest {
  @Test
  void holdsACopyOfItsValue() {
    Tensor t = Tensor.ones(2);
    Parameter p = new Parameter(t);
    t.copyFrom(Tensor.zeros(2));
    assertArrayEquals(new float[] {1, 1}, p.value().toArray());
  }

  @Test
  void madeInsideAScope_belongsToNone() {
    Parameter p;
    try (var _ = Scope.open()) {
      p = new Parameter(Tensor.ones(2));
      p.sum().backward();
    }
    assertArrayEquals(new float[] {1, 1}, p.value().toArray());
    assertArrayEquals(new float[] {1, 1}, p.grad().toArray());
  }

  @Test
  void withoutAGradient_askingForItIsRefused() {
    Parameter p = new Parameter(Tensor.ones(2, 3));
    assertFalse(p.hasGrad());
    var e = assertThrows(IllegalStateException.class, p::grad);
    assertTrue(e.getMessage().contains("[2, 3]"), e.getMessage());
    p.sum().backward();
    assertTrue(p.hasGrad());
    p.zeroGrad();
    assertThrows(IllegalStateException.class, p::grad);
  }

  @Test
  void gradientsMemory_isMadeOnce() {
    Parameter p = new Parameter(Tensor.ones(2));
    p.sum().backward();
    Tensor first = p.grad();
    p.zeroGrad();
    p.mul(3).sum().backward();
    assertSame(first, p.grad());
    assertArrayEquals(new float[] {3, 3}, first.toArray());
  }

  @Test
  void gradientIsOfRowMajorLayoutWhateverArrives() {
    Parameter p = new Parameter(Tensor.ones(2, 3, 2, 2));
    Functions.relu(p).backward(Tensor.ones(2, 3, 2, 2));
    assertArrayEquals(Tensor.ones(24).toArray(), p.grad().toArray());
  }

  @Test
  void requiresAGradientAlsoInsideNoGrad() {
    Parameter p = new Parameter(Tensor.ones(2));
    try (var _ = NoGrad.open()) {
      assertTrue(p.requiresGrad());
      assertFalse(p.mul(2).requiresGrad());
    }
  }

  @Test
  void textTellsThatItNeedsAGradient() {
    assertEquals("Tensor[1][1.0] (requires grad)", new Parameter(Tensor.ones(1)).toString());
    assertEquals("Tensor[1][1.0]", Variable.of(Tensor.ones(1)).toString());
  }
}
