package lanewise.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanewise.tensor.LongTensor;
import lanewise.tensor.RowSparse;
import lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class RowSparseGradientTest {
  private final Parameter p = new Parameter(Tensor.zeros(3, 2));

  private RowSparse row(int at, float... values) {
    return RowSparse.of(p.shape(), LongTensor.of(new long[] {at}, 1), Tensor.of(values, 1, 2));
  }

  @Test
  void gradientsOfRowsAddUpToOneOfRows() {
    p.backward(row(2, 1, 2));
    p.backward(row(0, 3, 4));
    p.backward(row(2, 10, 20));
    assertTrue(p.hasGrad());
    assertTrue(p.hasRowSparseGrad());
    assertArrayEquals(new float[] {3, 4, 0, 0, 11, 22}, p.rowSparseGrad().toDense().toArray());
    assertThrows(IllegalStateException.class, p::grad);
  }

  @Test
  void withADenseOneTheSumIsDenseInEitherOrder() {
    Tensor dense = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    p.backward(row(1, 10, 20));
    p.backward(dense);
    assertFalse(p.hasRowSparseGrad());
    assertArrayEquals(new float[] {1, 2, 13, 24, 5, 6}, p.grad().toArray());
    p.zeroGrad();
    p.backward(dense);
    p.backward(row(1, 10, 20));
    assertFalse(p.hasRowSparseGrad());
    assertArrayEquals(new float[] {1, 2, 13, 24, 5, 6}, p.grad().toArray());
    assertThrows(IllegalStateException.class, p::rowSparseGrad);
  }

  @Test
  void zeroGradForgetsIt() {
    p.backward(row(1, 10, 20));
    p.zeroGrad();
    assertFalse(p.hasGrad());
    assertFalse(p.hasRowSparseGrad());
  }

  @Test
  void fillingWithZerosMakesItDenseAndLeavesAnAbsentOneAbsent() {
    p.fillGradWithZeros();
    assertFalse(p.hasGrad());
    p.backward(row(1, 10, 20));
    p.fillGradWithZeros();
    assertArrayEquals(new float[6], p.grad().toArray());
    p.backward(Tensor.ones(3, 2));
    p.fillGradWithZeros();
    assertArrayEquals(new float[6], p.grad().toArray());
  }

  @Test
  void anotherShapeIsRefused() {
    Parameter other = new Parameter(Tensor.zeros(2, 2));
    var e = assertThrows(IllegalArgumentException.class, () -> other.backward(row(0, 1, 2)));
    assertEquals("gradient of shape [3, 2] for a parameter of shape [2, 2]", e.getMessage());
    assertFalse(other.hasGrad());
  }

  @Test
  void enableGradRecordsInsideNoGradAndGivesBackWhatWasBefore() {
    try (var _ = NoGrad.open()) {
      try (var _ = EnableGrad.open()) {
        assertFalse(NoGrad.active());
      }
      assertTrue(NoGrad.active());
    }
    assertFalse(NoGrad.active());
  }
}
