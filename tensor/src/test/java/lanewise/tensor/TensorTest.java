package lanewise.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanewise.tensor.kernel.access.TensorAccess;
import org.junit.jupiter.api.Test;

class TensorTest {
  @Test
  void valuesAreCopiedInAndOut() {
    float[] data = {1, -0f, Float.NaN, Float.MIN_VALUE};
    Tensor t = Tensor.of(data, 2, 2);
    data[0] = 9;
    t.toArray()[1] = 9;
    assertArrayEquals(new float[] {1, -0f, Float.NaN, Float.MIN_VALUE}, t.toArray());
  }

  @Test
  void elementsAreInRowMajorOrder() {
    Tensor t = Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3);
    assertEquals(5, t.get(1, 2));
    assertEquals(3, t.get(1, 0));
  }

  @Test
  void zerosOnesFullAndScalar_holdTheirValue() {
    assertArrayEquals(new float[6], Tensor.zeros(2, 3).toArray());
    assertArrayEquals(new float[] {1, 1}, Tensor.ones(2).toArray());
    assertArrayEquals(new float[] {7, 7, 7}, Tensor.full(7, 3, 1).toArray());
    assertEquals(Shape.of(), Tensor.scalar(3).shape());
    assertEquals(3, Tensor.scalar(3).item());
    assertEquals(3, Tensor.scalar(3).get());
  }

  @Test
  void zerosInsideAScope_areZerosThoughThePoolHandsOutUsedArrays() {
    for (int i = 0; i < 3; i++) {
      try (var _ = Scope.open()) {
        Tensor t = Tensor.zeros(100);
        assertArrayEquals(new float[100], t.toArray());
        t.copyFrom(Tensor.full(5, 100));
      }
    }
  }

  @Test
  void wrongNumberOfValues_isNamed() {
    var e = assertThrows(IllegalArgumentException.class, () -> Tensor.of(new float[5], 2, 3));
    assertEquals("5 values for shape [2, 3] of size 6", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Tensor.of(new float[0]));
    assertThrows(IllegalArgumentException.class, () -> Tensor.zeros(-1));
  }

  @Test
  void itemOfAnythingButOneElement_isRefused() {
    var e = assertThrows(IllegalStateException.class, () -> Tensor.zeros(2, 3).item());
    assertTrue(e.getMessage().contains("[2, 3]"), e.getMessage());
    assertThrows(IllegalStateException.class, () -> Tensor.zeros(0).item());
    assertEquals(4, Tensor.full(4, 1, 1, 1).item());
  }

  @Test
  void indexOutsideTheShape_isRefusedInEitherLayout() {
    Tensor rows = Tensor.zeros(2, 3, 4, 5);
    Tensor last = TensorAccess.channelsLast(rows);
    for (Tensor t : new Tensor[] {rows, last}) {
      assertThrows(IllegalArgumentException.class, () -> t.get(0, 3, 0, 0));
      assertThrows(IllegalArgumentException.class, () -> t.get(0, 0, 0));
      assertThrows(IllegalArgumentException.class, () -> t.get(0, 0, 0, -1));
    }
  }

  @Test
  void argmax_isTheFirstOfEquals() {
    assertEquals(1, Tensor.of(new float[] {1, 5, 5, 2}, 2, 2).argmax());
    assertEquals(0, Tensor.of(new float[] {-0f, 0f}, 2).argmax());
    assertEquals(0, Tensor.full(Float.NEGATIVE_INFINITY, 3).argmax());
    assertEquals(2, Tensor.of(new float[] {1, 2, Float.POSITIVE_INFINITY}, 3).argmax());
  }

  @Test
  void argmax_takesTheFirstNaNForTheLargest() {
    assertEquals(2, Tensor.of(new float[] {1, Float.POSITIVE_INFINITY, Float.NaN, Float.NaN}, 4).argmax());
  }

  @Test
  void argmax_countsInRowMajorOrderWhateverTheLayout() {
    Tensor t = Tensor.of(new float[] {0, 1, 2, 9, 4, 5, 6, 7}, 1, 2, 2, 2);
    assertEquals(3, t.argmax());
    assertEquals(3, TensorAccess.channelsLast(t).argmax());
  }

  @Test
  void argmax_ofASlice_countsFromTheSlice() {
    assertEquals(1, Tensor.of(new float[] {9, 9, 1, 5, 9, 9}, 3, 2).slice(1, 2).argmax());
  }

  @Test
  void argmaxOfNothing_isRefused() {
    var e = assertThrows(IllegalStateException.class, () -> Tensor.zeros(0, 3).argmax());
    assertTrue(e.getMessage().contains("[0, 3]"), e.getMessage());
  }

  @Test
  void copyFrom_overwritesInEveryCombinationOfLayouts() {
    Tensor source = Tensor.of(counting(24), 2, 3, 2, 2);
    for (boolean sourceLast : new boolean[] {false, true}) {
      for (boolean targetLast : new boolean[] {false, true}) {
        Tensor from = sourceLast ? TensorAccess.channelsLast(source) : source;
        Tensor to = targetLast ? TensorAccess.channelsLast(Tensor.zeros(2, 3, 2, 2)) : Tensor.zeros(2, 3, 2, 2);
        to.copyFrom(from);
        assertArrayEquals(counting(24), to.toArray());
      }
    }
  }

  @Test
  void copyFromAnotherShape_isRefusedAndChangesNothing() {
    Tensor t = Tensor.ones(2, 3);
    var e = assertThrows(IllegalArgumentException.class, () -> t.copyFrom(Tensor.zeros(3, 2)));
    assertEquals("copy of shape [3, 2] into shape [2, 3]", e.getMessage());
    assertArrayEquals(Tensor.ones(6).toArray(), t.toArray());
  }

  @Test
  void copy_isIndependent() {
    Tensor t = Tensor.of(counting(4), 4);
    Tensor copy = t.slice(1, 3).copy();
    t.copyFrom(Tensor.zeros(4));
    assertArrayEquals(new float[] {1, 2}, copy.toArray());
    assertNotSame(t, copy);
  }

  @Test
  void copyOfChannelsLast_isRowMajor() {
    Tensor copy = TensorAccess.channelsLast(Tensor.of(counting(24), 2, 3, 2, 2)).copy();
    assertEquals(Layout.ROW_MAJOR, TensorAccess.layout(copy));
    assertArrayEquals(counting(24), copy.toArray());
  }

  @Test
  void textIsShortenedAfterTwentyValues() {
    assertEquals("Tensor[2][1.0, -0.0]", Tensor.of(new float[] {1, -0f}, 2).toString());
    assertTrue(Tensor.zeros(21).toString().endsWith(", 0.0, ...]"));
    assertEquals("Tensor[][5.0]", Tensor.scalar(5).toString());
  }

  static float[] counting(int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = i;
    }
    return x;
  }
}
