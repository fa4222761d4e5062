package lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import lanewise.autograd.Parameter;
import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ClippingBordersTest {
  private final Parameter a = Trial.parameter(1);
  private final Parameter b = Trial.parameter(1);

  @Test
  void aLimitOfZeroMakesAllGradientsZeroAndATotalOfZeroChangesNone() {
    Trial.gradient(a, -3);
    Gradients.clipGradsWithNorm(List.of(a), 5, 0);
    assertArrayEquals(new float[] {-3}, a.grad().toArray());
    assertThrows(IllegalArgumentException.class, () -> Gradients.clipGradsWithNorm(List.of(a), 5, -Double.MIN_VALUE));
    Gradients.clipGradValue(List.of(a), 0);
    assertEquals(0, Math.abs(a.grad().get(0)));
    assertThrows(IllegalArgumentException.class, () -> Gradients.clipGradValue(List.of(a), -Double.MIN_VALUE));
  }

  @Test
  void whereOnlyTheNormOfAllOverflowsThatIsWhatTheMessageNames() {
    SGD sgd = new SGD(List.of(Group.group(List.of(a)), Group.group(List.of(b))), SGD.options());
    sgd.clipGradNorm(1, 1e-4);
    sgd.errorIfNonfinite(true);
    Trial.gradient(a, 1);
    sgd.step();
    assertEquals(1, sgd.lastGradNorm().orElseThrow(), 1e-12);
    Trial.gradient(b, 1);
    var e = assertThrows(IllegalArgumentException.class, sgd::step);
    assertEquals("the norm of all gradients, of type 1.0E-4, is not finite; allowed, because errorIfNonfinite is set: finite", e.getMessage());
    Trial.gradient(b, Float.POSITIVE_INFINITY);
    e = assertThrows(IllegalArgumentException.class, sgd::step);
    assertEquals("the gradient of parameter 0 of group 1 of shape [1] is not finite; allowed, because errorIfNonfinite is set: finite",
        e.getMessage());
    a.zeroGrad();
    e = assertThrows(IllegalArgumentException.class, sgd::step);
    assertEquals("the gradient of parameter 0 of group 1 of shape [1] is not finite; allowed, because errorIfNonfinite is set: finite",
        e.getMessage());
    assertEquals(1, sgd.stepCount());
  }

  @Test
  void aStepThatIsRefusedOrWhoseClosureFailsHasNoNorm() {
    SGD sgd = new SGD(List.of(a), SGD.options().weightDecay(0.5));
    sgd.clipGradNorm(1);
    Trial.gradient(a, 4);
    sgd.step();
    assertEquals(4, sgd.lastGradNorm().orElseThrow());
    a.zeroGrad();
    a.backward(RowSparse.of(a.shape(), LongTensor.of(new long[] {0}, 1), Tensor.ones(1)));
    assertThrows(IllegalArgumentException.class, sgd::step);
    assertTrue(sgd.lastGradNorm().isEmpty());
    Trial.gradient(a, 3);
    sgd.step();
    assertEquals(3, sgd.lastGradNorm().orElseThrow());
    assertThrows(ArithmeticException.class, () -> sgd.step(() -> {
      throw new ArithmeticException("no loss");
    }));
    assertTrue(sgd.lastGradNorm().isEmpty());
    sgd.hooks().registerStepPostHook(_ -> {
      throw new ArithmeticException("a step that is done");
    });
    assertThrows(ArithmeticException.class, sgd::step);
    assertEquals(3, sgd.lastGradNorm().orElseThrow());
  }

  @Test
  void aParameterThatIsNullIsNamedByItsPosition() {
    List<Parameter> withNull = Arrays.asList(a, b, null);
    for (Runnable each : List.<Runnable>of(() -> Gradients.clipGradNorm(withNull, 1), () -> Gradients.scale(withNull, 2),
        () -> new AveragedParameters(withNull, Averaging.swa()))) {
      var e = assertThrows(IllegalArgumentException.class, each::run);
      assertEquals("parameter 2 of 3 is null; allowed: none", e.getMessage());
    }
  }

  @Test
  void clippingThatIsSwitchedOffLeavesGradientsAsTheyAreAndMeasuresNothing() {
    SGD sgd = new SGD(List.of(a), SGD.options().lr(1));
    sgd.clipGradNorm(1);
    Trial.gradient(a, 4);
    sgd.step();
    assertEquals(0, a.value().get(0), 1e-6);
    assertEquals(4, sgd.lastGradNorm().orElseThrow());
    sgd.noClipGradNorm();
    assertTrue(sgd.lastGradNorm().isEmpty());
    sgd.step();
    assertEquals(-4, a.value().get(0), 1e-6);
    assertTrue(sgd.lastGradNorm().isEmpty());
  }
}
