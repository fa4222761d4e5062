package lanewise.tensor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RectificationTest {
  @Test
  void aRectifierOfSlopeOneThatSubtracts_isRefused() {
    String text = assertThrows(IllegalArgumentException.class, () -> new Rectification(1, 0.5f)).getMessage();
    assertTrue(text.contains("slope 1 that subtracts 0.5"), text);
  }

  @Test
  void aRectifierThatItsResultDoesNotTell_isRefusedWithItsNumbers() {
    for (float[] r : new float[][] {{-0.1f, 0}, {Float.POSITIVE_INFINITY, 0}, {Float.NaN, 0}, {0.1f, 1.5f}, {0.1f, -1.5f}, {0.1f, Float.NaN}}) {
      assertFalse(Rectification.isToldByResult(r[0], r[1]));
      String text = assertThrows(IllegalArgumentException.class, () -> new Rectification(r[0], r[1])).getMessage();
      assertTrue(text.contains("slope " + r[0] + " that subtracts " + r[1]), text);
    }
  }

  @Test
  void onlySlopeOne_isNoRectifier() {
    assertTrue(Rectification.NONE.isNone());
    assertEquals(Rectification.NONE, new Rectification(1, 0));
    assertFalse(new Rectification(0, 0).isNone());
    assertFalse(new Rectification(0.1f, -1).isNone());
  }
}
