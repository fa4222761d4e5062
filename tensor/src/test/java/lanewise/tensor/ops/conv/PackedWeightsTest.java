package lanewise.tensor.ops.conv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanewise.tensor.Tensor;
import lanewise.tensor.kernel.access.TensorAccess;
import org.junit.jupiter.api.Test;

class PackedWeightsTest {
  /** Adds a number to each weight. */
  private record Plus(int number) implements PackedWeights.Order {
    @Override
    public Object key() {
      return number;
    }

    @Override
    public int packedSize() {
      return 6;
    }

    @Override
    public void pack(float[] w, int wo, float[] packed) {
      for (int i = 0; i < 6; i++) {
        packed[i] = w[wo + i] + number;
      }
    }
  }

  private static Tensor weights() {
    return Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
  }

  private static float[] packed(Tensor w, int number) {
    return PackedWeights.of(w, new Plus(number), true).array();
  }

  @Test
  void weightsThatStay_areKeptFromTheSecondCallOn() {
    Tensor w = weights();
    float[] first = packed(w, 1);
    float[] second = packed(w, 1);
    assertNotSame(first, second);
    assertSame(second, packed(w, 1));
    assertEquals(7, second[5]);
  }

  @Test
  void everyWayOfWriting_isSeen() {
    Tensor w = weights();
    for (int i = 0; i < 3; i++) {
      packed(w, 0);
    }
    w.copyFrom(Tensor.full(9, 3, 2));
    assertEquals(9, packed(w, 0)[5]);
    packed(w, 0);
    w.slice(2, 3).copyFrom(Tensor.full(8, 1, 2));
    assertEquals(8, packed(w, 0)[5]);
    packed(w, 0);
    w.reshape(6).copyFrom(Tensor.full(7, 6));
    assertEquals(7, packed(w, 0)[5]);
    packed(w, 0);
    TensorAccess.values(w)[5] = 6.5f;
    assertEquals(6.5f, packed(w, 0)[5]);
    packed(w, 0);
    TensorAccess.values(w)[5] = -0f;
    packed(w, 0);
    packed(w, 0);
    TensorAccess.values(w)[5] = 0f;
    assertEquals(Float.floatToRawIntBits(0f), Float.floatToRawIntBits(packed(w, 0)[5]));
  }

  @Test
  void weightsThatChangeFromCallToCall_areNeverKept() {
    Tensor w = weights();
    for (int i = 0; i < 5; i++) {
      w.copyFrom(Tensor.full(i, 3, 2));
      float[] once = packed(w, 3);
      assertEquals(i + 3f, once[0]);
      assertNotSame(once, PackedWeights.of(w, new Plus(3), false).array());
    }
    float[] before = packed(w, 3);
    assertEquals(7, before[0]);
    assertSame(before, packed(w, 3));
  }

  @Test
  void aFewOrders_areKeptTogetherAndTheOldestOneGoes() {
    Tensor w = weights();
    packed(w, 0);
    float[][] kept = new float[5][];
    for (int number = 0; number < 4; number++) {
      kept[number] = packed(w, number);
    }
    for (int number = 0; number < 4; number++) {
      assertSame(kept[number], packed(w, number));
    }
    kept[4] = packed(w, 4);
    assertSame(kept[4], packed(w, 4));
    assertSame(kept[3], packed(w, 3));
    assertNotSame(kept[0], packed(w, 0));
  }

  @Test
  void weightsInTraining_areNotKept() {
    Tensor w = weights();
    for (int i = 0; i < 3; i++) {
      assertNotSame(PackedWeights.of(w, new Plus(0), false).array(), PackedWeights.of(w, new Plus(0), false).array());
    }
    assertNull(TensorAccess.memo(w));
  }

  @Test
  void infiniteWeightsAndNaNs_areReported() {
    for (float value : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN}) {
      Tensor w = weights();
      assertTrue(PackedWeights.of(w, new Plus(0), true).isFinite());
      TensorAccess.values(w)[3] = value;
      for (int i = 0; i < 3; i++) {
        assertFalse(PackedWeights.of(w, new Plus(0), true).isFinite());
      }
    }
    assertTrue(PackedWeights.of(Tensor.full(-Float.MAX_VALUE, 3, 2), new Plus(0), true).isFinite());
  }
}
