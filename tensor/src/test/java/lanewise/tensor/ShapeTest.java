package lanewise.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void ofNoSizesIsASingleNumber() {
    assertEquals(0, Shape.of().rank());
    assertEquals(1, Shape.of().size());
    assertEquals(0, Shape.of().index());
    assertEquals("[]", Shape.of().toString());
  }

  @Test
  void sizesAreCopiedInAndOut() {
    int[] dims = {2, 3};
    Shape shape = Shape.of(dims);
    dims[0] = 9;
    shape.toArray()[1] = 9;
    assertArrayEquals(new int[] {2, 3}, shape.toArray());
  }

  @Test
  void negativeAxesCountFromTheEnd() {
    Shape shape = Shape.of(2, 3, 5);
    assertEquals(5, shape.dim(-1));
    assertEquals(2, shape.dim(-3));
    assertEquals(3, shape.dim(1));
  }

  @Test
  void axisOutsideTheRank_isNamedWithTheAllowedRange() {
    var e = assertThrows(IllegalArgumentException.class, () -> Shape.of(2, 3).dim(2));
    assertEquals("axis 2 of shape [2, 3]; allowed: -2..1", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Shape.of(2, 3).dim(-3));
    assertThrows(IllegalArgumentException.class, () -> Shape.of().dim(0));
  }

  @Test
  void negativeSize_isNamed() {
    var e = assertThrows(IllegalArgumentException.class, () -> Shape.of(2, -3));
    assertTrue(e.getMessage().contains("size -3 in shape [2, -3]"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Shape.of(0, Integer.MIN_VALUE));
  }

  @Test
  void moreElementsThanAnIntHolds_isRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> Shape.of(65536, 32768));
    assertTrue(e.getMessage().contains("[65536, 32768]"), e.getMessage());
    assertEquals(Integer.MAX_VALUE, Shape.of(Integer.MAX_VALUE).size());
    int huge = Integer.MAX_VALUE;
    assertThrows(IllegalArgumentException.class, () -> Shape.of(huge, huge, huge, huge, huge, huge));
  }

  private static void refusedToReshape(String message, Shape shape, int... dims) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, () -> shape.reshaped(dims)).getMessage());
  }

  @Test
  void reshapeWhereNoNumberCanStandForMinusOne_saysWhatIsAllowed() {
    String allowed = "; allowed: beside sizes whose product is >= 1 and divides 12";
    refusedToReshape("reshape of [3, 4] (12 elements) to [-1, 7]: -1 on axis 0 beside 7 elements" + allowed, Shape.of(3, 4), -1, 7);
    refusedToReshape("reshape of [3, 4] (12 elements) to [5, -1, 0]: -1 on axis 1 beside 0 elements" + allowed, Shape.of(3, 4), 5, -1, 0);
    refusedToReshape("reshape of [3, 4] (12 elements) to [-1, -1]: size -1 on axis 1; allowed: >= 0, and -1 once", Shape.of(3, 4), -1, -1);
    refusedToReshape("reshape of [3, 4] (12 elements) to [-3, -4]: size -3 on axis 0; allowed: >= 0, and -1 once", Shape.of(3, 4), -3, -4);
  }

  @Test
  void reshapeToAnotherNumberOfElements_namesBoth_alsoBeyondWhatAnIntOrALongHolds() {
    refusedToReshape("reshape of [3, 4] (12 elements) to [5, 2]: 10 elements; allowed: 12", Shape.of(3, 4), 5, 2);
    int two16 = 1 << 16;
    String more = "more than 2147483647 elements";
    refusedToReshape("reshape of [0] (0 elements) to [65536, 65536]: " + more + "; allowed: 0", Shape.of(0), two16, two16);
    refusedToReshape("reshape of [1] (1 elements) to [65536, 65536, 65536, 65536, -1]: -1 on axis 4 beside " + more
        + "; allowed: beside sizes whose product is >= 1 and divides 1", Shape.of(1), two16, two16, two16, two16, -1);
  }

  @Test
  void reshape_findsTheOneSizeThatFollows() {
    assertEquals(Shape.of(2, 6), Shape.of(3, 4).reshaped(2, -1));
    assertEquals(Shape.of(0, 5), Shape.of(0).reshaped(-1, 5));
    assertEquals(Shape.of(0, 7), Shape.of(3, 0).reshaped(0, 7));
    assertEquals(Shape.of(1), Shape.of().reshaped(-1));
  }

  @Test
  void oneEmptyAxisMakesItEmpty_whereverItStands() {
    int huge = Integer.MAX_VALUE;
    assertEquals(0, Shape.of(0, huge, huge, huge).size());
    assertEquals(0, Shape.of(huge, huge, huge, 0).size());
    assertEquals(0, Shape.of(huge, 0, huge).size());
  }

  @Test
  void equalSizesAreEqualShapes() {
    assertEquals(Shape.of(2, 3), Shape.of(2, 3));
    assertEquals(Shape.of(2, 3).hashCode(), Shape.of(2, 3).hashCode());
    assertNotEquals(Shape.of(2, 3), Shape.of(3, 2));
    assertNotEquals(Shape.of(6), Shape.of(2, 3));
    assertNotEquals(Shape.of(1), Shape.of());
  }

  @Test
  void indexOutsideAnAxis_isNamedWithTheAllowedRange() {
    var e = assertThrows(IllegalArgumentException.class, () -> Shape.of(2, 3).index(1, 3));
    assertEquals("index 3 on axis 1 of shape [2, 3]; allowed: 0..2", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Shape.of(2, 3).index(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(2, 3).index(1));
  }

  @Property(tries = 200)
  void indicesInRowMajorOrderCountUpByOne(@ForAll @Size(max = 4) List<@IntRange(min = 1, max = 5) Integer> sizes) {
    int[] dims = sizes.stream().mapToInt(Integer::intValue).toArray();
    Shape shape = Shape.of(dims);
    int[] at = new int[dims.length];
    for (int i = 0; i < shape.size(); i++) {
      assertEquals(i, shape.index(at));
      for (int axis = dims.length - 1; axis >= 0 && ++at[axis] == dims[axis]; axis--) {
        at[axis] = 0;
      }
    }
  }
}
