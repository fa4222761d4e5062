package lanewise.tensor;

import static lanewise.tensor.TensorTest.counting;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanewise.tensor.kernel.access.TensorAccess;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TensorViewsTest {
  @Test
  void reshape_sharesTheValues() {
    Tensor t = Tensor.of(counting(6), 2, 3);
    Tensor view = t.reshape(3, 2);
    t.copyFrom(Tensor.full(8, 2, 3));
    assertArrayEquals(Tensor.full(8, 6).toArray(), view.toArray());
    assertEquals(Shape.of(3, 2), view.shape());
  }

  @Test
  void reshape_findsTheOneUnknownSize() {
    Tensor t = Tensor.zeros(2, 3, 4);
    assertEquals(Shape.of(6, 4), t.reshape(-1, 4).shape());
    assertEquals(Shape.of(24), t.reshape(-1).shape());
    assertEquals(Shape.of(2, 12, 1), t.reshape(2, -1, 1).shape());
    assertEquals(Shape.of(0, 5), Tensor.zeros(0, 3).reshape(-1, 5).shape());
    assertEquals(Shape.of(), Tensor.zeros(1, 1).reshape().shape());
  }

  @Test
  void reshapeThatDoesNotFit_isRefusedWithBothShapes() {
    Tensor t = Tensor.zeros(2, 3);
    var e = assertThrows(IllegalArgumentException.class, () -> t.reshape(4, 2));
    assertTrue(e.getMessage().contains("[2, 3]") && e.getMessage().contains("[4, 2]"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> t.reshape(4, -1));
    assertThrows(IllegalArgumentException.class, () -> t.reshape(-1, -1));
    assertThrows(IllegalArgumentException.class, () -> t.reshape(-2, -3));
    assertThrows(IllegalArgumentException.class, () -> t.reshape(-1, -2, 3));
    assertThrows(IllegalArgumentException.class, () -> t.reshape(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> Tensor.zeros(0).reshape(-1, 0));
    assertThrows(IllegalArgumentException.class, t::reshape);
  }

  @Test
  void reshapeOfChannelsLast_readsInRowMajorOrder() {
    Tensor t = TensorAccess.channelsLast(Tensor.of(counting(24), 2, 3, 2, 2));
    assertArrayEquals(counting(24), t.reshape(24).toArray());
    assertEquals(Layout.CHANNELS_LAST, TensorAccess.layout(t));
  }

  @Test
  void slice_takesWholeRowsAndSharesThem() {
    Tensor t = Tensor.of(counting(12), 4, 3);
    Tensor rows = t.slice(1, 3);
    assertEquals(Shape.of(2, 3), rows.shape());
    assertArrayEquals(new float[] {3, 4, 5, 6, 7, 8}, rows.toArray());
    rows.copyFrom(Tensor.full(-1, 2, 3));
    assertArrayEquals(new float[] {0, 1, 2, -1, -1, -1, -1, -1, -1, 9, 10, 11}, t.toArray());
  }

  @Test
  void slice_ofASliceAndItsReshape_countFromTheirOwnStart() {
    Tensor t = Tensor.of(counting(30), 10, 3);
    Tensor inner = t.slice(2, 9).slice(3, 5);
    assertArrayEquals(new float[] {15, 16, 17, 18, 19, 20}, inner.toArray());
    assertEquals(19, inner.reshape(6).get(4));
    assertEquals(18, inner.get(1, 0));
  }

  @Test
  void slice_mayBeEmpty() {
    assertEquals(Shape.of(0, 3), Tensor.zeros(4, 3).slice(4, 4).shape());
    assertEquals(Shape.of(0, 3), Tensor.zeros(0, 3).slice(0, 0).shape());
    assertEquals(0, Tensor.zeros(4, 3).slice(2, 2).toArray().length);
  }

  @Test
  void sliceOutsideTheFirstAxis_isNamed() {
    Tensor t = Tensor.zeros(4, 3);
    var e = assertThrows(IllegalArgumentException.class, () -> t.slice(2, 5));
    assertTrue(e.getMessage().startsWith("slice(2, 5) of shape [4, 3]"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> t.slice(-1, 2));
    assertThrows(IllegalArgumentException.class, () -> t.slice(3, 2));
    assertThrows(IllegalArgumentException.class, () -> Tensor.scalar(1).slice(0, 1));
  }

  @Test
  void sliceOfChannelsLast_isTheSameImages() {
    Tensor t = Tensor.of(counting(60), 5, 3, 2, 2);
    assertArrayEquals(t.slice(1, 4).toArray(), TensorAccess.channelsLast(t).slice(1, 4).toArray());
  }

  @Test
  void layoutsThatCoincide_shareTheStorage() {
    for (Tensor t : new Tensor[] {Tensor.of(counting(12), 3, 1, 2, 2), Tensor.of(counting(12), 3, 4, 1, 1)}) {
      Tensor last = TensorAccess.channelsLast(t);
      assertSame(TensorAccess.values(t), TensorAccess.values(last));
      assertArrayEquals(counting(12), last.toArray());
      assertSame(TensorAccess.values(t), TensorAccess.values(TensorAccess.rowMajor(last)));
    }
  }

  @Test
  void readingDoesNotChangeTheLayout() {
    Tensor t = TensorAccess.channelsLast(Tensor.of(counting(24), 2, 3, 2, 2));
    float[] before = TensorAccess.values(t);
    t.toArray();
    t.get(1, 2, 1, 1);
    t.reshape(6, 4);
    assertSame(before, TensorAccess.values(t));
    assertEquals(Layout.CHANNELS_LAST, TensorAccess.layout(t));
  }

  @Test
  void imagesMustBeOfRankFour() {
    var e = assertThrows(IllegalArgumentException.class, () -> TensorAccess.channelsLast(Tensor.zeros(2, 3)));
    assertTrue(e.getMessage().contains("[2, 3]"), e.getMessage());
  }

  @Property(tries = 200)
  void channelsLastAndBack_isTheIdentity(@ForAll @IntRange(max = 4) int n, @ForAll @IntRange(max = 6) int c, @ForAll @IntRange(max = 5) int h,
      @ForAll @IntRange(max = 5) int w) {
    Tensor t = Tensor.of(counting(n * c * h * w), n, c, h, w);
    Tensor last = TensorAccess.channelsLast(t);
    assertArrayEquals(t.toArray(), last.toArray());
    assertArrayEquals(t.toArray(), TensorAccess.rowMajor(last).toArray());
    for (int i = 0; i < t.size(); i++) {
      int[] at = {i / (c * h * w), i / (h * w) % c, i / w % h, i % w};
      assertEquals(i, last.get(at));
    }
  }

  @Test
  void tensorsOfOneScopeHaveStoragesOfTheirOwn() {
    try (var _ = Scope.open()) {
      assertNotSame(TensorAccess.values(Tensor.zeros(10)), TensorAccess.values(Tensor.zeros(10)));
    }
  }
}
