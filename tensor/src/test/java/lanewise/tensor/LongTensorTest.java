package lanewise.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LongTensorTest {
  @Test
  void valuesAreCopiedInAndOut() {
    long[] data = {1, Long.MIN_VALUE, 3, Long.MAX_VALUE};
    LongTensor t = LongTensor.of(data, 2, 2);
    data[0] = 9;
    t.toArray()[1] = 9;
    assertArrayEquals(new long[] {1, Long.MIN_VALUE, 3, Long.MAX_VALUE}, t.toArray());
    assertEquals(Shape.of(2, 2), t.shape());
    assertEquals(4, t.size());
  }

  @Test
  void elementsAreInRowMajorOrder() {
    LongTensor t = LongTensor.of(new long[] {0, 1, 2, 3, 4, 5}, 2, 3);
    assertEquals(5, t.get(1, 2));
    assertEquals(3, t.get(1, 0));
    assertEquals(3, t.at(3));
  }

  @Test
  void scalarIsOfRankZero() {
    assertEquals(Shape.of(), LongTensor.scalar(7).shape());
    assertEquals(7, LongTensor.scalar(7).item());
    assertEquals(7, LongTensor.scalar(7).get());
  }

  @Test
  void wrongNumberOfValues_isNamed() {
    var e = assertThrows(IllegalArgumentException.class, () -> LongTensor.of(new long[5], 2, 3));
    assertEquals("5 values for shape [2, 3] of size 6", e.getMessage());
  }

  @Test
  void itemOfSeveralElements_isRefused() {
    var e = assertThrows(IllegalStateException.class, () -> LongTensor.of(new long[2], 2).item());
    assertTrue(e.getMessage().contains("[2]"), e.getMessage());
  }

  @Test
  void indexOutsideTheShape_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> LongTensor.of(new long[2], 2).get(2));
    assertThrows(IllegalArgumentException.class, () -> LongTensor.of(new long[2], 2).get(0, 0));
  }

  @Test
  void textIsShortenedAfterTwentyValues() {
    assertEquals("LongTensor[2][1, 2]", LongTensor.of(new long[] {1, 2}, 2).toString());
    assertTrue(LongTensor.of(new long[21], 21).toString().endsWith(", 0, ...]"));
  }
}
