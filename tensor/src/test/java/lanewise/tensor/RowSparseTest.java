package lanewise.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RowSparseTest {
  private static RowSparse rows(Shape shape, long[] rows, Tensor values) {
    return RowSparse.of(shape, LongTensor.of(rows, rows.length), values);
  }

  @Test
  void entriesOfTheSameRowAreAddedUpAndRowsAscend() {
    RowSparse g = rows(Shape.of(5, 2), new long[] {4, 0, 4}, Tensor.of(new float[] {1, 2, 3, 4, 10, 20}, 3, 2));
    assertEquals(2, g.count());
    assertEquals(0, g.row(0));
    assertEquals(4, g.row(1));
    assertEquals(2, g.width());
    assertArrayEquals(new float[] {3, 4, 11, 22}, g.values().toArray());
  }

  @Test
  void severalLeadingAxesNumberRowsInRowMajorOrder() {
    RowSparse g = rows(Shape.of(2, 3), new long[] {4, 2}, Tensor.of(new float[] {7, 8}, 2));
    assertArrayEquals(new float[] {0, 0, 8, 0, 7, 0}, g.toDense().toArray());
  }

  @Test
  void nothingAtAllIsAllZeros() {
    RowSparse g = rows(Shape.of(3, 2), new long[0], Tensor.zeros(0, 2));
    assertEquals(0, g.count());
    assertArrayEquals(new float[6], g.toDense().toArray());
  }

  @Test
  void itOutlivesTheScopeItWasMadeIn() {
    RowSparse g;
    try (var _ = Scope.open()) {
      g = rows(Shape.of(3, 1), new long[] {1}, Tensor.of(new float[] {5}, 1, 1));
    }
    assertArrayEquals(new float[] {0, 5, 0}, g.toDense().toArray());
  }

  @Test
  void itsTextHasTheRowsThatAreThereAndTheShape() {
    assertEquals("1 rows of [5, 2]", rows(Shape.of(5, 2), new long[] {4, 4}, Tensor.ones(2, 2)).toString());
  }

  @Test
  void rowsOutsideAndShapesThatDoNotFitAreRefused() {
    var low = assertThrows(IllegalArgumentException.class, () -> rows(Shape.of(3, 2), new long[] {-1}, Tensor.zeros(1, 2)));
    assertEquals("row -1 of a whole of shape [3, 2]; allowed: 0 to 2", low.getMessage());
    assertThrows(IllegalArgumentException.class, () -> rows(Shape.of(3, 2), new long[] {3}, Tensor.zeros(1, 2)));
    var width = assertThrows(IllegalArgumentException.class, () -> rows(Shape.of(3, 2), new long[] {0}, Tensor.zeros(1, 3)));
    assertTrue(width.getMessage().startsWith("rows of shape [1] and values of shape [1, 3] for a whole of shape [3, 2]"), width.getMessage());
    assertThrows(IllegalArgumentException.class, () -> rows(Shape.of(3, 2), new long[] {0, 1}, Tensor.zeros(1, 2)));
    assertThrows(IllegalArgumentException.class, () -> rows(Shape.of(3), new long[] {0}, Tensor.zeros(1, 3, 1)));
    assertThrows(IllegalArgumentException.class, () -> rows(Shape.of(3), new long[] {0}, Tensor.scalar(1)));
    RowSparse g = rows(Shape.of(3, 2), new long[] {0}, Tensor.zeros(1, 2));
    assertThrows(IllegalArgumentException.class, () -> g.plus(rows(Shape.of(2, 2), new long[] {0}, Tensor.zeros(1, 2))));
    assertThrows(IllegalArgumentException.class, () -> g.plus(rows(Shape.of(3, 2), new long[] {0}, Tensor.zeros(1))));
  }

  @Property(tries = 500)
  void theWholeIsTheSumOfItsEntries(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int count, @ForAll @IntRange(max = 5) int width,
      @ForAll @IntRange(max = 12) int entries) {
    Random random = new Random(seed);
    long[] at = random.longs(entries, 0, count).toArray();
    float[] values = new float[entries * width];
    float[] expected = new float[count * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(-50, 50);
      expected[(int) at[i / width] * width + i % width] += values[i];
    }
    Shape shape = Shape.of(count, width);
    RowSparse all = rows(shape, at, Tensor.of(values, entries, width));
    assertArrayEquals(expected, all.toDense().toArray());
    int split = entries / 2;
    RowSparse first = rows(shape, Arrays.copyOf(at, split), Tensor.of(Arrays.copyOf(values, split * width), split, width));
    RowSparse second = rows(shape, Arrays.copyOfRange(at, split, entries),
        Tensor.of(Arrays.copyOfRange(values, split * width, entries * width), entries - split, width));
    assertArrayEquals(expected, first.plus(second).toDense().toArray());
  }
}
